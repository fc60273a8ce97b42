package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Exchanges refresh tokens, one at a time in each session however many arrive together.
///
/// A refresh is never turned away for its number: auth-js signs a person out on any 4xx.
final class Refreshes {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String INVALID = "Invalid Refresh Token: ";

  private final AuthDatabase database;
  private final Secrets secrets;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Duration reuseInterval;
  private final AuthConfig.Sessions limits;

  Refreshes(
      AuthDatabase database,
      Secrets secrets,
      InstantSource clock,
      RandomGenerator random,
      Duration reuseInterval,
      AuthConfig.Sessions limits) {
    this.database = database;
    this.secrets = secrets;
    this.clock = clock;
    this.random = random;
    this.reuseInterval = reuseInterval;
    this.limits = limits;
  }

  /// Who may go on, and with which token.
  record Refreshed(RefreshTokens.Shown shown, UUID sessionId, String refreshToken) {}

  /// What one attempt came to; what it wrote is kept in every case.
  private sealed interface Attempt {
    record Done(Refreshed refreshed) implements Attempt {}

    record Refused(AuthRefusal refusal) implements Attempt {}

    record SomebodyElseIsAtIt() implements Attempt {}
  }

  /// @throws AuthRefusal where the token is not good for another session
  Refreshed refresh(String token, Origin origin) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      switch (database.inTransaction(connection -> attempt(connection, token, origin))) {
        case Attempt.Done done -> {
          return done.refreshed();
        }
        case Attempt.Refused refused -> throw refused.refusal();
        case Attempt.SomebodyElseIsAtIt _ -> pause(deadline);
      }
    }
  }

  private Attempt attempt(Connection connection, String token, Origin origin) throws SQLException {
    boolean locked = RefreshTokens.lockSession(connection, token);
    Instant now = clock.instant();
    Optional<RefreshTokens.Shown> found = RefreshTokens.find(connection, token, limits, now);
    if (found.isEmpty()) {
      return refused(ErrorCode.REFRESH_TOKEN_NOT_FOUND, "Refresh Token Not Found");
    }
    RefreshTokens.Shown shown = found.get();
    if (!locked && shown.sessionId() != null) return new Attempt.SomebodyElseIsAtIt();

    return switch (RefreshDecision.on(shown, token, now, reuseInterval, limits)) {
      case RefreshDecision.Rotate _ -> {
        String next = secrets.refreshToken();
        RefreshTokens.rotate(connection, token, next, origin, now);
        yield done(shown, next);
      }
      case RefreshDecision.Repeat repeat -> done(shown, repeat.activeToken());
      case RefreshDecision.Stolen _ -> {
        RefreshTokens.revokeFamily(connection, sessionOf(shown), now);
        yield refused(ErrorCode.REFRESH_TOKEN_ALREADY_USED, "Already Used");
      }
      case RefreshDecision.SessionExpired expired ->
          refused(ErrorCode.SESSION_EXPIRED, expired.why());
      case RefreshDecision.SessionGone _ ->
          refused(ErrorCode.SESSION_NOT_FOUND, "No Valid Session Found");
      case RefreshDecision.Banned _ -> refused(ErrorCode.USER_BANNED, "User Banned");
    };
  }

  private static Attempt done(RefreshTokens.Shown shown, String token) {
    return new Attempt.Done(new Refreshed(shown, sessionOf(shown), token));
  }

  private static UUID sessionOf(RefreshTokens.Shown shown) {
    if (shown.sessionId() == null) throw new IllegalStateException("decided without a session");
    return shown.sessionId();
  }

  private static Attempt refused(ErrorCode code, String what) {
    return new Attempt.Refused(new AuthRefusal(code, 400, INVALID + what));
  }

  private void pause(long deadline) {
    if (System.nanoTime() >= deadline) {
      throw new AuthRefusal(
          ErrorCode.CONFLICT,
          "Too many concurrent token refresh requests on the same session or refresh token");
    }
    try {
      Thread.sleep(Duration.ofMillis(10 + random.nextInt(20)));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw AuthRefusal.later(ErrorCode.SIGN_IN_BUSY, "The server is stopping", 1);
    }
  }
}
