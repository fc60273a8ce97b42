package io.eventlive.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.eventlive.http.ErrorCode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// How often one network may do something: a token bucket for each IPv4 address and each IPv6 /64,
/// which is what one connection to the internet has.
///
/// A whole company or campus is one such address, so bounds are high: they keep a script from
/// filling the tables, not people from coming in.
final class AddressLimit {
  private static final int MOST_NETWORKS = 100_000;

  private final AuthConfig.Limit limit;
  private final Ticker ticker;
  private final Cache<String, Bucket> buckets;

  AddressLimit(AuthConfig.Limit limit, Ticker ticker) {
    this.limit = limit;
    this.ticker = ticker;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST_NETWORKS)
            .expireAfterAccess(limit.window())
            .ticker(ticker)
            .build();
  }

  /// @throws AuthRefusal 429 where this network has used up what it may
  void take(String remoteAddress) {
    Bucket bucket = buckets.get(network(remoteAddress), _ -> new Bucket());
    long waitNanos = bucket.take(ticker.read());
    if (waitNanos > 0) {
      throw AuthRefusal.later(
          ErrorCode.OVER_REQUEST_RATE_LIMIT,
          "Request rate limit reached",
          Math.max(1, Math.ceilDiv(waitNanos, 1_000_000_000L)));
    }
  }

  static String network(String remoteAddress) {
    try {
      InetAddress address = InetAddress.ofLiteral(remoteAddress);
      byte[] bytes = address.getAddress();
      int prefix = address instanceof Inet6Address ? 8 : bytes.length;
      return HexFormat.of().formatHex(Arrays.copyOf(bytes, prefix));
    } catch (IllegalArgumentException _) {
      return remoteAddress; // no address: everything of that kind shares one bucket
    }
  }

  /// What one network has left. Written by whoever takes, under the bucket's own lock.
  private final class Bucket {
    private final double refillPerNano = limit.permits() / (double) limit.window().toNanos();
    private double left = limit.permits();
    private long seen = ticker.read();

    /// @return zero where it was taken, else after how many nanoseconds there is something again
    synchronized long take(long now) {
      left = Math.min(limit.permits(), left + (now - seen) * refillPerNano);
      seen = now;
      if (left >= 1) {
        left -= 1;
        return 0;
      }
      return (long) Math.ceil((1 - left) / refillPerNano);
    }
  }
}
