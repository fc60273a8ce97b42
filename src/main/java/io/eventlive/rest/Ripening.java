package io.eventlive.rest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Requests whose answer is in memory and is not ripe yet: until the feed has told what its query
/// saw, nobody knows whether it goes together with what the caller is.
///
/// One thread looks again every few milliseconds while somebody waits; it ends when nobody does.
final class Ripening {
  private static final Duration ROUND = Duration.ofMillis(5);
  private static final int WAITING_MOST = 50_000;

  /// One of them.
  ///
  /// @param sinceNanos when it came
  record Waiting(SharedReads.Rider rider, long sinceNanos) {}

  private final Consumer<Waiting> again;
  private final long longestNanos;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile boolean closed;

  Ripening(Consumer<Waiting> again, Duration longest) {
    this.again = again;
    this.longestNanos = longest.toNanos();
  }

  /// Whether one has waited long enough.
  boolean isOver(Waiting one) {
    return closed || System.nanoTime() - one.sinceNanos() > longestNanos;
  }

  /// Lets one wait.
  ///
  /// @return false where too many do
  boolean add(Waiting one) {
    if (closed || count.incrementAndGet() > WAITING_MOST) {
      count.decrementAndGet();
      return false;
    }
    waiting.add(one);
    if (running.compareAndSet(false, true)) {
      Thread.ofVirtual().name("ripening").start(this::look);
    }
    return true;
  }

  private void look() {
    do {
      while (!waiting.isEmpty()) {
        LockSupport.parkNanos(ROUND.toNanos());
        List<Waiting> all = new ArrayList<>();
        for (Waiting one = waiting.poll(); one != null; one = waiting.poll()) all.add(one);
        count.addAndGet(-all.size());
        all.forEach(again);
      }
      running.set(false);
    } while (!waiting.isEmpty() && running.compareAndSet(false, true));
  }

  /// From now on nobody waits.
  void close() {
    closed = true;
  }
}
