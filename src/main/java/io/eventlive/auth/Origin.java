package io.eventlive.auth;

import io.eventlive.http.HttpRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// From where somebody signs in, as a session remembers it.
///
/// @param address null where it is no IP address
record Origin(@Nullable String userAgent, @Nullable String address) {
  /// Browsers stay below half of it; the rest would be kept for as long as the session.
  private static final int LONGEST_AGENT = 512;

  static Origin of(HttpRequest request) {
    return new Origin(
        request.headers().first("user-agent").map(Origin::cut).orElse(null),
        address(request.remoteAddress()));
  }

  private static String cut(String agent) {
    return agent.length() <= LONGEST_AGENT ? agent : agent.substring(0, LONGEST_AGENT);
  }

  private static @Nullable String address(String remote) {
    try {
      return InetAddress.ofLiteral(remote).getHostAddress();
    } catch (IllegalArgumentException _) {
      return null; // a socket without an address, such as a test's
    }
  }
}
