package io.eventlive.http;

import java.time.Duration;

/// How connections are closed when the door shuts: not all at once, because their clients would all
/// come back at once.
///
/// @param count how many waves; one closes everything at once
record Waves(int count) {
  /// Between two waves.
  static final Duration PAUSE = Duration.ofMillis(100);

  /// As many newcomers as another server takes without noticing.
  private static final Duration FOR_EACH = Duration.ofMillis(5);

  /// Few connections leave at once, many over at most half of the time that there is; the other
  /// half is for what was accepted last.
  static Waves of(int connections, Duration atMost) {
    Duration wanted = FOR_EACH.multipliedBy(connections);
    Duration half = atMost.dividedBy(2);
    Duration length = wanted.compareTo(half) < 0 ? wanted : half;
    return new Waves((int) Math.max(1, length.toMillis() / PAUSE.toMillis()));
  }

  Duration length() {
    return PAUSE.multipliedBy(count - 1L);
  }
}
