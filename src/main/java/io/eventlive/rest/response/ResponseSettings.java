package io.eventlive.rest.response;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.Refusal;
import io.eventlive.rest.query.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What functions said about the answer by `set_config('response.status', …)` and
/// `set_config('response.headers', …)`.
record ResponseSettings(Optional<Integer> status, List<HttpAnswer.Header> headers) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /// Reads them.
  ///
  /// @throws Refusal PGRST111 or PGRST112 where they cannot be sent
  static ResponseSettings of(Result result) {
    return new ResponseSettings(status(result), headers(result));
  }

  /// The answer as the functions want it: their headers stand in for ours of the same name.
  HttpAnswer applied(HttpAnswer answer) {
    if (status.isEmpty() && headers.isEmpty()) return answer;
    List<HttpAnswer.Header> merged = new ArrayList<>();
    for (HttpAnswer.Header ours : answer.headers()) {
      if (headers.stream().noneMatch(theirs -> theirs.name().equalsIgnoreCase(ours.name()))) {
        merged.add(ours);
      }
    }
    merged.addAll(headers);
    return new HttpAnswer(status.orElse(answer.status()), merged, answer.body(), answer.remarks());
  }

  private static Optional<Integer> status(Result result) {
    String text = result.status();
    if (text == null) return Optional.empty();
    if (text.matches("[1-5][0-9][0-9]")) return Optional.of(Integer.valueOf(text));
    throw new Refusal(
        ErrorCode.RESPONSE_STATUS_INVALID, "response.status guc must be a valid status code");
  }

  private static List<HttpAnswer.Header> headers(Result result) {
    String text = result.headers();
    if (text == null) return List.of();
    try {
      List<HttpAnswer.Header> headers = new ArrayList<>();
      for (JsonNode each : array(JSON.readTree(text))) headers.add(header(each));
      return headers;
    } catch (JacksonException _) {
      throw invalidHeaders();
    }
  }

  private static JsonNode array(JsonNode node) {
    if (node.isArray()) return node;
    throw invalidHeaders();
  }

  private static HttpAnswer.Header header(JsonNode node) {
    if (!node.isObject() || node.size() != 1) throw invalidHeaders();
    Map.Entry<String, JsonNode> only = node.properties().iterator().next();
    String name = only.getKey();
    boolean sendable =
        only.getValue().isString()
            && name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
            && only.getValue().asString().chars().allMatch(c -> c >= ' ' && c < 0x7f);
    if (!sendable) throw invalidHeaders();
    return new HttpAnswer.Header(name, only.getValue().asString());
  }

  private static Refusal invalidHeaders() {
    return new Refusal(
        ErrorCode.RESPONSE_HEADERS_INVALID,
        "response.headers guc must be a JSON array composed of objects with a single key and a"
            + " string value");
  }
}
