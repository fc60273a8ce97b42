package io.eventlive.auth;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A duration as Go writes it, which is how Supabase's clients write `ban_duration`: `24h`,
/// `1h30m`, `1.5h`.
final class GoDuration {
  private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ns|us|ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final Duration LONGEST = Duration.ofDays(365L * 200);

  private GoDuration() {}

  /// Empty where it is none, or longer than two centuries.
  static Optional<Duration> parse(String text) {
    Matcher matcher = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (end < text.length()) {
      if (!matcher.find(end) || matcher.start() != end) return Optional.empty();
      BigDecimal nanos =
          new BigDecimal(matcher.group(1))
              .multiply(BigDecimal.valueOf(NANOS.getOrDefault(matcher.group(2), 0L)));
      BigDecimal[] seconds = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000L));
      sum =
          sum.plusSeconds(seconds[0].longValueExact())
              .plusNanos(seconds[1].setScale(0, RoundingMode.DOWN).longValueExact());
      end = matcher.end();
    }
    return text.isEmpty() || sum.compareTo(LONGEST) > 0 ? Optional.empty() : Optional.of(sum);
  }
}
