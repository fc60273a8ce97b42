package io.eventlive.rest.response;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An error that a function raised with the SQLSTATE `PGRST`: its message and detail are JSON and
/// say what the answer is to be.
record RaisedError(
    int status,
    String code,
    String message,
    @Nullable String details,
    @Nullable String hint,
    List<HttpAnswer.Header> headers) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String MESSAGE_FORM =
      "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys:"
          + " 'details', 'hint'.";
  private static final String DETAIL_FORM =
      "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key:"
          + " 'status_text'.";

  /// Reads message and detail.
  ///
  /// @throws Refusal PGRST121 where they are not of the form
  static RaisedError parse(String message, @Nullable String detail) {
    JsonNode said = object(message);
    if (said == null || text(said, "code") == null || text(said, "message") == null) {
      throw malformed("Invalid JSON value for MESSAGE: '" + message + "'", MESSAGE_FORM);
    }
    if (detail == null) throw malformed("DETAIL is missing in the RAISE statement", DETAIL_FORM);
    JsonNode response = object(detail);
    if (response == null
        || !response.path("status").isInt()
        || !response.path("headers").isObject()) {
      throw malformed("Invalid JSON value for DETAIL: '" + detail + "'", DETAIL_FORM);
    }
    List<HttpAnswer.Header> headers = new ArrayList<>();
    response
        .path("headers")
        .properties()
        .forEach(entry ->
            headers.add(new HttpAnswer.Header(entry.getKey(), entry.getValue().asString())));
    return new RaisedError(
        response.path("status").asInt(),
        said.path("code").asString(),
        said.path("message").asString(),
        text(said, "details"),
        text(said, "hint"),
        headers);
  }

  private static @Nullable JsonNode object(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node.isObject() ? node : null;
    } catch (JacksonException _) {
      return null; // the caller says what form it should have
    }
  }

  private static @Nullable String text(JsonNode object, String key) {
    JsonNode value = object.path(key);
    return value.isString() ? value.asString() : null;
  }

  private static Refusal malformed(String details, String hint) {
    return new Refusal(
        ErrorCode.RAISED_ERROR_MALFORMED,
        "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error",
        details,
        hint);
  }
}
