package io.eventlive.changes;

import io.eventlive.schema.QualifiedName;
import java.time.Duration;
import java.util.Set;

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
  public Set<QualifiedName> tables() {
    return Set.of();
  }

  @Override
  public Totals totals() {
    return new Totals(0, 0, 0, 0, Duration.ZERO);
  }

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
