package io.eventlive.auth;

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
  private final Buckets buckets;

  AddressLimit(AuthConfig.Limit limit, Ticker ticker) {
    this.buckets = new Buckets(limit, ticker);
  }

  /// @throws AuthRefusal 429 where this network has used up what it may
  void take(String remoteAddress) {
    long waitNanos = buckets.take(network(remoteAddress));
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
}
