package io.eventlive.changes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A message's bytes, read from front to back and never beyond its end.
final class Wire {
  private final ByteBuffer bytes;

  Wire(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  char letter(String what) throws Unreadable {
    if (!bytes.hasRemaining()) throw new Unreadable("a message that ends before " + what);
    return (char) (bytes.get() & 0xFF);
  }

  void require(char letter) throws Unreadable {
    if (letter("a row") != letter)
      throw new Unreadable("a row of a kind that does not belong here");
  }

  byte int8() throws Unreadable {
    requireBytes(Byte.BYTES);
    return bytes.get();
  }

  int int32() throws Unreadable {
    requireBytes(Integer.BYTES);
    return bytes.getInt();
  }

  long int64() throws Unreadable {
    requireBytes(Long.BYTES);
    return bytes.getLong();
  }

  int count16() throws Unreadable {
    requireBytes(Short.BYTES);
    return Short.toUnsignedInt(bytes.getShort());
  }

  /// A number of things.
  ///
  /// @param size of each of them in bytes: there cannot be more than the message has room for
  int count32(int size) throws Unreadable {
    int count = int32();
    if (count < 0 || count > bytes.remaining() / size) {
      throw new Unreadable("a list that is longer than its message");
    }
    return count;
  }

  /// A text with its length before it.
  String counted() throws Unreadable {
    return take(count32(1));
  }

  /// A text with a zero behind it.
  String text() throws Unreadable {
    int length = 0;
    while (length < bytes.remaining() && bytes.get(bytes.position() + length) != 0) length++;
    if (length == bytes.remaining()) throw new Unreadable("a text without an end");
    String text = take(length);
    bytes.get();
    return text;
  }

  void requireEnd() throws Unreadable {
    if (bytes.hasRemaining()) throw new Unreadable("a message that goes on behind its end");
  }

  private String take(int length) {
    String text = StandardCharsets.UTF_8.decode(bytes.slice(bytes.position(), length)).toString();
    bytes.position(bytes.position() + length);
    return text;
  }

  private void requireBytes(int count) throws Unreadable {
    if (bytes.remaining() < count) throw new Unreadable("a message that ends too early");
  }
}
