package io.eventlive.auth;

import io.eventlive.auth.TokenVerifier.Verification;
import io.eventlive.database.Caller;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who is asking, for the routes of sign-in itself: they want a live session, not only a good
/// token, and refuse in Supabase Auth's words.
final class Authentication {
  private static final String SUPABASE_ADMIN = "supabase_admin";

  private final GatewayKeys keys;
  private final TokenVerifier verifier;
  private final KnownUsers users;
  private final InstantSource clock;

  Authentication(TokenCallers callers, KnownUsers users, InstantSource clock) {
    this.keys = callers.keys();
    this.verifier = callers.verifier();
    this.users = users;
    this.clock = clock;
  }

  /// A person with a live session.
  ///
  /// @param sessionId empty for a token that somebody else issued with our secret
  /// @param json as `GET /user` answers
  record Person(UUID id, Optional<UUID> sessionId, String json) {}

  /// @throws Refusal where the `apikey` is missing or not ours
  void requireApiKey(HttpRequest request) {
    keys.callerOf(request);
  }

  /// @throws AuthRefusal where nobody is signed in with this token, or nobody is any more
  Person requirePerson(HttpRequest request) {
    String bearer = bearer(request);
    if (GatewayKeys.looksOpaque(bearer)) {
      keys.callerOf(bearer);
      throw badJwt("invalid claim: missing sub claim");
    }
    return person(verified(bearer));
  }

  private Person person(VerifiedToken token) {
    UUID id =
        uuid(
            token
                .caller()
                .subject()
                .filter(subject -> !subject.isEmpty())
                .orElseThrow(() -> badJwt("invalid claim: missing sub claim")),
            "invalid claim: sub claim must be a UUID");
    Optional<UUID> session =
        token
            .sessionId()
            .filter(text -> !text.isEmpty())
            .map(text -> uuid(text, "invalid claim: session_id claim must be a UUID"));
    return switch (users.find(id, session)) {
      case KnownUsers.Known.Here here -> {
        requireNotBanned(here.bannedUntil());
        yield new Person(id, session, here.json());
      }
      case KnownUsers.Known.NoUser _ ->
          throw new AuthRefusal(
              ErrorCode.USER_NOT_FOUND, 403, "User from sub claim in JWT does not exist");
      case KnownUsers.Known.NoSession _ ->
          throw new AuthRefusal(
              ErrorCode.SESSION_NOT_FOUND, "Session from session_id claim in JWT does not exist");
    };
  }

  /// @throws AuthRefusal where the token is not one of the service, or is that of somebody who
  ///   administers and is not signed in any more
  void requireAdmin(HttpRequest request) {
    String bearer = bearer(request);
    if (GatewayKeys.looksOpaque(bearer)) {
      requireAdmin(keys.callerOf(bearer));
      return;
    }
    VerifiedToken token = verified(bearer);
    requireAdmin(token.caller());
    if (token.sessionId().isPresent()) person(token);
  }

  private static void requireAdmin(Caller caller) {
    if (!caller.role().equals("service_role") && !caller.role().equals(SUPABASE_ADMIN)) {
      throw new AuthRefusal(ErrorCode.NOT_ADMIN, "User not allowed");
    }
  }

  private VerifiedToken verified(String bearer) {
    return switch (verifier.verify(bearer)) {
      case Verification.Accepted accepted -> accepted.token();
      case Verification.Refused refused ->
          throw badJwt(
              "invalid JWT: unable to parse or verify signature, " + refused.fault().message());
    };
  }

  private static String bearer(HttpRequest request) {
    return request
        .headers()
        .first("authorization")
        .flatMap(Bearer::in)
        .filter(token -> !token.isEmpty())
        .orElseThrow(() ->
            new AuthRefusal(
                ErrorCode.NO_AUTHORIZATION, "This endpoint requires a valid Bearer token"));
  }

  private void requireNotBanned(@Nullable Instant bannedUntil) {
    if (bannedUntil != null && bannedUntil.isAfter(clock.instant())) {
      throw new AuthRefusal(ErrorCode.USER_BANNED, 403, "User is banned");
    }
  }

  private static UUID uuid(String text, String otherwise) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException _) {
      throw badJwt(otherwise);
    }
  }

  private static AuthRefusal badJwt(String message) {
    return new AuthRefusal(ErrorCode.BAD_JWT, message);
  }
}
