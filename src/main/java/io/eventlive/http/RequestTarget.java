package io.eventlive.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// What a request line asks for: the decoded path and the raw query.
///
/// Strict where a lenient reading would let two parties see two different paths: bad escapes,
/// escaped slashes, control characters and bytes that are not UTF-8 (overlong forms among them) are
/// refused.
record RequestTarget(String path, String query) {
  private static final String HEX = "0123456789ABCDEF";

  /// Reads a request target as it stood in the request line, one `char` per byte.
  ///
  /// @throws Refusal where it cannot be read in exactly one way
  static RequestTarget parse(String raw) {
    String target = withoutOrigin(raw);
    int question = target.indexOf('?');
    String rawPath = question < 0 ? target : target.substring(0, question);
    String rawQuery = question < 0 ? "" : target.substring(question + 1);
    return new RequestTarget(decodePath(rawPath), escapeQuery(rawQuery));
  }

  /// `http://host/path` is how a client speaks to a proxy; the origin says nothing new.
  private static String withoutOrigin(String raw) {
    if (raw.startsWith("/") || raw.equals("*")) return raw;
    if (!raw.startsWith("http://") && !raw.startsWith("https://")) {
      throw malformed("It must begin with a slash.");
    }
    String rest = raw.substring(raw.indexOf("//") + 2);
    int slash = rest.indexOf('/');
    int question = rest.indexOf('?');
    if (slash >= 0 && (question < 0 || slash < question)) return rest.substring(slash);
    return question < 0 ? "/" : "/" + rest.substring(question);
  }

  private static String decodePath(String raw) {
    byte[] bytes = new byte[raw.length()];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) escapeAt(raw, i);
        i += 2;
      } else if (c <= ' ' || c == 0x7f || c == '#' || c == '\\') {
        throw malformed("The character at position %d must be percent-encoded.".formatted(i));
      } else {
        bytes[length++] = (byte) c;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException _) {
      throw malformed("Its bytes are not UTF-8.");
    }
  }

  private static int escapeAt(String raw, int percent) {
    int high = percent + 2 < raw.length() ? Character.digit(raw.charAt(percent + 1), 16) : -1;
    int low = percent + 2 < raw.length() ? Character.digit(raw.charAt(percent + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw malformed("The percent sign at position %d begins no escape.".formatted(percent));
    }
    int value = high * 16 + low;
    if (value < ' ' || value == 0x7f) {
      throw malformed("The escape at position %d is a control character.".formatted(percent));
    }
    if (value == '/' || value == '\\') {
      throw malformed("The escape at position %d hides a slash.".formatted(percent));
    }
    return value;
  }

  /// Leaves the query encoded; bytes that a careless client sent raw are escaped, so that whoever
  /// decodes it sees UTF-8 and not one character per byte.
  private static String escapeQuery(String raw) {
    if (raw.chars().allMatch(c -> c > ' ' && c < 0x7f)) return raw;
    StringBuilder escaped = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c <= ' ' || c == 0x7f) {
        throw malformed("The query holds a control character or a space.");
      }
      if (c < 0x7f) escaped.append(c);
      else escaped.append('%').append(HEX.charAt((c >> 4) & 15)).append(HEX.charAt(c & 15));
    }
    return escaped.toString();
  }

  private static Refusal malformed(String why) {
    return new Refusal(
        ErrorCode.ADDRESS_MALFORMED,
        ErrorCode.ADDRESS_MALFORMED.sentence(Language.ENGLISH),
        why,
        null);
  }
}
