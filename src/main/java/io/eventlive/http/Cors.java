package io.eventlive.http;

import io.eventlive.http.HttpAnswer.Header;
import java.util.List;

/// What browsers are told about calls from other sites: everything is allowed, because nothing here
/// rests on cookies. A page of another site can send only what it knows itself, a key or a token.
final class Cors {
  private static final String EVERYBODY = "*";

  private static final String METHODS = "GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS";

  /// What supabase-js sends, for a preflight that does not say.
  private static final String REQUEST_HEADERS =
      "accept, accept-profile, apikey, authorization, baggage, content-profile, content-type, prefer,"
          + " range, range-unit, traceparent, tracestate, x-client-info, x-retry-count,"
          + " x-supabase-api-version";

  private static final String EXPOSED =
      "Cache-Status, Content-Encoding, Content-Location, Content-Profile, Content-Range,"
          + " Content-Type, Date, ETag, Link, Location, Preference-Applied, Proxy-Status, Range-Unit,"
          + " Retry-After, Server, Server-Timing, Transfer-Encoding, Warning, WWW-Authenticate,"
          + " X-Request-Id,"
          + " X-Sb-Error-Code, X-Supabase-Api-Version, X-Total-Count";

  /// On every answer, errors included and whether or not an Origin came, so that a cache in between
  /// may hand one answer to everybody.
  static final List<Header> ON_EVERY_ANSWER =
      List.of(
          new Header("Access-Control-Allow-Origin", EVERYBODY),
          new Header("Access-Control-Expose-Headers", EXPOSED));

  private Cors() {}

  static boolean isPreflight(String method, HttpHeaders headers) {
    return method.equals("OPTIONS")
        && headers.first("origin").isPresent()
        && headers.first("access-control-request-method").isPresent();
  }

  static HttpAnswer preflight(HttpHeaders headers) {
    return HttpAnswer.empty(200)
        .with("Access-Control-Allow-Methods", METHODS)
        .with(
            "Access-Control-Allow-Headers",
            headers.first("access-control-request-headers").orElse(REQUEST_HEADERS))
        .with("Access-Control-Max-Age", "86400")
        .with("Vary", "Access-Control-Request-Headers");
  }
}
