package io.eventlive.rest.plan;

import java.util.List;
import java.util.SplittableRandom;

/// Dates and times as clients send them: in most notations that PostgreSQL reads, with parts that
/// do not exist, with words around them, or as something else altogether.
public final class Moments {
  private static final List<String> WORDS =
      List.of(
          "",
          "null",
          "undefined",
          "Invalid Date",
          "[object Object]",
          "now",
          "Today",
          "tomorrow noon",
          "allballs",
          "-infinity",
          "infinity",
          "epoch",
          "current",
          "february",
          "Mon",
          "am",
          "KST",
          "America/New_York",
          "2026년 2월 6일",
          "二月",
          "NaN",
          "true");

  private static final List<String> ZONES =
      List.of(
          "", "", "", "Z", "z", "+09", "-05:30", "+0900", "+25", "-09:75", " KST", " Asia/Seoul");

  private static final List<String> AROUND =
      List.of(
          " ", "\n", "T", "BC", "ad", "x", "-", "+", ",", "0", "pm", "mon ", "in ", "j", "é", ":");

  private final SplittableRandom random;
  private final Values values;

  public Moments(SplittableRandom random) {
    this.random = random;
    this.values = new Values(random.split());
  }

  public String next() {
    return switch (random.nextInt(9)) {
      case 0 -> one(WORDS);
      case 1 -> values.next();
      case 2 -> day();
      case 3 -> time() + one(ZONES);
      case 4, 5 -> day() + one(List.of("T", " ", "t", "  ", "")) + time() + one(ZONES);
      case 6 -> digits(random.nextInt(1, 16));
      case 7 -> dayInOtherNotation();
      default -> random.nextBoolean() ? next() + one(AROUND) : one(AROUND) + next();
    };
  }

  private String day() {
    return "%04d-%02d-%02d"
        .formatted(
            random.nextInt(8) == 0 ? random.nextInt(10_000) : 2026,
            mostly(1, 12, 0, 14),
            mostly(1, 28, 0, 33));
  }

  private String dayInOtherNotation() {
    return switch (random.nextInt(6)) {
      case 0 -> "%d/%d/%d".formatted(mostly(1, 12, 0, 32), mostly(1, 12, 0, 32), 2026);
      case 1 ->
          "%d.%d.%d".formatted(mostly(1, 12, 0, 32), mostly(1, 12, 0, 32), mostly(0, 99, 0, 999));
      case 2 -> "%d-Feb-%d".formatted(mostly(1, 28, 0, 40), 2026);
      case 3 -> "Feb %d 2026 %s".formatted(mostly(1, 28, 0, 40), time());
      case 4 -> "J" + random.nextInt(3_000_000);
      default -> "2026.%d".formatted(random.nextInt(1_000));
    };
  }

  private String time() {
    String hoursAndMinutes = "%02d:%02d".formatted(mostly(0, 24, 0, 99), mostly(0, 59, 0, 61));
    return switch (random.nextInt(5)) {
      case 0 -> hoursAndMinutes;
      case 1 -> hoursAndMinutes + ":%02d.%s".formatted(mostly(0, 60, 0, 99), digits(3));
      case 2 -> mostly(0, 24, 0, 99) + "h" + mostly(0, 59, 0, 61);
      default -> hoursAndMinutes + ":%02d".formatted(mostly(0, 60, 0, 62));
    };
  }

  /// A number that is in the first range three times out of four, else in the second.
  private int mostly(int low, int high, int least, int most) {
    return random.nextInt(4) == 0 ? random.nextInt(least, most + 1) : random.nextInt(low, high + 1);
  }

  private String digits(int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) digits.append(random.nextInt(10));
    return digits.toString();
  }

  private String one(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
