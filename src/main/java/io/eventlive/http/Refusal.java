package io.eventlive.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request that is turned down with a code from the catalogue. Thrown by the code that notices,
/// rendered once at the feature's door in the error shape of the protocol that it speaks.
///
/// Carries no stack trace: it is an outcome, not a fault.
@SuppressWarnings("serial") // never serialised; the fields are plain values
public final class Refusal extends RuntimeException {
  private final ErrorCode code;
  private final String message;
  private final @Nullable String details;
  private final @Nullable String hint;
  private final List<HttpAnswer.Header> headers;

  public Refusal(ErrorCode code, String message) {
    this(code, message, null, null);
  }

  public Refusal(ErrorCode code, String message, @Nullable String details, @Nullable String hint) {
    this(code, message, details, hint, List.of());
  }

  /// @param details a JSON text when it starts with `{` or `[`, else a sentence
  /// @param headers what the answer carries besides, such as `Retry-After`
  public Refusal(
      ErrorCode code,
      String message,
      @Nullable String details,
      @Nullable String hint,
      List<HttpAnswer.Header> headers) {
    super(message, null, false, false);
    this.code = code;
    this.message = message;
    this.details = details;
    this.hint = hint;
    this.headers = List.copyOf(headers);
  }

  public ErrorCode code() {
    return code;
  }

  public String message() {
    return message;
  }

  public @Nullable String details() {
    return details;
  }

  public @Nullable String hint() {
    return hint;
  }

  public List<HttpAnswer.Header> headers() {
    return headers;
  }
}
