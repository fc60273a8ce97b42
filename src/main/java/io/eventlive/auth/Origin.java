package io.eventlive.auth;

import io.eventlive.http.HttpRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// From where somebody signs in, as a session remembers it.
///
/// @param address null where it is no IP address
record Origin(@Nullable String userAgent, @Nullable String address) {
  static Origin of(HttpRequest request) {
    return new Origin(
        request.headers().first("user-agent").orElse(null), address(request.remoteAddress()));
  }

  private static @Nullable String address(String remote) {
    try {
      return InetAddress.ofLiteral(remote).getHostAddress();
    } catch (IllegalArgumentException _) {
      return null; // a socket without an address, such as a test's
    }
  }
}
