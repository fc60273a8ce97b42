package io.eventlive.changes;

import java.time.Duration;

/// Stands where the database allows no logical decoding, or nobody allowed us to publish.
final class NoFeed implements ChangeFeed {
  @Override
  public void add(ChangeListener listener) {}

  @Override
  public void start() {}

  @Override
  public boolean heardSince(long nanoTime) {
    return false;
  }

  @Override
  public void wanted() {}

  @Override
  public long epoch() {
    return 0;
  }

  @Override
  public Duration silence() {
    return Duration.ofNanos(Long.MAX_VALUE);
  }

  @Override
  public Duration lag() {
    return Duration.ZERO;
  }

  @Override
  public void close() {}
}
