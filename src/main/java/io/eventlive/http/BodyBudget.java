package io.eventlive.http;

import java.util.concurrent.atomic.AtomicLong;

/// What all request bodies and large heads in memory may hold together. May be used from any
/// thread.
final class BodyBudget {
  private final AtomicLong free;

  BodyBudget(long bytes) {
    this.free = new AtomicLong(bytes);
  }

  /// Takes bytes, or none and false where there are not enough.
  boolean take(int bytes) {
    if (free.addAndGet(-bytes) >= 0) return true;
    free.addAndGet(bytes);
    return false;
  }

  long free() {
    return free.get();
  }

  void giveBack(long bytes) {
    free.addAndGet(bytes);
  }
}
