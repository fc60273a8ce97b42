package io.eventlive.http;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Refusals in PostgREST's shape: `{"code","details","hint","message"}`, each a text or null.
public final class ErrorAnswer {
  private static final JsonMapper JSON = JsonMapper.shared();

  private ErrorAnswer() {}

  /// The answer that a refusal becomes.
  public static HttpAnswer of(Refusal refusal) {
    ObjectNode body = JSON.createObjectNode();
    body.put("code", refusal.code().wireCode());
    putDetails(body, refusal.details());
    body.put("hint", refusal.hint());
    body.put("message", refusal.message());
    return HttpAnswer.json(refusal.code().status(), JSON.writeValueAsString(body))
        .withAll(refusal.headers())
        .because(refusal.code().wireCode());
  }

  /// The catalogue's own sentence, in the language asked for.
  static HttpAnswer of(ErrorCode code, Language language, @Nullable String details) {
    return of(new Refusal(code, code.sentence(language), details, null));
  }

  private static void putDetails(ObjectNode body, @Nullable String details) {
    boolean structured = details != null && (details.startsWith("{") || details.startsWith("["));
    if (!structured) {
      body.put("details", details);
      return;
    }
    try {
      body.set("details", JSON.readTree(details));
    } catch (JacksonException _) {
      body.put("details", details); // a sentence that happens to begin with a bracket
    }
  }
}
