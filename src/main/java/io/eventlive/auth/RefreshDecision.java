package io.eventlive.auth;

import java.time.Duration;
import java.time.Instant;

/// What a shown refresh token is good for. Supabase Auth's rules: rotation on each use; the client
/// that lost an answer gets it again; a token that turns up late is taken for stolen.
sealed interface RefreshDecision {
  /// It is the active one: replace it.
  record Rotate() implements RefreshDecision {}

  /// It was used a moment ago, or its successor never arrived: show the active one again.
  record Repeat(String activeToken) implements RefreshDecision {}

  /// It was used long ago: whoever shows it, or whoever used it, is not who they should be.
  record Stolen() implements RefreshDecision {}

  /// Its session is over by time.
  record SessionExpired() implements RefreshDecision {}

  /// Its session is gone.
  record SessionGone() implements RefreshDecision {}

  /// Its owner may not come in.
  record Banned() implements RefreshDecision {}

  static RefreshDecision on(
      RefreshTokens.Shown shown, String token, Instant now, Duration reuseInterval) {
    if (shown.user().bannedAt(now)) return new Banned();
    if (shown.sessionId() == null) return new SessionGone();
    if (shown.sessionEndsAt() != null && !now.isBefore(shown.sessionEndsAt())) {
      return new SessionExpired();
    }
    if (shown.revokedAt() == null) return new Rotate();
    if (shown.activeToken() == null) return new Stolen();

    boolean parentOfActive = token.equals(shown.activeParent());
    boolean justUsed = !now.isAfter(shown.revokedAt().plus(reuseInterval));
    return parentOfActive || justUsed ? new Repeat(shown.activeToken()) : new Stolen();
  }
}
