package io.eventlive.rest;

import io.eventlive.answers.Fill;
import io.eventlive.answers.Private;
import java.util.Locale;

/// The `Cache-Status` header (RFC 9211): how an answer came to be.
final class CacheStatus {
  static final String NAME = "Cache-Status";
  static final String HIT = "eventlive; hit";
  static final String MISS = "eventlive; fwd=miss";
  static final String COLLAPSED = "eventlive; fwd=miss; collapsed";

  private CacheStatus() {}

  static String miss(Fill.Outcome outcome) {
    return outcome == Fill.Outcome.STORED
        ? "eventlive; fwd=miss; stored"
        : "eventlive; fwd=miss; detail="
            + outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String bypass(Private why) {
    return "eventlive; fwd=bypass; detail=" + why.word();
  }
}
