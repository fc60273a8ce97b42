package io.eventlive.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// An answer, ready to be written. The doorway adds CORS, `Content-Length` and `Date`, and drops
/// the body of an answer to HEAD.
///
/// @param headers in writing order; a name may occur more than once
@SuppressWarnings("ArrayRecordComponent") // answers are never compared; a copy would cost
public record HttpAnswer(int status, List<Header> headers, byte[] body) {
  /// One header line.
  public record Header(String name, String value) {}

  private static final byte[] NOTHING = {};

  public HttpAnswer {
    headers = List.copyOf(headers);
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
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new HttpAnswer(status, more, body);
  }
}
