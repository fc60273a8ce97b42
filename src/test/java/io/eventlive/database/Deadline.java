package io.eventlive.database;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// How long a test waits for a condition before it fails.
record Deadline(long end) {
  static Deadline in(int seconds) {
    return new Deadline(System.nanoTime() + seconds * 1_000_000_000L);
  }

  /// Pauses shortly, or fails when the time is over.
  void check(String what) {
    if (System.nanoTime() > end) {
      throw new AssertionError("in time: " + what);
    }
    LockSupport.parkNanos(5_000_000);
  }

  static void await(int seconds, String what, BooleanSupplier condition) {
    Deadline deadline = in(seconds);
    while (!condition.getAsBoolean()) {
      deadline.check(what);
    }
  }
}
