package io.eventlive.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.eventlive.database.Caller;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Decides whether a token is to be believed: signature once, time and role on each use.
///
/// Only tokens that were accepted are remembered, so nobody can push others out with forgeries.
/// Answers from memory and may be called from any thread; the event loop asks [#burns] first.
///
/// What is remembered belongs to the keys that it was verified with. Other keys begin with an empty
/// memory, and a verification that is under way meanwhile writes into the old one: a token whose
/// key is gone cannot be believed a moment longer.
final class TokenVerifier {
  /// What came of it.
  sealed interface Verification {
    record Accepted(VerifiedToken token) implements Verification {}

    record Refused(TokenFault fault) implements Verification {}
  }

  /// Longer tokens are not looked at: a header this long is a mistake or an attack. Ours stay
  /// below, with metadata of both kinds as large as they may be.
  static final int MAX_LENGTH = 20_480;

  /// Keys and rules, and what was verified with them.
  private record Generation(
      TokenKeys keys,
      TokenRules rules,
      TokenReader reader,
      boolean burns,
      Cache<String, VerifiedToken> verified) {}

  private final Supplier<TokenRules> rules;
  private final Supplier<Set<String>> roles;
  private final InstantSource clock;
  private final SignatureLane lane;
  private final long cacheBytes;
  private final AtomicReference<Generation> generation;

  /// @param rules what is read in a token, at this moment
  /// @param roles those that `authenticator` may take at this moment
  /// @param lane on which signatures of public keys are checked
  TokenVerifier(
      TokenKeys keys,
      Supplier<TokenRules> rules,
      Supplier<Set<String>> roles,
      InstantSource clock,
      SignatureLane lane,
      long cacheBytes) {
    this.rules = rules;
    this.roles = roles;
    this.clock = clock;
    this.lane = lane;
    this.cacheBytes = cacheBytes;
    this.generation = new AtomicReference<>(generation(keys, rules.get()));
  }

  /// Believes these keys from now on and no others, and forgets everything that was verified.
  void use(TokenKeys keys) {
    generation.set(generation(keys, rules.get()));
  }

  TokenKeys keys() {
    return current().keys();
  }

  /// The rules in force.
  TokenRules rules() {
    return current().rules();
  }

  /// Other rules begin with an empty memory, as other keys do.
  private Generation current() {
    Generation latest = generation.get();
    TokenRules inForce = rules.get();
    return latest.rules().equals(inForce)
        ? latest
        : generation.updateAndGet(now -> generation(now.keys(), inForce));
  }

  /// Whether verifying this text would take too long for the event loop. What is remembered never
  /// does.
  boolean burns(String token) {
    Generation current = current();
    return current.burns()
        && token.length() <= MAX_LENGTH
        && current.verified().getIfPresent(token) == null;
  }

  /// @throws io.eventlive.http.Refusal 503 where too many tokens wait for their check
  Verification verify(String token) {
    if (token.length() > MAX_LENGTH) {
      return new Verification.Refused(
          TokenFault.undecodable("JWT is longer than " + MAX_LENGTH + " characters"));
    }
    Generation current = current();
    VerifiedToken known = current.verified().getIfPresent(token);
    if (known != null) return atThisMoment(known);

    return switch (current.reader().read(token)) {
      case Verification.Refused refused -> refused;
      case Verification.Accepted accepted -> {
        Verification now = atThisMoment(accepted.token());
        if (now instanceof Verification.Accepted) current.verified().put(token, accepted.token());
        yield now;
      }
    };
  }

  /// Remembers a token that this server signed a moment ago, so that its first use costs nothing.
  ///
  /// @param keys what it was signed with; others may be in force by now
  @SuppressWarnings("ReferenceEquality") // the very same keys, or others
  void remember(TokenKeys keys, String token) {
    Generation current = current();
    if (current.keys() != keys) return;
    if (current.reader().readSigned(token) instanceof Verification.Accepted accepted) {
      current.verified().put(token, accepted.token());
    }
  }

  private Generation generation(TokenKeys keys, TokenRules rules) {
    return new Generation(
        keys,
        rules,
        new TokenReader(keys.believed(), lane, rules),
        keys.believed().stream().anyMatch(VerificationKey::burns),
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((String token, VerifiedToken value) -> token.length() + value.weight())
            .build());
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
    Cache<String, VerifiedToken> verified = current().verified();
    verified.cleanUp();
    return verified.estimatedSize();
  }
}
