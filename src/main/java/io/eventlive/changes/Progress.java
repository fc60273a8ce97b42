package io.eventlive.changes;

import io.eventlive.schema.QualifiedName;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// How far the feed is, for everybody who asks.
///
/// The feed's thread writes everything but what waits to come back, which the heart's thread begins
/// and either ends. Any thread reads. The totals have one writer each.
final class Progress implements Heart.Pulse {
  private final String own;
  private final FeedConfig config;
  private final GiveUp giveUp;

  /// What is known of the present epoch; null while none is followed. Replaced as a whole, so that
  /// nobody sees one epoch's number with another one's heartbeat.
  private volatile @Nullable Known known;

  private volatile long cameAt;
  private volatile long roundTrip;
  private final LongAdder transactions = new LongAdder();
  private final LongAdder changes = new LongAdder();
  private final LongAdder heartbeats = new LongAdder();
  private final LongAdder gaps = new LongAdder();
  private volatile long slowest;

  /// The oldest heartbeat that was committed and has not come back. Guarded by `this`.
  private @Nullable Waiting waiting;

  /// @param heard when the newest heartbeat that came back was sent
  private record Known(long epoch, Set<QualifiedName> tables, long heard) {}

  private record Waiting(long sentAt, long committedAt) {}

  @FunctionalInterface
  interface GiveUp {
    void giveUp(long epoch, Gap gap);
  }

  /// @param own what tells this feed's heartbeats from everybody else's
  Progress(String own, FeedConfig config, GiveUp giveUp) {
    this.own = own;
    this.config = config;
    this.giveUp = giveUp;
  }

  /// @param complete when it was certain that what was committed by then is in the snapshot
  void follows(long epoch, Set<QualifiedName> tables, long complete) {
    synchronized (this) {
      waiting = null;
    }
    cameAt = System.nanoTime();
    known = new Known(epoch, tables, complete);
  }

  void lost() {
    if (known != null) gaps.increment();
    known = null;
  }

  /// A message came, whatever it is.
  void came() {
    cameAt = System.nanoTime();
  }

  void changed() {
    changes.increment();
  }

  void told(long nanos) {
    transactions.increment();
    if (nanos > slowest) slowest = nanos;
  }

  /// When a heartbeat was sent, if it is one of this feed's.
  Optional<Long> sentAt(String content) {
    if (!content.startsWith(own + " ")) return Optional.empty();
    try {
      return Optional.of(Long.parseLong(content.substring(own.length() + 1)));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /// A heartbeat came back, and so has everything committed before it was sent.
  void heard(long sentAt) {
    Known before = known;
    if (before == null) return;
    long now = System.nanoTime();
    if (sentAt - before.heard() > 0 && now - sentAt >= 0) {
      known = new Known(before.epoch(), before.tables(), sentAt);
      roundTrip = now - sentAt;
      heartbeats.increment();
    }
    synchronized (this) {
      if (waiting != null && sentAt - waiting.sentAt() >= 0) waiting = null;
    }
  }

  @Override
  public String beat() {
    return own + " " + System.nanoTime();
  }

  @Override
  public synchronized void committed(long sentAt) {
    Known now = known;
    boolean back = now != null && now.heard() - sentAt >= 0;
    if (!back && waiting == null) waiting = new Waiting(sentAt, System.nanoTime());
  }

  @Override
  public synchronized boolean overdue() {
    if (waiting == null) return false;
    long limit = config.silenceLimit().toNanos();
    long now = System.nanoTime();
    return now - waiting.committedAt() > limit && now - cameAt > limit;
  }

  @Override
  public void giveUp(long epoch, Gap gap) {
    giveUp.giveUp(epoch, gap);
  }

  @Override
  public long epoch() {
    Known now = known;
    return now == null ? 0 : now.epoch();
  }

  @Override
  public Set<QualifiedName> tables() {
    Known now = known;
    return now == null ? Set.of() : now.tables();
  }

  boolean heardSince(long nanoTime) {
    Known now = known;
    return now != null && now.heard() - nanoTime >= 0;
  }

  Duration silence() {
    Known now = known;
    return Duration.ofNanos(
        now == null ? Long.MAX_VALUE : Math.max(0, System.nanoTime() - now.heard()));
  }

  Duration lag() {
    return Duration.ofNanos(roundTrip);
  }

  Totals totals() {
    return new Totals(
        transactions.sum(), changes.sum(), heartbeats.sum(), gaps.sum(), Duration.ofNanos(slowest));
  }
}
