package io.eventlive.rest.request;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Refusal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The places of a request where a caller can put anything; each is read by a parser of its own.
enum RequestPart {
  PATH,
  QUERY,
  SELECT,
  FILTER,
  LIST,
  LOGIC,
  ORDER,
  COLUMNS,
  ON_CONFLICT,
  RANGE,
  PREFER,
  ACCEPT,
  JSON_BODY,
  FORM_BODY,
  CSV_BODY,
  CALL_QUERY,
  CALL_BODY;

  private static final String TABLE = ApiRequest.BASE_PATH + "/events";
  private static final String FUNCTION = ApiRequest.BASE_PATH + "/rpc/add";

  /// Reads a request that has `input` in this place.
  ///
  /// @return whether it was understood; if not, it was refused with a code of the dialect
  /// @throws AssertionError where the refusal blames the server
  boolean isUnderstood(byte[] input) {
    try {
      ApiRequest.of(request(input), RequestLimits.DEFAULT, DialectRules.DEFAULT);
      return true;
    } catch (Refusal refusal) {
      ErrorCode code = refusal.code();
      if (code.status() < 400 || code.status() >= 500) {
        throw new AssertionError(this + " was answered with " + code, refusal);
      }
      return false;
    }
  }

  private HttpRequest request(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    return switch (this) {
      case PATH -> request("GET", ApiRequest.BASE_PATH + "/" + text, "", Map.of(), new byte[0]);
      case QUERY -> read(text);
      case SELECT -> read("select=" + encoded(text));
      case FILTER -> read("id=" + encoded(text));
      case LIST -> read("id=in.(" + encoded(text) + ")");
      case LOGIC -> read("or=" + encoded(text));
      case ORDER -> read("order=" + encoded(text));
      case COLUMNS -> write("columns=" + encoded(text), "application/json", "[{}]");
      case ON_CONFLICT -> write("on_conflict=" + encoded(text), "application/json", "[{}]");
      case RANGE -> request("GET", TABLE, "", Map.of("range", text), new byte[0]);
      case PREFER -> request("GET", TABLE, "", Map.of("prefer", text), new byte[0]);
      case ACCEPT -> request("GET", TABLE, "", Map.of("accept", text), new byte[0]);
      case JSON_BODY -> body(TABLE, "application/json", input);
      case FORM_BODY -> body(TABLE, "application/x-www-form-urlencoded", input);
      case CSV_BODY -> body(TABLE, "text/csv", input);
      case CALL_QUERY -> request("GET", FUNCTION, text, Map.of(), new byte[0]);
      case CALL_BODY -> body(FUNCTION, "application/json", input);
    };
  }

  private static HttpRequest read(String query) {
    return request("GET", TABLE, query, Map.of(), new byte[0]);
  }

  private static HttpRequest write(String query, String type, String body) {
    return request(
        "POST", TABLE, query, Map.of("content-type", type), body.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpRequest body(String path, String type, byte[] body) {
    return request("POST", path, "", Map.of("content-type", type), body);
  }

  private static HttpRequest request(
      String method, String path, String query, Map<String, String> headers, byte[] body) {
    return new HttpRequest("1", method, path, query, HttpHeaders.of(headers), body, "192.0.2.1");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
