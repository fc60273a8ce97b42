package io.eventlive.http;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// The `Date` header, made once a second. May be read from any thread.
final class HttpDate {
  private record Second(long epochSecond, String text) {}

  private final Clock clock;
  private volatile Second latest = new Second(Long.MIN_VALUE, "");

  HttpDate(Clock clock) {
    this.clock = clock;
  }

  String now() {
    long second = Math.floorDiv(clock.millis(), 1000L);
    Second known = latest;
    if (known.epochSecond() == second) return known.text();
    String text =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC));
    latest = new Second(second, text);
    return text;
  }
}
