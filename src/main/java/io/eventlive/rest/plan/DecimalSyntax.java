package io.eventlive.rest.plan;

import java.util.Locale;

/// Numbers with a fraction or an exponent. Only what no reading of any version could accept is
/// refused: hexadecimal forms, underscores, exponents and the words for infinity and not-a-number
/// pass as soon as they begin like one.
enum DecimalSyntax {
  /// Exact numbers.
  NUMERIC,
  /// What the C library's `strtod` reads; `p` may follow hexadecimal digits.
  FLOAT;

  /// `real` reaches from 1e-37 to 1e38.
  private static final int SURELY_FITTING_DIGITS = 36;

  boolean certainlyRefuses(String value) {
    String text = Blank.strip(value);
    if (text.startsWith("+") || text.startsWith("-")) text = text.substring(1);
    if (text.isEmpty()) return true;
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("nan") || lower.startsWith("inf")) return false;

    int whole = digits(text, 0);
    boolean point = whole < text.length() && text.charAt(whole) == '.';
    int end = point ? digits(text, whole + 1) : whole;
    boolean anyDigit = end - (point ? 1 : 0) > 0;
    if (!anyDigit) return true;
    if (end == text.length()) return false;
    // A float that does not fit is said to be out of range before what follows it is looked at.
    if (this == FLOAT && end > SURELY_FITTING_DIGITS) return false;
    return switch (text.charAt(end)) {
      case '_' -> false;
      case 'x', 'X', 'o', 'O', 'b', 'B' -> end != 1 || text.charAt(0) != '0';
      case 'e', 'E' -> !mayBeExponent(text, end + 1);
      default -> true;
    };
  }

  private static int digits(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') end++;
    return end;
  }

  private static boolean mayBeExponent(String text, int start) {
    if (start == text.length()) return false;
    char first = text.charAt(start);
    return (first >= '0' && first <= '9')
        || first == '+'
        || first == '-'
        || first == '_'
        || Blank.is(first);
  }
}
