package io.eventlive.http;

import java.util.List;

/// Who really asks: the peer, or what a trusted proxy says of it in `X-Forwarded-For`.
final class ClientAddress {
  private final List<AddressRange> trusted;

  ClientAddress(List<AddressRange> trusted) {
    this.trusted = trusted;
  }

  boolean trusts(String address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }

  /// The last address of the chain that no trusted proxy owns. Read from the right, because
  /// everything left of the first untrusted hop was written by somebody whom nobody vouches for.
  String of(String peer, List<String> forwardedFor) {
    String client = peer;
    List<String> hops =
        forwardedFor.stream()
            .flatMap(line -> List.of(line.split(",", -1)).stream())
            .map(String::strip)
            .toList();
    for (String hop : hops.reversed()) {
      if (!trusts(client) || AddressRange.bytesOf(hop).isEmpty()) return client;
      client = hop;
    }
    return client;
  }
}
