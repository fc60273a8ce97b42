package io.eventlive.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for what another thread or process brings about.
public final class Eventually {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private Eventually() {}

  /// Returns as soon as the condition holds.
  ///
  /// @throws AssertionError naming `what` where the deadline passes first
  public static void within(Duration deadline, String what, Callable<Boolean> condition) {
    long end = System.nanoTime() + deadline.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + deadline.toMillis() + " ms: " + what);
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  private static boolean holds(Callable<Boolean> condition) {
    try {
      return condition.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
