package io.eventlive.auth;

import io.eventlive.database.Caller;
import io.eventlive.http.HttpRequest;

/// Decides for whom a request speaks, from its `Authorization` and `apikey` headers, in memory.
@FunctionalInterface
public interface Callers {
  /// The caller that the headers name; `anon` for the publishable key alone.
  ///
  /// @throws io.eventlive.http.Refusal where the token or key is missing, malformed, expired or
  ///   forged
  Caller of(HttpRequest request);

  /// Whether [#of] may take too long for the event loop with this request: a token that was not
  /// seen before, to be verified with a public key.
  default boolean mayBurn(HttpRequest request) {
    return false;
  }
}
