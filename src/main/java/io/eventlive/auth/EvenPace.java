package io.eventlive.auth;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Lets answers leave at even steps after their requests came, so that the time does not tell
/// whether there was much to do or little: whether an address is known.
final class EvenPace {
  private final long stepNanos;
  private final LongSupplier nanoTime;
  private final LongConsumer pause;

  EvenPace(Duration step) {
    this(step, System::nanoTime, EvenPace::sleep);
  }

  EvenPace(Duration step, LongSupplier nanoTime, LongConsumer pause) {
    this.stepNanos = step.toNanos();
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  /// Does the work, holds no connection any more, and waits for the next step; also where the work
  /// throws.
  <T> T keep(Supplier<T> work) {
    long began = nanoTime.getAsLong();
    try {
      return work.get();
    } finally {
      if (stepNanos > 0) {
        long took = nanoTime.getAsLong() - began;
        pause.accept(stepNanos - Math.floorMod(took, stepNanos));
      }
    }
  }

  private static void sleep(long nanos) {
    try {
      Thread.sleep(Duration.ofNanos(nanos));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the server is stopping: the answer leaves now
    }
  }
}
