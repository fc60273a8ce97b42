package io.eventlive.rest.plan;

/// 32 hexadecimal digits, a hyphen allowed after each four, all of it allowed in braces; no space.
final class UuidSyntax {
  private static final int DIGITS = 32;
  private static final int GROUP = 4;

  private UuidSyntax() {}

  static boolean accepts(String value) {
    boolean braces = value.startsWith("{");
    int at = braces ? 1 : 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      boolean between = digit > 0 && digit % GROUP == 0;
      if (between && at < value.length() && value.charAt(at) == '-') at++;
      if (at >= value.length() || !isHex(value.charAt(at))) return false;
      at++;
    }
    return value.substring(at).equals(braces ? "}" : "");
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
