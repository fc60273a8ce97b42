package io.eventlive.answers;

import io.eventlive.changes.ChangeFeed;
import io.eventlive.changes.ChangeListener;
import io.eventlive.changes.Totals;
import io.eventlive.schema.QualifiedName;
import java.time.Duration;
import java.util.Set;

/// A feed that a test tells what to say.
final class FakeFeed implements ChangeFeed {
  private volatile boolean silent;
  private volatile long heard = Long.MAX_VALUE / 2;

  void silent(boolean now) {
    silent = now;
  }

  /// The sending of the newest heartbeat that came back.
  void heard(long nanos) {
    heard = nanos;
  }

  @Override
  public void add(ChangeListener listener) {}

  @Override
  public void start() {}

  @Override
  public boolean heardSince(long nanoTime) {
    return !silent && heard - nanoTime >= 0;
  }

  @Override
  public void wanted() {}

  @Override
  public Set<QualifiedName> tables() {
    return Set.of();
  }

  @Override
  public long epoch() {
    return 1;
  }

  @Override
  public Duration silence() {
    return Duration.ZERO;
  }

  @Override
  public Duration lag() {
    return Duration.ZERO;
  }

  @Override
  public Totals totals() {
    return new Totals(0, 0, 0, 0, Duration.ZERO);
  }

  @Override
  public void close() {}
}
