package io.eventlive.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// The network of a client's address: each IPv4 address and each IPv6 /64, which is what one
/// connection to the internet has.
final class Network {
  private static final int IPV6_BYTES = 8;

  private Network() {}

  /// A key that is nobody's subject.
  static String of(String remoteAddress) {
    try {
      InetAddress address = InetAddress.ofLiteral(remoteAddress);
      byte[] bytes = address.getAddress();
      int prefix = address instanceof Inet6Address ? IPV6_BYTES : bytes.length;
      return "network " + HexFormat.of().formatHex(Arrays.copyOf(bytes, prefix));
    } catch (IllegalArgumentException _) {
      return "network"; // no address: everything of that kind is one
    }
  }
}
