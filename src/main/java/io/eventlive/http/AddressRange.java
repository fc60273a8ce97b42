package io.eventlive.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A range of network addresses in CIDR form, such as `10.0.0.0/8`, `2001:db8::/32` or one address.
///
/// @param network the first address's bytes, 4 or 16 of them
/// @param bits how many leading bits every member shares
@SuppressWarnings("ArrayRecordComponent") // made once at start and never compared
public record AddressRange(byte[] network, int bits) {
  /// Reads one range.
  ///
  /// @throws IllegalArgumentException with a sentence for the operator
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] network =
        bytesOf(slash < 0 ? text : text.substring(0, slash))
            .orElseThrow(
                () -> new IllegalArgumentException("'%s' is no network address".formatted(text)));
    int longest = network.length * 8;
    int bits = slash < 0 ? longest : prefixLength(text, text.substring(slash + 1), longest);
    return new AddressRange(network, bits);
  }

  /// Reads a comma-separated list; blank means none.
  public static List<AddressRange> parseList(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .map(AddressRange::parse)
        .toList();
  }

  /// Whether an address, written as text, lies within; never for text that is no address.
  public boolean contains(String address) {
    byte[] candidate = bytesOf(address).orElse(null);
    if (candidate == null || candidate.length != network.length) return false;
    int whole = bits / 8;
    if (!Arrays.equals(candidate, 0, whole, network, 0, whole)) return false;
    int rest = bits % 8;
    if (rest == 0) return true;
    int mask = 0xff << (8 - rest);
    return (candidate[whole] & mask) == (network[whole] & mask);
  }

  /// The bytes of a literal address; never asks a name server. An IPv4 address mapped into IPv6
  /// becomes plain IPv4.
  static Optional<byte[]> bytesOf(String address) {
    boolean literal =
        address.indexOf(':') >= 0
            ? address.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.')
            : address.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    if (!literal) return Optional.empty();
    try {
      return Optional.of(InetAddress.getByName(address).getAddress());
    } catch (UnknownHostException _) {
      return Optional.empty(); // looks like an address and is none, such as 1.2.3.400
    }
  }

  private static int prefixLength(String whole, String digits, int longest) {
    if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > longest) {
      throw new IllegalArgumentException(
          "'%s' needs a prefix length between 0 and %d".formatted(whole, longest));
    }
    return Integer.parseInt(digits);
  }
}
