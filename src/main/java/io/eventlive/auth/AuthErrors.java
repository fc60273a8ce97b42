package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.Refusal;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Refusals as Supabase Auth writes them, in the shape that the client asked for.
final class AuthErrors {
  private AuthErrors() {}

  static HttpAnswer answer(AuthRefusal refusal, HttpHeaders request) {
    String wireCode = refusal.code().wireCode();
    ObjectNode body =
        refusal.oauth()
            ? Json.object()
                .put("error", "invalid request")
                .put("error_description", refusal.message())
            : body(ApiVersion.of(request), refusal.status(), wireCode, refusal.message());
    if (!refusal.weaknesses().isEmpty()) {
      ArrayNode reasons = body.putObject("weak_password").putArray("reasons");
      refusal.weaknesses().forEach(reasons::add);
    }
    return finish(refusal.status(), wireCode, body, request).withAll(refusal.headers());
  }

  /// A refusal of the doorway, of the gateway or of a shared part, none of which has a shape of its
  /// own here.
  static HttpAnswer answer(Refusal refusal, HttpHeaders request) {
    int status = refusal.code().status();
    String wireCode = inTheirWords(refusal.code()).wireCode();
    String message =
        refusal.details() == null ? refusal.message() : refusal.message() + " " + refusal.details();
    ObjectNode body = body(ApiVersion.of(request), status, wireCode, message);
    if (refusal.hint() != null) body.put("hint", refusal.hint());
    return finish(status, wireCode, body, request).withAll(refusal.headers());
  }

  /// What clients of Supabase Auth know by another name.
  private static ErrorCode inTheirWords(ErrorCode code) {
    return code == ErrorCode.BODY_TOO_LARGE ? ErrorCode.REQUEST_ENTITY_TOO_LARGE : code;
  }

  private static ObjectNode body(ApiVersion version, int status, String code, String message) {
    return switch (version) {
      case JANUARY_2024 -> Json.object().put("code", code).put("message", message);
      case INITIAL -> Json.object().put("code", status).put("error_code", code).put("msg", message);
    };
  }

  private static HttpAnswer finish(
      int status, String wireCode, ObjectNode body, HttpHeaders request) {
    HttpAnswer answer =
        HttpAnswer.json(status, body.toString())
            .with("X-Sb-Error-Code", wireCode)
            .because(wireCode);
    return switch (ApiVersion.of(request)) {
      case JANUARY_2024 -> answer.with(ApiVersion.HEADER, "2024-01-01");
      case INITIAL -> answer;
    };
  }
}
