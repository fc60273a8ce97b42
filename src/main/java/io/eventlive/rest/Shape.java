package io.eventlive.rest;

import io.eventlive.http.HttpRequest;
import java.util.List;
import java.util.stream.Stream;

/// All of a request without a body that decides how it is read and planned.
record Shape(
    String method,
    String path,
    String query,
    List<String> prefer,
    List<String> accept,
    List<String> profile,
    List<String> range) {
  private static final int SMALL = 4 * 1024;

  static Shape of(HttpRequest request) {
    return new Shape(
        request.method(),
        request.path(),
        request.query(),
        request.headers().all("prefer"),
        request.headers().all("accept"),
        request.headers().all("accept-profile"),
        request.headers().all("range"));
  }

  /// Whether it may be remembered, so that a thousand of them take a few megabytes at most.
  boolean isSmall() {
    int headers =
        Stream.of(prefer, accept, profile, range)
            .flatMap(List::stream)
            .mapToInt(String::length)
            .sum();
    return path.length() + query.length() + headers <= SMALL;
  }
}
