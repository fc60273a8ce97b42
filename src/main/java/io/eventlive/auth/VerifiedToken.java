package io.eventlive.auth;

import io.eventlive.database.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A token whose signature holds. Whether it holds *now* is asked on each use.
///
/// @param caller whom it speaks for
/// @param audience the `aud` claim as a list; empty where there is none
/// @param sessionId the `session_id` claim
/// @param expiresAt unix seconds, null where the token never expires
/// @param notBefore unix seconds
/// @param issuedAt unix seconds
record VerifiedToken(
    Caller caller,
    List<String> audience,
    Optional<String> sessionId,
    @Nullable Long expiresAt,
    @Nullable Long notBefore,
    @Nullable Long issuedAt) {
  /// Clocks of two machines differ; PostgREST allows as much.
  static final long LEEWAY_SECONDS = 30;

  VerifiedToken {
    audience = List.copyOf(audience);
  }

  /// What is wrong with it at this moment, or empty.
  Optional<TokenFault> faultAt(Instant now) {
    long seconds = now.getEpochSecond();
    if (expiresAt != null && expiresAt < seconds - LEEWAY_SECONDS) {
      return Optional.of(TokenFault.claims("JWT expired"));
    }
    if (notBefore != null && notBefore > seconds + LEEWAY_SECONDS) {
      return Optional.of(TokenFault.claims("JWT not yet valid"));
    }
    if (issuedAt != null && issuedAt > seconds + LEEWAY_SECONDS) {
      return Optional.of(TokenFault.claims("JWT issued at future"));
    }
    return Optional.empty();
  }

  /// Roughly what it takes in memory, beside its key.
  int weight() {
    return caller.claims().length() + 256;
  }
}
