package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Lets people in: by password, and by a refresh token of an earlier time. Everything that gives
/// out a session goes through here.
final class SignIns {
  static final String AUDIENCE = "authenticated";
  private static final String BY_PASSWORD = "password";

  private final AuthDatabase database;
  private final Passwords passwords;
  private final AccessTokens tokens;
  private final Refreshes refreshes;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Observer observer;

  SignIns(
      AuthDatabase database,
      Passwords passwords,
      AccessTokens tokens,
      Refreshes refreshes,
      Secrets secrets,
      InstantSource clock,
      Observer observer) {
    this.database = database;
    this.passwords = passwords;
    this.tokens = tokens;
    this.refreshes = refreshes;
    this.secrets = secrets;
    this.clock = clock;
    this.observer = observer;
  }

  /// @throws AuthRefusal where the two do not belong together, or may not come in
  ObjectNode byPassword(String email, String password, Origin origin) {
    try {
      Optional<User> found =
          database.run(connection -> UserRows.byEmail(connection, Emails.plain(email), AUDIENCE));
      // No connection is held while the password is checked.
      boolean matches = passwords.matches(password, found.map(User::passwordHash).orElse(null));
      if (found.isEmpty() || !matches) {
        throw new AuthRefusal(ErrorCode.INVALID_CREDENTIALS, "Invalid login credentials");
      }
      requireWelcome(found.get());
      ObjectNode session =
          database.run(connection ->
              start(connection, found.get().id(), found.get().passwordHash(), BY_PASSWORD, origin));
      passwords
          .weakness(password)
          .ifPresent(message -> {
            ObjectNode weak = session.putObject("weak_password").put("message", message);
            weak.putArray("reasons").add("length");
          });
      observer.observe(new Observation.SignInSucceeded(BY_PASSWORD));
      return session;
    } catch (AuthRefusal refusal) {
      observer.observe(new Observation.SignInRefused(BY_PASSWORD, refusal.code().wireCode()));
      throw refusal;
    }
  }

  /// @throws AuthRefusal where the token is good for nothing
  ObjectNode byRefreshToken(String token, Origin origin) {
    try {
      Refreshes.Refreshed refreshed = refreshes.refresh(token, origin);
      User user = refreshed.shown().user();
      AccessTokens.Issued access =
          tokens.issue(user, refreshed.sessionId(), refreshed.shown().proofs());
      observer.observe(new Observation.SignInSucceeded("refresh_token"));
      return UserJson.session(access, refreshed.refreshToken(), user);
    } catch (AuthRefusal refusal) {
      observer.observe(new Observation.SignInRefused("refresh_token", refusal.code().wireCode()));
      throw refusal;
    }
  }

  /// Lets somebody in who is not named, in one statement.
  ObjectNode anonymously(ObjectNode metadata, Origin origin) {
    Instant now = clock.instant();
    UUID session = secrets.id();
    String refreshToken = secrets.refreshToken();
    User user =
        database.run(connection ->
            Sessions.startAnonymous(
                connection, session, secrets.id(), metadata, refreshToken, origin, now));
    observer.observe(new Observation.SignInSucceeded("anonymous"));
    AccessTokens.Issued access =
        tokens.issue(user, session, List.of(new AccessTokens.Proof("anonymous", now)));
    return UserJson.session(access, refreshToken, user);
  }

  /// Exchanges what a link gave to the browser that had asked for it.
  ///
  /// @throws AuthRefusal where the code is good for nothing in these hands
  ObjectNode byAuthCode(FlowStates flows, String code, String verifier, Origin origin) {
    try {
      ObjectNode session =
          database.inTransaction(connection -> {
            FlowStates.Exchanged exchanged =
                flows.exchange(connection, code, verifier, clock.instant());
            UserRows.byId(connection, exchanged.userId())
                .filter(user -> user.deletedAt() == null)
                .ifPresent(this::requireWelcome);
            return start(connection, exchanged.userId(), exchanged.method(), origin);
          });
      observer.observe(new Observation.SignInSucceeded("pkce"));
      return session;
    } catch (AuthRefusal refusal) {
      observer.observe(new Observation.SignInRefused("pkce", refusal.code().wireCode()));
      throw refusal;
    }
  }

  /// Signs a device of this person in, inside the transaction that may have made the person.
  ///
  /// @param method how the person proved who it is
  /// @throws AuthRefusal where the person may not come in any more
  ObjectNode start(Connection connection, UUID userId, String method, Origin origin)
      throws SQLException {
    return start(connection, userId, null, method, origin);
  }

  /// @param passwordHash the one that was checked; null where the proof was another
  private ObjectNode start(
      Connection connection,
      UUID userId,
      @Nullable String passwordHash,
      String method,
      Origin origin)
      throws SQLException {
    Instant now = clock.instant();
    UUID session = secrets.id();
    String refreshToken = secrets.refreshToken();
    User user =
        Sessions.start(connection, session, userId, passwordHash, method, refreshToken, origin, now)
            .orElseThrow(
                () -> new AuthRefusal(ErrorCode.INVALID_CREDENTIALS, "Invalid login credentials"));
    AccessTokens.Issued access =
        tokens.issue(user, session, List.of(new AccessTokens.Proof(method, now)));
    return UserJson.session(access, refreshToken, user);
  }

  private void requireWelcome(User user) {
    if (user.bannedAt(clock.instant())) {
      throw new AuthRefusal(ErrorCode.USER_BANNED, 400, "User is banned");
    }
    if (user.emailConfirmedAt() == null) {
      throw new AuthRefusal(ErrorCode.EMAIL_NOT_CONFIRMED, "Email not confirmed");
    }
  }
}
