package io.eventlive.rest.response;

import io.eventlive.database.ConnectionLost;
import io.eventlive.database.ServerMessage;
import io.eventlive.database.Workers;
import io.eventlive.http.DomainCode;
import io.eventlive.http.ErrorAnswer;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.Language;
import io.eventlive.http.Refusal;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Everything that is answered instead of a result, in PostgREST's shape.
public final class FailureAnswer {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String DOMAIN_REFUSAL = "EL";
  private static final String CHOSEN_STATUS = "PT";
  private static final String CHOSEN_ANSWER = "PGRST";

  /// A refusal, with the headers that PostgREST's errors have.
  public HttpAnswer of(Refusal refusal) {
    return marked(ErrorAnswer.of(refusal), refusal.code().wireCode());
  }

  /// What PostgreSQL said.
  ///
  /// @param anonymous whether the caller has not signed in: what is forbidden is 401 then, else 403
  public HttpAnswer of(SQLException problem, boolean anonymous, Language language) {
    if (problem instanceof ConnectionLost lost) return of(connectionLost(lost, language));

    String state = Optional.ofNullable(problem.getSQLState()).orElse("");
    ServerMessage said = ServerMessage.of(problem);
    if (state.startsWith(DOMAIN_REFUSAL)) {
      Optional<DomainCode> code = DomainCode.byWireCode(said.message());
      if (code.isPresent()) return domainRefusal(code.get(), said, language);
    }
    if (state.equals(CHOSEN_ANSWER)) return raised(said);
    int status =
        state.startsWith(CHOSEN_STATUS) && state.length() == 5
            ? chosenStatus(state)
            : SqlStates.status(state, said.message(), anonymous);
    return answer(status, state, said.message(), said.detail(), said.hint(), List.of());
  }

  /// A job that was not run.
  ///
  /// @param keepsText whether the client has a text of somebody's that he will want to send again
  public HttpAnswer of(
      Workers.Reason reason, Language language, String retryAfter, boolean keepsText) {
    ErrorCode busy = keepsText ? ErrorCode.NOT_SENT : ErrorCode.BUSY;
    Refusal refusal =
        switch (reason) {
          case Workers.Reason.WaitedTooLong _ when keepsText ->
              later(busy, busy.sentence(language), retryAfter);
          case Workers.Reason.WaitedTooLong _ ->
              later(
                  ErrorCode.WAITED_TOO_LONG,
                  "Timed out acquiring connection from connection pool.",
                  retryAfter);
          case Workers.Reason.Unreachable _ ->
              later(ErrorCode.DATABASE_UNREACHABLE, "Database connection error.", retryAfter);
          case Workers.Reason.Stopping _, Workers.Reason.QueueFull _ ->
              later(busy, busy.sentence(language), retryAfter);
        };
    return of(refusal);
  }

  /// A refusal that may be repeated after some seconds.
  public static Refusal later(ErrorCode code, String message, String retryAfter) {
    return new Refusal(
        code, message, null, null, List.of(new HttpAnswer.Header("Retry-After", retryAfter)));
  }

  private static Refusal connectionLost(ConnectionLost lost, Language language) {
    if (lost.mayHaveWritten()) {
      return new Refusal(
          ErrorCode.OUTCOME_UNKNOWN,
          ErrorCode.OUTCOME_UNKNOWN.sentence(language),
          "The connection to the database was lost before it confirmed the change",
          null,
          List.of(new HttpAnswer.Header("Retry-After", "1")));
    }
    return later(ErrorCode.CONNECTION_LOST, "Database client error. Retrying the connection.", "1");
  }

  private static HttpAnswer domainRefusal(DomainCode code, ServerMessage said, Language language) {
    String sentence = code.sentence(language);
    return answer(code.status(), code.wireCode(), sentence, said.detail(), said.hint(), List.of());
  }

  private HttpAnswer raised(ServerMessage said) {
    try {
      RaisedError error = RaisedError.parse(said.message(), said.detail());
      if (error.status() < 100 || error.status() > 599) {
        throw new Refusal(
            ErrorCode.RESPONSE_STATUS_INVALID, "response.status guc must be a valid status code");
      }
      return answer(
          error.status(),
          error.code(),
          error.message(),
          error.details(),
          error.hint(),
          error.headers());
    } catch (Refusal refusal) {
      return of(refusal);
    }
  }

  private static int chosenStatus(String state) {
    String digits = state.substring(2);
    int status = digits.matches("[0-9]{3}") ? Integer.parseInt(digits) : 500;
    return status < 100 || status > 599 ? 500 : status;
  }

  private static HttpAnswer answer(
      int status,
      String code,
      String message,
      @Nullable String details,
      @Nullable String hint,
      List<HttpAnswer.Header> headers) {
    ObjectNode body = JSON.createObjectNode();
    body.put("code", code);
    body.put("details", details);
    body.put("hint", hint);
    body.put("message", message);
    HttpAnswer answer =
        HttpAnswer.json(status, JSON.writeValueAsString(body)).withAll(headers).because(code);
    return marked(answer, code);
  }

  /// The error with its code and message alone; what is no error of ours stays as it is.
  public static HttpAnswer minimal(HttpAnswer answer) {
    if (answer.remarks().errorCode() == null || answer.body().length == 0) return answer;
    JsonNode said = JSON.readTree(answer.body());
    ObjectNode body = JSON.createObjectNode();
    body.set("code", said.path("code"));
    body.set("message", said.path("message"));
    return new HttpAnswer(
        answer.status(), answer.headers(), JSON.writeValueAsBytes(body), answer.remarks());
  }

  private static HttpAnswer marked(HttpAnswer answer, String code) {
    HttpAnswer marked = answer.with("Proxy-Status", "PostgREST; error=" + code);
    if (answer.status() == 401 && answer.header("WWW-Authenticate").isEmpty()) {
      marked = marked.with("WWW-Authenticate", "Bearer");
    }
    if (answer.status() == 503 && answer.header("Retry-After").isEmpty()) {
      marked = marked.with("Retry-After", "1");
    }
    return marked;
  }
}
