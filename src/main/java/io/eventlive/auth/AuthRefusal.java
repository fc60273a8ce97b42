package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import java.util.List;

/// A sign-in request that is turned down, in Supabase Auth's terms: one code may come with
/// different statuses, and a weak password says what is weak about it.
///
/// Carries no stack trace: it is an outcome, not a fault.
@SuppressWarnings("serial") // never serialised; the fields are plain values
final class AuthRefusal extends RuntimeException {
  private final ErrorCode code;
  private final int status;
  private final String message;
  private final List<String> weaknesses;
  private final List<HttpAnswer.Header> headers;
  private final boolean oauth;

  AuthRefusal(ErrorCode code, String message) {
    this(code, code.status(), message);
  }

  AuthRefusal(ErrorCode code, int status, String message) {
    this(code, status, message, List.of(), List.of());
  }

  /// @param weaknesses why a password is weak; empty for everything else
  AuthRefusal(
      ErrorCode code,
      int status,
      String message,
      List<String> weaknesses,
      List<HttpAnswer.Header> headers) {
    this(code, status, message, weaknesses, headers, false);
  }

  private AuthRefusal(
      ErrorCode code,
      int status,
      String message,
      List<String> weaknesses,
      List<HttpAnswer.Header> headers,
      boolean oauth) {
    super(message, null, false, false);
    this.code = code;
    this.status = status;
    this.message = message;
    this.weaknesses = List.copyOf(weaknesses);
    this.headers = List.copyOf(headers);
    this.oauth = oauth;
  }

  static AuthRefusal invalid(String message) {
    return new AuthRefusal(ErrorCode.VALIDATION_FAILED, message);
  }

  /// A request that breaks the rules of OAuth, which has a shape of its own for that.
  static AuthRefusal oauth(String message) {
    return new AuthRefusal(ErrorCode.VALIDATION_FAILED, 400, message, List.of(), List.of(), true);
  }

  /// Come back after so many seconds.
  static AuthRefusal later(ErrorCode code, String message, long seconds) {
    return new AuthRefusal(
        code,
        code.status(),
        message,
        List.of(),
        List.of(new HttpAnswer.Header("Retry-After", Long.toString(seconds))));
  }

  ErrorCode code() {
    return code;
  }

  int status() {
    return status;
  }

  String message() {
    return message;
  }

  List<String> weaknesses() {
    return weaknesses;
  }

  List<HttpAnswer.Header> headers() {
    return headers;
  }

  /// Whether it is answered in the shape of OAuth, whatever version the client names.
  boolean oauth() {
    return oauth;
  }
}
