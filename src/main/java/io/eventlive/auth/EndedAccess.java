package io.eventlive.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/// Sessions that were ended on this server, and people who were banned or removed on it, for as
/// long as an access token of theirs could still be good. So `/rest/v1` refuses them at once, where
/// Supabase lets a token live until it expires.
///
/// Asked on every use of a token: two look-ups in memory. May be used from any thread.
final class EndedAccess {
  private static final int MOST = 200_000;

  private final Cache<String, Instant> people;
  private final Cache<String, Instant> sessions;
  private final InstantSource clock;

  /// @param tokenLifetime the longest that an access token lives
  EndedAccess(Duration tokenLifetime, InstantSource clock) {
    Duration remembered = tokenLifetime.plusSeconds(VerifiedToken.LEEWAY_SECONDS).plusSeconds(1);
    this.people = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(remembered).build();
    this.sessions = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(remembered).build();
    this.clock = clock;
  }

  /// To be called after the commit, as all of these.
  void endSessions(Collection<UUID> ids) {
    ids.forEach(id -> sessions.put(id.toString(), Instant.MAX));
  }

  void remove(UUID person) {
    people.put(person.toString(), Instant.MAX);
  }

  /// @param until empty where a ban is lifted
  void ban(UUID person, Optional<Instant> until) {
    until.ifPresentOrElse(
        end -> people.put(person.toString(), end), () -> people.invalidate(person.toString()));
  }

  /// Why a good token is none, or empty.
  Optional<TokenFault> faultOf(VerifiedToken token) {
    Instant now = clock.instant();
    Optional<String> subject = token.caller().subject();
    if (subject.map(people::getIfPresent).filter(now::isBefore).isPresent()) {
      return Optional.of(TokenFault.claims("User of the JWT is banned or gone"));
    }
    return token.sessionId().map(sessions::getIfPresent).isPresent()
        ? Optional.of(TokenFault.claims("Session of the JWT has ended"))
        : Optional.empty();
  }
}
