package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What people change about themselves: their password, their address and what is known of them. A
/// new address is theirs when a link or a code that was sent there comes back.
final class OwnAccount {
  /// How long a sign-in is fresh enough to set a new password.
  private static final Duration FRESH = Duration.ofDays(1);

  private static final String SESSION_STARTED =
      "select created_at from auth.sessions where id = ? and user_id = ?";

  private final AuthDatabase database;
  private final Passwords passwords;
  private final KnownUsers known;
  private final EmailChanges changes;
  private final Verification verification;
  private final Links links;
  private final MailLimits limits;
  private final Rules rules;
  private final InstantSource clock;

  OwnAccount(
      AuthDatabase database,
      Passwords passwords,
      KnownUsers known,
      EmailChanges changes,
      Verification verification,
      Links links,
      MailLimits limits,
      Rules rules,
      InstantSource clock) {
    this.database = database;
    this.passwords = passwords;
    this.known = known;
    this.changes = changes;
    this.verification = verification;
    this.links = links;
    this.limits = limits;
    this.rules = rules;
    this.clock = clock;
  }

  /// @param autoConfirm whether an anonymous person's address needs no mail
  /// @param reauthentication whether a new password needs a code where the sign-in is a day old
  record Rules(boolean autoConfirm, boolean reauthentication) {}

  /// Changes what the body of `PUT /user` names. A new password signs every other device out, and
  /// ends whatever was asked for by somebody who may have known the old one.
  ///
  /// @throws AuthRefusal where something in it cannot be changed, or not to that
  User change(Authentication.Person person, AuthBody body, LinkRequest asked) {
    User user = current(person.id());
    refuseWhatIsNotOffered(body);
    @Nullable String address = newAddress(user, body);
    String password = body.text("password");
    @Nullable String hash = password.isEmpty() ? null : newHash(user, password, address != null);
    boolean nonceNeeded = hash != null && needsNonce(person);
    String nonce = body.text("nonce");
    if (nonceNeeded && nonce.isEmpty()) {
      throw new AuthRefusal(
          ErrorCode.REAUTHENTICATION_NEEDED, "Password update requires reauthentication");
    }
    boolean withoutMail = rules.autoConfirm() && user.anonymous();
    if (address != null && !withoutMail) {
      changes.recipients(user, address).forEach(limits::takeMail);
    }
    @Nullable ObjectNode data = body.object("data");
    UserChange change = new UserChange(null, hash, false, null, data, null, null);

    Changed changed =
        inTransaction(connection -> {
          Instant now = clock.instant();
          UserRows.lock(connection, user.id());
          if (nonceNeeded) verification.reauthenticate(connection, user, nonce);
          User after = change.apply(connection, person.id(), now).orElseThrow(OwnAccount::gone);
          List<UUID> ended = List.of();
          if (hash != null) {
            Outstanding.forget(connection, user.id());
            ended = SignOut.OTHERS.end(connection, person.id(), person.sessionId());
          }
          List<Links.Made> made = List.of();
          if (address != null && withoutMail) {
            EmailChanges.withoutMail(connection, after, address, now);
          } else if (address != null) {
            made = changes.begin(connection, after, address, asked, now);
          }
          User last = UserRows.byId(connection, user.id()).orElseThrow(OwnAccount::gone);
          return new Changed(last, ended, made);
        });
    links.send(changed.made(), asked);
    known.end(person.id(), changed.ended());
    known.forget(person.id(), person.sessionId().map(List::of).orElse(List.of()));
    return changed.user();
  }

  /// Sends a code by which the person shows that it is still them.
  ///
  /// @throws AuthRefusal where there is no confirmed address to send it to
  void reauthenticate(Authentication.Person person, LinkRequest asked) {
    User user = current(person.id());
    if (user.email().isEmpty()) {
      throw AuthRefusal.invalid(
          "Reauthentication requires the user to have an email or a phone number");
    }
    if (user.emailConfirmedAt() == null) {
      throw new AuthRefusal(ErrorCode.EMAIL_NOT_CONFIRMED, 422, "Please verify your email first.");
    }
    limits.takeMail(user.email());
    links.send(
        database.inTransaction(
            connection -> links.makeReauthentication(connection, user, asked, clock.instant())));
  }

  private boolean needsNonce(Authentication.Person person) {
    if (!rules.reauthentication()) return false;
    Optional<Instant> started =
        person
            .sessionId()
            .flatMap(
                session -> database.run(connection -> sessionStart(connection, session, person)));
    return started.isEmpty() || clock.instant().isAfter(started.get().plus(FRESH));
  }

  private static Optional<Instant> sessionStart(
      Connection connection, UUID session, Authentication.Person person) throws SQLException {
    return AuthDatabase.query(
        connection,
        SESSION_STARTED,
        rows ->
            rows.next()
                ? Optional.ofNullable(UserRows.instant(rows, "created_at"))
                : Optional.<Instant>empty(),
        session,
        person.id());
  }

  private static @Nullable String newAddress(User user, AuthBody body) {
    if (body.text("email").isEmpty()) return null;
    String address = Emails.require(body.text("email"));
    return address.equals(user.email()) ? null : address;
  }

  private record Changed(User user, List<UUID> ended, List<Links.Made> made) {}

  /// An address may be taken by somebody else after it was found free.
  private Changed inTransaction(AuthDatabase.Work<Changed> work) {
    try {
      return database.inTransaction(work);
    } catch (DatabaseTrouble trouble) {
      throw trouble.duplicate() ? EmailChanges.taken() : trouble;
    }
  }

  private String newHash(User user, String password, boolean getsAddress) {
    passwords.requireStrong(password);
    if (!getsAddress && (user.anonymous() || user.email().isEmpty())) {
      throw new AuthRefusal(
          ErrorCode.VALIDATION_FAILED,
          422,
          "Updating password of an anonymous user without an email or phone is not allowed");
    }
    if (passwords.matches(password, user.passwordHash())) {
      throw new AuthRefusal(
          ErrorCode.SAME_PASSWORD, "New password should be different from the old password.");
    }
    return passwords.hash(password);
  }

  private static void refuseWhatIsNotOffered(AuthBody body) {
    if (body.object("app_metadata") != null) {
      throw new AuthRefusal(ErrorCode.NOT_ADMIN, "Updating app_metadata requires admin privileges");
    }
    if (!body.text("phone").isEmpty()) {
      throw new AuthRefusal(ErrorCode.PHONE_PROVIDER_DISABLED, "Phone numbers are not offered");
    }
  }

  private User current(UUID id) {
    Optional<User> user = database.run(connection -> UserRows.byId(connection, id));
    return user.orElseThrow(OwnAccount::gone);
  }

  private static AuthRefusal gone() {
    return new AuthRefusal(
        ErrorCode.USER_NOT_FOUND, 403, "User from sub claim in JWT does not exist");
  }
}
