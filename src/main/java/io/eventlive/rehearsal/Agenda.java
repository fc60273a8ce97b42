package io.eventlive.rehearsal;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/// What is to happen when, and how late the generator is with it. Looked at every millisecond on
/// the loop, which owns all of this.
///
/// Lateness is what makes a load generator lie: what it sends late, the server never had to carry.
/// So every look is measured against the millisecond in which it was due, and a look that is late
/// stands for all those that it kept from happening.
final class Agenda {
  private static final long EVERY_MILLIS = 1;
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

  /// @param order of equal moments: as they were entered
  private record Entry(long due, long order, Runnable what) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::due).thenComparingLong(Entry::order));
  private final Histogram lateness = new Histogram(LONGEST_MICROS, 3);
  private long entered;
  private long expected;
  private boolean over;

  /// @param now as [System#nanoTime] has it; the first look is due a millisecond later
  Agenda(long now) {
    expected = now + INTERVAL;
  }

  void start(Vertx vertx) {
    vertx.setPeriodic(
        EVERY_MILLIS,
        timer -> {
          if (over) vertx.cancelTimer(timer);
          else look(System.nanoTime());
        });
  }

  /// @param due as [System#nanoTime] has it
  void at(long due, Runnable what) {
    if (!over) entries.add(new Entry(due, entered++, what));
  }

  /// Again and again, at fixed moments: how long it takes moves nothing.
  ///
  /// @param what is handed the moment
  void every(Duration pause, long first, Consumer<Long> what) {
    at(
        first,
        () -> {
          what.accept(first);
          every(pause, first + pause.toNanos(), what);
        });
  }

  /// Does what is due, as of this moment.
  void look(long now) {
    long late = Math.max(0, now - expected);
    lateness.recordValueWithExpectedInterval(
        Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(late)),
        TimeUnit.NANOSECONDS.toMicros(INTERVAL));
    expected = now + INTERVAL;
    for (Entry next = entries.peek(); next != null && next.due() <= now; next = entries.peek()) {
      entries.poll();
      next.what().run();
    }
  }

  /// Nothing further happens.
  void end() {
    over = true;
    entries.clear();
  }

  /// In microseconds.
  Histogram lateness() {
    return lateness;
  }
}
