package io.eventlive.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.eventlive.database.Caller;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Decides whether a token is to be believed: signature once, time and role on each use.
///
/// Only tokens that were accepted are remembered, so nobody can push others out with forgeries.
/// Answers from memory and may be called from any thread, the event loop included.
final class TokenVerifier {
  /// What came of it.
  sealed interface Verification {
    record Accepted(VerifiedToken token) implements Verification {}

    record Refused(TokenFault fault) implements Verification {}
  }

  /// Longer tokens are not looked at: a header this long is a mistake or an attack.
  static final int MAX_LENGTH = 16_384;

  private final TokenReader reader;
  private final Supplier<Set<String>> roles;
  private final InstantSource clock;
  private final Cache<String, VerifiedToken> verified;

  /// @param roles those that `authenticator` may take at this moment
  TokenVerifier(
      TokenReader reader, Supplier<Set<String>> roles, InstantSource clock, long cacheBytes) {
    this.reader = reader;
    this.roles = roles;
    this.clock = clock;
    this.verified =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((String token, VerifiedToken value) -> token.length() + value.weight())
            .build();
  }

  Verification verify(String token) {
    if (token.length() > MAX_LENGTH) {
      return new Verification.Refused(
          TokenFault.undecodable("JWT is longer than " + MAX_LENGTH + " characters"));
    }
    VerifiedToken known = verified.getIfPresent(token);
    if (known != null) return atThisMoment(known);

    return switch (reader.read(token)) {
      case Verification.Refused refused -> refused;
      case Verification.Accepted accepted -> {
        Verification now = atThisMoment(accepted.token());
        if (now instanceof Verification.Accepted) verified.put(token, accepted.token());
        yield now;
      }
    };
  }

  private Verification atThisMoment(VerifiedToken token) {
    Optional<TokenFault> fault = token.faultAt(clock.instant());
    if (fault.isPresent()) return new Verification.Refused(fault.get());
    Caller caller = token.caller();
    if (!roles.get().contains(caller.role())) {
      return new Verification.Refused(TokenFault.role(caller.role()));
    }
    return new Verification.Accepted(token);
  }

  /// For tests: how many tokens are remembered.
  long remembered() {
    verified.cleanUp();
    return verified.estimatedSize();
  }
}
