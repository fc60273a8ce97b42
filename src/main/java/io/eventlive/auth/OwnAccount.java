package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What people change about themselves: their password and what is known of them. A new address
/// would have to be confirmed by mail, and none goes out.
final class OwnAccount {
  private final AuthDatabase database;
  private final Passwords passwords;
  private final KnownUsers known;
  private final InstantSource clock;

  OwnAccount(AuthDatabase database, Passwords passwords, KnownUsers known, InstantSource clock) {
    this.database = database;
    this.passwords = passwords;
    this.known = known;
    this.clock = clock;
  }

  /// Changes what the body of `PUT /user` names. A new password signs every other device out.
  ///
  /// @throws AuthRefusal where something in it cannot be changed, or not to that
  User change(Authentication.Person person, AuthBody body) {
    User user = current(person.id());
    refuseWhatIsNotOffered(user, body);
    String password = body.text("password");
    @Nullable String hash = password.isEmpty() ? null : newHash(user, password);
    @Nullable ObjectNode data = body.object("data");
    UserChange change = new UserChange(null, hash, false, null, data, null, null);

    Changed changed =
        database.inTransaction(connection -> {
          User after =
              change.apply(connection, person.id(), clock.instant()).orElseThrow(OwnAccount::gone);
          return new Changed(after, hash == null ? List.of() : endOthers(connection, person));
        });
    known.end(person.id(), changed.ended());
    known.forget(person.id(), person.sessionId().map(List::of).orElse(List.of()));
    return changed.user();
  }

  private record Changed(User user, List<UUID> ended) {}

  private static List<UUID> endOthers(Connection connection, Authentication.Person person)
      throws SQLException {
    return SignOut.OTHERS.end(connection, person.id(), person.sessionId());
  }

  private String newHash(User user, String password) {
    passwords.requireStrong(password);
    if (user.anonymous() || user.email().isEmpty()) {
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

  private static void refuseWhatIsNotOffered(User user, AuthBody body) {
    if (body.object("app_metadata") != null) {
      throw new AuthRefusal(ErrorCode.NOT_ADMIN, "Updating app_metadata requires admin privileges");
    }
    if (!body.text("phone").isEmpty()) {
      throw new AuthRefusal(ErrorCode.PHONE_PROVIDER_DISABLED, "Phone numbers are not offered");
    }
    String email = body.text("email");
    if (!email.isEmpty() && !Emails.require(email).equals(user.email())) {
      throw new AuthRefusal(
          ErrorCode.NOT_OFFERED, 422, "Changing the address needs mail, which is not offered");
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
