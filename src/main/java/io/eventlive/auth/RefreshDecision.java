package io.eventlive.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a shown refresh token is good for. Supabase Auth's rules: rotation on each use; the client
/// that lost an answer gets it again; a token that turns up late is taken for stolen.
sealed interface RefreshDecision {
  /// It is the active one: replace it.
  record Rotate() implements RefreshDecision {}

  /// It was used a moment ago, or its successor never arrived: show the active one again.
  record Repeat(String activeToken) implements RefreshDecision {}

  /// It was used long ago: whoever shows it, or whoever used it, is not who they should be.
  record Stolen() implements RefreshDecision {}

  /// Its session is over by itself.
  ///
  /// @param why in Supabase Auth's words
  record SessionExpired(String why) implements RefreshDecision {}

  /// Its session is gone.
  record SessionGone() implements RefreshDecision {}

  /// Its owner may not come in.
  record Banned() implements RefreshDecision {}

  static RefreshDecision on(
      RefreshTokens.Shown shown,
      String token,
      Instant now,
      Duration reuseInterval,
      AuthConfig.Sessions limits) {
    if (shown.user().bannedAt(now)) return new Banned();
    if (shown.sessionId() == null) return new SessionGone();
    Optional<String> over = over(shown, now, limits);
    if (over.isPresent()) return new SessionExpired(over.get());
    if (shown.revokedAt() == null) return new Rotate();
    if (shown.activeToken() == null) return new Stolen();

    boolean parentOfActive = token.equals(shown.activeParent());
    boolean justUsed = !now.isAfter(shown.revokedAt().plus(reuseInterval));
    return parentOfActive || justUsed ? new Repeat(shown.activeToken()) : new Stolen();
  }

  /// Why the session is over by itself, or empty.
  private static Optional<String> over(
      RefreshTokens.Shown shown, Instant now, AuthConfig.Sessions limits) {
    @Nullable Instant began = shown.sessionBegan();
    boolean ended = shown.sessionEndsAt() != null && !now.isBefore(shown.sessionEndsAt());
    if (ended || past(began, limits.lifetime(), now)) return Optional.of("Session Expired");
    if (past(lastUse(shown), limits.idle(), now)) {
      return Optional.of("Session Expired (Inactivity)");
    }
    return shown.newerSession()
        ? Optional.of("Session Expired (Revoked by Newer Login)")
        : Optional.empty();
  }

  private static @Nullable Instant lastUse(RefreshTokens.Shown shown) {
    if (shown.sessionUsed() != null) return shown.sessionUsed();
    @Nullable Instant began = shown.sessionBegan();
    @Nullable Instant tokenUsed = shown.shownAt();
    return began == null || (tokenUsed != null && tokenUsed.isAfter(began)) ? tokenUsed : began;
  }

  private static boolean past(@Nullable Instant since, Optional<Duration> limit, Instant now) {
    return since != null && limit.isPresent() && now.isAfter(since.plus(limit.get()));
  }
}
