package io.eventlive.changes;

import java.time.Duration;

/// How the feed behaves.
///
/// @param heartbeat between two heartbeats while somebody wants them
/// @param silenceLimit how long a heartbeat may be under way, with nothing else coming, until the
///   connection is given up
/// @param firstPause before a lost connection is opened again; doubled with each failure
/// @param longestPause where doubling ends
/// @param loadLimit how long one statement may take by which listeners load
/// @param slowTelling a transaction that listeners took longer for is observed
public record FeedConfig(
    Duration heartbeat,
    Duration silenceLimit,
    Duration firstPause,
    Duration longestPause,
    Duration loadLimit,
    Duration slowTelling) {
  public static final Duration DEFAULT_HEARTBEAT = Duration.ofMillis(200);
  public static final Duration DEFAULT_SILENCE_LIMIT = Duration.ofSeconds(5);

  /// Heartbeats that nobody wants go on this rarely: they show whether the connection is alive, and
  /// let PostgreSQL forget old WAL.
  static final Duration RARE_HEARTBEAT = Duration.ofSeconds(5);

  /// How long being wanted once lasts.
  static final Duration WANTED_FOR = Duration.ofSeconds(10);

  public FeedConfig {
    if (!heartbeat.isPositive() || silenceLimit.compareTo(heartbeat) <= 0) {
      throw new IllegalArgumentException("the silence limit has to be longer than a heartbeat");
    }
  }

  public static FeedConfig of(Duration heartbeat, Duration silenceLimit) {
    return new FeedConfig(
        heartbeat,
        silenceLimit,
        Duration.ofMillis(100),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMillis(50));
  }
}
