package io.eventlive.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An answer, ready to be written. The doorway adds CORS, `Content-Length`, `Date` and
/// `X-Request-Id`, compresses where that pays, and drops the body of an answer to HEAD.
///
/// @param headers in writing order; a name may occur more than once
/// @param remarks what the log line and the metrics say besides; never sent
@SuppressWarnings("ArrayRecordComponent") // answers are never compared; a copy would cost
public record HttpAnswer(int status, List<Header> headers, byte[] body, Remarks remarks) {
  /// One header line.
  public record Header(String name, String value) {}

  /// What only the feature knows about an answer and an operator wants to see.
  ///
  /// @param route a label of low cardinality, such as `/rest/v1/webinars`, where the path itself
  ///   would not do
  /// @param errorCode the wire code of an error
  /// @param role the database role in force
  public record Remarks(@Nullable String route, @Nullable String errorCode, @Nullable String role) {
    static final Remarks NONE = new Remarks(null, null, null);
  }

  private static final byte[] NOTHING = {};

  public HttpAnswer {
    headers = List.copyOf(headers);
  }

  public HttpAnswer(int status, List<Header> headers, byte[] body) {
    this(status, headers, body, Remarks.NONE);
  }

  public static HttpAnswer empty(int status) {
    return new HttpAnswer(status, List.of(), NOTHING);
  }

  public static HttpAnswer json(int status, String body) {
    return of(status, "application/json; charset=utf-8", body);
  }

  public static HttpAnswer of(int status, String contentType, String body) {
    return new HttpAnswer(
        status,
        List.of(new Header("Content-Type", contentType)),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /// This answer with one more header.
  public HttpAnswer with(String name, String value) {
    return withAll(List.of(new Header(name, value)));
  }

  /// This answer with more headers.
  public HttpAnswer withAll(List<Header> further) {
    List<Header> more = new ArrayList<>(headers);
    more.addAll(further);
    return new HttpAnswer(status, more, body, remarks);
  }

  /// This answer, counted under a route of the feature's own.
  public HttpAnswer onRoute(String route) {
    return new HttpAnswer(
        status, headers, body, new Remarks(route, remarks.errorCode(), remarks.role()));
  }

  /// This answer, known to be the error with this wire code.
  public HttpAnswer because(String errorCode) {
    return new HttpAnswer(
        status, headers, body, new Remarks(remarks.route(), errorCode, remarks.role()));
  }

  /// This answer, given to this database role.
  public HttpAnswer toRole(String role) {
    return new HttpAnswer(
        status, headers, body, new Remarks(remarks.route(), remarks.errorCode(), role));
  }

  /// The first header with this name, compared without regard to case.
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}
