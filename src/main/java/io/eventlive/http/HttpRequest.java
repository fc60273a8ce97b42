package io.eventlive.http;

/// One request, complete: the body has arrived and is within the limit.
///
/// Immutable once built; may be read from any thread.
///
/// @param id names this request in log lines and in answers to unexpected failures
/// @param method upper-case HTTP method
/// @param path decoded path without the query string, starting with `/`
/// @param query the raw query string, still percent-encoded, without the `?`; empty when there is
///   none
/// @param body empty when there is none; never modified
/// @param remoteAddress the peer, or what a trusted proxy says of it
@SuppressWarnings("ArrayRecordComponent") // requests are never compared; a copy would cost
public record HttpRequest(
    String id,
    String method,
    String path,
    String query,
    HttpHeaders headers,
    byte[] body,
    String remoteAddress) {}
