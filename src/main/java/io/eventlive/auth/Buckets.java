package io.eventlive.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

/// Token buckets by key: at most so many in a window, refilled evenly. Which keys there are is up
/// to strangers, so their number is bounded.
final class Buckets {
  private static final int MOST_KEYS = 100_000;

  private final AuthConfig.Limit limit;
  private final Ticker ticker;
  private final Cache<String, Bucket> buckets;

  Buckets(AuthConfig.Limit limit, Ticker ticker) {
    this.limit = limit;
    this.ticker = ticker;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST_KEYS)
            .expireAfterAccess(limit.window())
            .ticker(ticker)
            .build();
  }

  /// Takes one.
  ///
  /// @return zero where it was taken, else after how many nanoseconds there is something again
  long take(String key) {
    return of(key).take(1);
  }

  /// The same without taking it.
  long look(String key) {
    return of(key).take(0);
  }

  /// Puts one back that was taken and not used.
  void giveBack(String key) {
    of(key).giveBack();
  }

  private Bucket of(String key) {
    return buckets.get(key, _ -> new Bucket());
  }

  /// What one key has left. Written by whoever takes, under the bucket's own lock.
  private final class Bucket {
    private final double refillPerNano = limit.permits() / (double) limit.window().toNanos();
    private double left = limit.permits();
    private long seen = ticker.read();

    synchronized long take(int amount) {
      long now = ticker.read();
      left = Math.min(limit.permits(), left + (now - seen) * refillPerNano);
      seen = now;
      if (left >= 1) {
        left -= amount;
        return 0;
      }
      return (long) Math.ceil((1 - left) / refillPerNano);
    }

    synchronized void giveBack() {
      left = Math.min(limit.permits(), left + 1);
    }
  }
}
