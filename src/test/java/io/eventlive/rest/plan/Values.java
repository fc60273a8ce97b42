package io.eventlive.rest.plan;

import java.util.List;
import java.util.SplittableRandom;

/// Values as clients send them by mistake, by accident and with intent: right ones, nearly right
/// ones and nonsense.
public final class Values {
  private static final List<String> WHOLE =
      List.of(
          "",
          " ",
          "\t",
          "\n",
          "null",
          "NULL",
          "undefined",
          "NaN",
          "nan",
          "-NaN",
          "Infinity",
          "-inf",
          "+infinity",
          "true",
          "TRUE",
          "tr",
          "o",
          "on",
          "of",
          "OFF",
          "yes",
          "n",
          "t",
          "T",
          "z",
          "utc",
          "0",
          "-0",
          "+1",
          "1.",
          ".5",
          ".",
          "-",
          "+",
          "- 1",
          "1 2",
          "0x1F",
          "0X",
          "0b101",
          "0o17",
          "1_000",
          "_1",
          "1__0",
          "1e5",
          "1e",
          "1e 5",
          "1E-3",
          "1ex",
          "1e400",
          "0x1p3",
          "1,000",
          "१२",
          "32767",
          "32768",
          "-32768",
          "-32769",
          "2147483647",
          "2147483648",
          "-2147483648",
          "-2147483649",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "-9223372036854775809",
          "00000000000000000000000000000000012",
          "2147483648x",
          "2147483649x",
          "99999999999999999999999999",
          "99999999999999999999x",
          "99999999999999999999999999999999999999999x",
          "1.0",
          "12.5kg",
          "0.1.2",
          "00000000-0000-4000-8000-000000000001",
          "{00000000-0000-4000-8000-000000000001}",
          "{00000000-0000-4000-8000-000000000001",
          "00000000-0000-4000-8000-000000000001}",
          "00000000000040008000000000000001",
          "0000-0000-0000-4000-8000-0000-0000-0001",
          "00000000-0000-4000-8000-00000000000",
          "00000000-0000-4000-8000-0000000000011",
          "00000000--0000-4000-8000-000000000001",
          " 00000000-0000-4000-8000-000000000001",
          "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
          "g0000000-0000-4000-8000-000000000001",
          "149402",
          "now",
          "today",
          "Tomorrow",
          "yesterday",
          "epoch",
          "allballs",
          "infinity",
          "current_date",
          "2026-02-06",
          "2026-02-06T14:00:00Z",
          "2026-02-06 14:00+09",
          "14:00",
          "24:00:00",
          "20260206",
          "J2451187",
          "06/02/2026",
          "2026-13-45",
          "Feb 6 2026",
          "monday",
          "february",
          "noon",
          "am",
          "bc",
          "j",
          "Invalid Date",
          "[object Object]",
          "{}",
          "{1,2}",
          "{1,NULL}",
          "{a,b}",
          "{\"a\",\"b",
          "[0:1]={1,2}",
          " {1}",
          "[1,2]",
          "{{1},{2}}",
          "(1,2)",
          "[]",
          "\u00a01",
          "1\u00a0",
          "\u20031",
          "\u0085",
          "é",
          "１２",
          "🙂",
          "\u200b1");

  private static final String PIECES =
      "0123456789abcdefABCDEFxXoOnNiIeE+-_.,:;{}[]()\"'\\/ \t\n\u00e9\u3042TZz%*";

  private final SplittableRandom random;

  public Values(SplittableRandom random) {
    this.random = random;
  }

  public String next() {
    return switch (random.nextInt(6)) {
      case 0, 1 -> whole();
      case 2 -> mutated(whole());
      case 3 -> mutated(mutated(whole()));
      case 4 -> number();
      default -> noise();
    };
  }

  private String whole() {
    return WHOLE.get(random.nextInt(WHOLE.size()));
  }

  /// One character taken out, put in, doubled or changed; or white space around.
  private String mutated(String value) {
    if (value.isEmpty()) return piece();
    int at = random.nextInt(value.length());
    return switch (random.nextInt(6)) {
      case 0 -> value.substring(0, at) + value.substring(at + 1);
      case 1 -> value.substring(0, at) + piece() + value.substring(at);
      case 2 -> value.substring(0, at) + piece() + value.substring(at + 1);
      case 3 -> value.substring(0, at) + value;
      case 4 -> " " + value + "\n";
      default -> value + piece();
    };
  }

  private String number() {
    StringBuilder digits = new StringBuilder();
    for (int i = random.nextInt(1, 24); i > 0; i--) digits.append(random.nextInt(10));
    String sign = List.of("", "-", "+").get(random.nextInt(3));
    return sign + digits + (random.nextInt(4) == 0 ? piece() : "");
  }

  private String noise() {
    StringBuilder noise = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) noise.append(piece());
    return noise.toString();
  }

  private String piece() {
    int at = random.nextInt(PIECES.length());
    return PIECES.substring(at, at + 1);
  }
}
