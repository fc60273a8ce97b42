package io.eventlive.changes;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes messages as `pgoutput` does.
final class Bytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  static Bytes message(char kind) {
    return new Bytes().letter(kind);
  }

  static ByteBuffer begin(long lsn, int xid) {
    return message('B').int64(lsn).int64(0).int32(xid).end();
  }

  static ByteBuffer commit(long lsn, long end) {
    return message('C').int8(0).int64(lsn).int64(end).int64(0).end();
  }

  /// Table `public.note (id int key, body text)`.
  static ByteBuffer note(int oid, char identity) {
    return message('R')
        .int32(oid)
        .text("public")
        .text("note")
        .letter(identity)
        .int16(2)
        .int8(1)
        .text("id")
        .int32(23)
        .int32(-1)
        .int8(identity == 'f' ? 1 : 0)
        .text("body")
        .int32(25)
        .int32(-1)
        .end();
  }

  Bytes letter(char letter) {
    return int8(letter);
  }

  Bytes int8(int value) {
    return write(() -> out.writeByte(value));
  }

  Bytes int16(int value) {
    return write(() -> out.writeShort(value));
  }

  Bytes int32(int value) {
    return write(() -> out.writeInt(value));
  }

  Bytes int64(long value) {
    return write(() -> out.writeLong(value));
  }

  Bytes text(String text) {
    return write(() -> {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.write(0);
    });
  }

  Bytes counted(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    return int32(encoded.length).write(() -> out.write(encoded));
  }

  /// A row's values: a text, `\0n` for null, `\0u` for one that was not touched.
  Bytes row(String... values) {
    int16(values.length);
    for (String value : values) {
      if (value.startsWith("\0")) {
        letter(value.charAt(1));
      } else {
        letter('t').counted(value);
      }
    }
    return this;
  }

  ByteBuffer end() {
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  private Bytes write(Write write) {
    try {
      write.run();
      return this;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private interface Write {
    void run() throws IOException;
  }
}
