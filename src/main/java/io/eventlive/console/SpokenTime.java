package io.eventlive.console;

import io.eventlive.http.Language;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Points in time and stretches of it as people say them.
record SpokenTime(Language language, ZoneId zone) {
  String at(Instant instant) {
    return switch (language) {
      case ENGLISH -> format(instant, "EEE d MMM, HH:mm", Locale.ENGLISH);
      case KOREAN -> format(instant, "M월 d일 (E) HH:mm", Locale.KOREAN);
    };
  }

  /// How far away something is, with one unit: `in 3 minutes`, `3분 뒤`.
  String until(Duration ahead) {
    String span = span(ahead.plusSeconds(59).truncatedTo(ChronoUnit.MINUTES));
    return switch (language) {
      case ENGLISH -> "in " + span;
      case KOREAN -> span + " 뒤";
    };
  }

  /// A stretch of time in its largest unit.
  String span(Duration span) {
    if (span.toDays() > 0) return count(span.toDays(), "day", "일");
    if (span.toHours() > 0) return count(span.toHours(), "hour", "시간");
    if (span.toMinutes() > 0) return count(span.toMinutes(), "minute", "분");
    return count(Math.max(0, span.toSeconds()), "second", "초");
  }

  private String count(long number, String english, String korean) {
    return switch (language) {
      case ENGLISH -> number + " " + english + (number == 1 ? "" : "s");
      case KOREAN -> number + korean;
    };
  }

  private String format(Instant instant, String pattern, Locale locale) {
    return DateTimeFormatter.ofPattern(pattern, locale).withZone(zone).format(instant);
  }
}
