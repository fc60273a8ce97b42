package io.eventlive.http;

import java.time.Duration;
import java.util.List;

/// Where the doorway listens and every limit that it keeps. A limit that is met has a named
/// outcome: see the error codes of [ErrorCode].
///
/// @param port 0 picks a free one
/// @param connections more are answered 503 and closed at once
/// @param requestLineBytes longer request lines are answered 414
/// @param headerBytes all header lines together; more is answered 431
/// @param bodyBytes longer bodies are answered 413 and never held in memory
/// @param bodyBytesTogether what all bodies in flight may hold; more is answered 503
/// @param blockingRequests requests that may run on virtual threads at once; more are answered 503
/// @param headTimeout from the first byte of a request to the end of its headers, else 408
/// @param bodyTimeout from the headers to the end of the body, else 408
/// @param idleTimeout how long a kept connection may wait for its next request
/// @param sendTimeout how long a client may take to read an answer before it is cut off
/// @param gzipFromBytes shorter answers are sent as they are
/// @param trustedProxies whose `X-Forwarded-For` and `X-Request-Id` are believed
public record HttpConfig(
    String host,
    int port,
    int connections,
    int requestLineBytes,
    int headerBytes,
    int bodyBytes,
    long bodyBytesTogether,
    int blockingRequests,
    Duration headTimeout,
    Duration bodyTimeout,
    Duration idleTimeout,
    Duration sendTimeout,
    int gzipFromBytes,
    List<AddressRange> trustedProxies) {

  /// What PostgREST's clients rely on: an `in` list of a thousand uuids fits with room to spare.
  private static final int SHORTEST_REQUEST_LINE = 64 * 1024;

  public HttpConfig {
    between("port", port, 0, 65_535);
    between("connections", connections, 1, 1_000_000);
    between("requestLineBytes", requestLineBytes, SHORTEST_REQUEST_LINE, 1024 * 1024);
    between("headerBytes", headerBytes, 4 * 1024, 1024 * 1024);
    between("bodyBytes", bodyBytes, 1024, 256 * 1024 * 1024);
    between("bodyBytesTogether", bodyBytesTogether, bodyBytes, Long.MAX_VALUE);
    between("blockingRequests", blockingRequests, 1, 1_000_000);
    positive("headTimeout", headTimeout);
    positive("bodyTimeout", bodyTimeout);
    positive("idleTimeout", idleTimeout);
    positive("sendTimeout", sendTimeout);
    between("gzipFromBytes", gzipFromBytes, 256, Integer.MAX_VALUE);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /// The limits that hold where nothing else is said.
  public static HttpConfig defaults(String host, int port) {
    return new HttpConfig(
        host,
        port,
        12_000,
        128 * 1024,
        64 * 1024,
        1024 * 1024,
        128L * 1024 * 1024,
        512,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(75),
        Duration.ofSeconds(30),
        4 * 1024,
        List.of());
  }

  /// The same on another port.
  public HttpConfig withPort(int other) {
    return new HttpConfig(
        host,
        other,
        connections,
        requestLineBytes,
        headerBytes,
        bodyBytes,
        bodyBytesTogether,
        blockingRequests,
        headTimeout,
        bodyTimeout,
        idleTimeout,
        sendTimeout,
        gzipFromBytes,
        trustedProxies);
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
