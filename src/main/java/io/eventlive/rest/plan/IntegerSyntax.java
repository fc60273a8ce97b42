package io.eventlive.rest.plan;

import io.eventlive.http.ErrorCode;
import io.eventlive.rest.plan.ValueCheck.Malformed;
import java.math.BigInteger;
import java.util.Optional;

/// Decimal digits with a sign and white space around them. Since PostgreSQL 16 also `0x`, `0o`,
/// `0b` and underscores, which therefore pass.
enum IntegerSyntax {
  SMALLINT("smallint", Short.MIN_VALUE, Short.MAX_VALUE),
  INTEGER("integer", Integer.MIN_VALUE, Integer.MAX_VALUE),
  BIGINT("bigint", Long.MIN_VALUE, Long.MAX_VALUE);

  private final String display;
  private final BigInteger least;
  private final BigInteger most;

  IntegerSyntax(String display, long least, long most) {
    this.display = display;
    this.least = BigInteger.valueOf(least);
    this.most = BigInteger.valueOf(most);
  }

  Optional<Malformed> check(String value) {
    String text = Blank.strip(value);
    boolean signed = text.startsWith("+") || text.startsWith("-");
    String unsigned = signed ? text.substring(1) : text;
    String digits = unsigned.substring(0, digits(unsigned));
    String rest = unsigned.substring(digits.length());
    if (digits.isEmpty()) return Optional.of(InputSyntax.invalid(display, value));
    if (rest.isEmpty()) return outOfRange(text.startsWith("-"), digits, value);
    if (isNewerForm(digits, rest)) return Optional.empty();
    // With more digits, which of the two errors comes first depends on the version.
    return digits.length() < most.toString().length()
        ? Optional.of(InputSyntax.invalid(display, value))
        : Optional.empty();
  }

  private static int digits(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') end++;
    return end;
  }

  private static boolean isNewerForm(String digits, String rest) {
    return rest.startsWith("_") || (digits.equals("0") && "xXoObB".indexOf(rest.charAt(0)) >= 0);
  }

  private Optional<Malformed> outOfRange(boolean negative, String digits, String value) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    boolean fits = significant.length() <= most.toString().length();
    if (fits) {
      BigInteger number = new BigInteger(negative ? "-" + significant : significant);
      fits = number.compareTo(least) >= 0 && number.compareTo(most) <= 0;
    }
    return fits
        ? Optional.empty()
        : Optional.of(
            new Malformed(
                ErrorCode.VALUE_OUT_OF_RANGE,
                "value \"" + value + "\" is out of range for type " + display));
  }
}
