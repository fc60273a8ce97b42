package io.eventlive.http;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Gives every request a name of 16 hexadecimal digits that no other request of this process has
/// and that nobody can guess from the one before. May be called from any thread.
final class RequestIds {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private final AtomicLong next;
  private final long key;

  RequestIds(RandomGenerator random) {
    this.next = new AtomicLong(random.nextLong());
    this.key = random.nextLong();
  }

  String next() {
    return HexFormat.of().toHexDigits(scrambled(next.getAndAdd(STEP)));
  }

  /// A bijection, so that distinct counters stay distinct.
  private long scrambled(long counter) {
    long z = counter ^ key;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
