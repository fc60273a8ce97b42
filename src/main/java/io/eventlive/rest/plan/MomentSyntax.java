package io.eventlive.rest.plan;

import io.eventlive.http.ErrorCode;
import io.eventlive.rest.plan.ValueCheck.Malformed;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Dates and times. Their grammar is wide and depends on settings: the order of day and month, and
/// which words are time zones. So only what no setting could make a moment is refused.
enum MomentSyntax {
  DATE("date", true),
  TIME("time", false),
  TIMETZ("time with time zone", false),
  TIMESTAMP("timestamp", true),
  TIMESTAMPTZ("timestamp with time zone", true);

  /// What has no digit is a moment only by one of these.
  private static final List<String> MOMENTS =
      List.of("now", "today", "tomorrow", "yesterday", "epoch", "infinity", "allballs");

  /// With four digits first, year, month and day stand in this order whatever the settings. A `T`
  /// with nothing behind it belongs to no date.
  private static final Pattern ISO_DATE =
      Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)(?:[T ](?=.)|$)");

  private static final Pattern ISO_TIME =
      Pattern.compile(
          "(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.\\d{1,9})?)?(?:Z|[+-](?:0\\d|1[0-4])(?::[0-5]\\d)?)?");

  private static final Pattern ZONE = Pattern.compile("[a-z][-+/.]");

  /// Days, hours, … without anything between them.
  private static final Pattern DIGITS = Pattern.compile("\\d{3,14}");

  /// From here on letters are of no language whose words PostgreSQL reads, in no encoding of them.
  private static final char FOREIGN = '\u3000';

  private final String display;
  private final boolean dated;

  /// @param dated whether there is no value without a day
  MomentSyntax(String display, boolean dated) {
    this.display = display;
    this.dated = dated;
  }

  Optional<Malformed> check(String value) {
    String text = Blank.strip(value);
    if (text.chars().anyMatch(c -> c >= FOREIGN)) return unreadable(value);
    if (!text.chars().allMatch(c -> c < 0x80)) return Optional.empty();
    if (text.chars().noneMatch(c -> c >= '0' && c <= '9')) {
      return mayBeWords(text) ? Optional.empty() : unreadable(value);
    }
    if (DIGITS.matcher(text).matches()) return dated ? digits(text, value) : Optional.empty();
    return iso(text, value);
  }

  /// What looks like the name of a time zone, such as `Asia/Seoul`, has an error of its own.
  private static boolean mayBeWords(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return MOMENTS.stream().anyMatch(lower::contains) || ZONE.matcher(lower).find();
  }

  private Optional<Malformed> iso(String text, String value) {
    Matcher date = ISO_DATE.matcher(text);
    boolean hasDate = date.lookingAt();
    String rest = hasDate ? text.substring(date.end()) : text;
    Matcher time = ISO_TIME.matcher(rest);
    boolean hasTime = time.matches();
    if (!dated && hasDate) return rest.isEmpty() ? unreadable(value) : Optional.empty();
    if (!hasTime && !(hasDate && rest.isEmpty())) return Optional.empty();
    if (hasTime && !isTime(time)) return outOfRange(value);
    if (hasDate && !isDay(date)) return outOfRange(value);
    return dated && !hasDate ? unreadable(value) : Optional.empty();
  }

  /// Six digits and more are a date, its day last; fewer, of which at least three, only a year.
  private Optional<Malformed> digits(String text, String value) {
    int length = text.length();
    if (length < 6) return number(text) == 0 ? outOfRange(value) : unreadable(value);
    long day = number(text.substring(length - 2));
    long month = number(text.substring(length - 4, length - 2));
    return month < 1 || month > 12 || day < 1 || day > 31 ? outOfRange(value) : Optional.empty();
  }

  private static boolean isDay(Matcher date) {
    int year = (int) number(date.group(1));
    int month = (int) number(date.group(2));
    long day = number(date.group(3));
    return year > 0
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= YearMonth.of(year, month).lengthOfMonth();
  }

  /// Up to midnight at the end, and to a leap second.
  private static boolean isTime(Matcher time) {
    long hour = number(time.group(1));
    long minute = number(time.group(2));
    long second = time.group(3) == null ? 0 : number(time.group(3));
    boolean pastMidnight = hour == 24 && (minute > 0 || second > 0);
    return hour <= 24 && minute <= 59 && second <= 60 && !pastMidnight;
  }

  private static long number(String digits) {
    return Long.parseLong(digits);
  }

  private Optional<Malformed> unreadable(String value) {
    return Optional.of(
        new Malformed(
            ErrorCode.MALFORMED_MOMENT,
            "invalid input syntax for type " + display + ": \"" + value + "\""));
  }

  private static Optional<Malformed> outOfRange(String value) {
    return Optional.of(
        new Malformed(
            ErrorCode.MOMENT_OUT_OF_RANGE,
            "date/time field value out of range: \"" + value + "\""));
  }
}
