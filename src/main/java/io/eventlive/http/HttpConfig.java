package io.eventlive.http;

import java.time.Duration;
import java.util.List;

/// Where the doorway listens and every limit that it keeps. A limit that is met has a named
/// outcome: see the error codes of [ErrorCode].
///
/// @param port 0 picks a free one
/// @param trustedProxies whose `X-Forwarded-For` and `X-Request-Id` are believed
public record HttpConfig(
    String host,
    int port,
    Counts counts,
    Sizes sizes,
    Waits waits,
    List<AddressRange> trustedProxies) {

  /// How many at once.
  ///
  /// @param connections more are answered 503 and closed at once
  /// @param blockingRequests requests that may run on virtual threads; more are answered 503
  public record Counts(int connections, int blockingRequests) {
    public Counts {
      between("connections", connections, 1, 1_000_000);
      between("blockingRequests", blockingRequests, 1, 1_000_000);
    }
  }

  /// How much, in bytes.
  ///
  /// @param requestLine longer request lines are answered 414
  /// @param headers all header lines together; more is answered 431
  /// @param body longer bodies are answered 413 and never held in memory
  /// @param bodiesTogether what all bodies in flight may hold, with what heads have beyond 8 KB;
  ///   more is answered 503
  /// @param gzipFrom shorter answers are sent as they are
  public record Sizes(int requestLine, int headers, int body, long bodiesTogether, int gzipFrom) {
    /// What PostgREST's clients rely on: an `in` list of a thousand uuids fits with room to spare.
    private static final int SHORTEST_REQUEST_LINE = 64 * 1024;

    public Sizes {
      between("requestLine", requestLine, SHORTEST_REQUEST_LINE, 1024 * 1024);
      between("headers", headers, 4 * 1024, 1024 * 1024);
      between("body", body, 1024, 256 * 1024 * 1024);
      between("bodiesTogether", bodiesTogether, body, Long.MAX_VALUE);
      between("gzipFrom", gzipFrom, 256, Integer.MAX_VALUE);
    }
  }

  /// How long.
  ///
  /// @param head from the first byte of a request to the end of its headers, else 408
  /// @param body from the headers to the end of the body, else 408
  /// @param idle how long a kept connection may wait for its next request
  /// @param send how long a client may take to read an answer before it is cut off
  public record Waits(Duration head, Duration body, Duration idle, Duration send) {
    public Waits {
      positive("head", head);
      positive("body", body);
      positive("idle", idle);
      positive("send", send);
    }
  }

  public HttpConfig {
    between("port", port, 0, 65_535);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /// The limits that hold where nothing else is said.
  public static HttpConfig defaults(String host, int port) {
    return new HttpConfig(
        host,
        port,
        new Counts(12_000, 512),
        new Sizes(128 * 1024, 64 * 1024, 1024 * 1024, 128L * 1024 * 1024, 4 * 1024),
        new Waits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofSeconds(30)),
        List.of());
  }

  /// The same on another port.
  public HttpConfig withPort(int other) {
    return new HttpConfig(host, other, counts, sizes, waits, trustedProxies);
  }

  public HttpConfig with(Counts others) {
    return new HttpConfig(host, port, others, sizes, waits, trustedProxies);
  }

  public HttpConfig with(Sizes others) {
    return new HttpConfig(host, port, counts, others, waits, trustedProxies);
  }

  public HttpConfig with(Waits others) {
    return new HttpConfig(host, port, counts, sizes, others, trustedProxies);
  }

  public HttpConfig trusting(List<AddressRange> proxies) {
    return new HttpConfig(host, port, counts, sizes, waits, proxies);
  }

  private static void between(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be between %d and %d, not %d".formatted(name, least, most, value));
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("%s must be longer than nothing".formatted(name));
    }
  }
}
