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

/// What whoever holds the service key does with other people's accounts.
final class AdminUsers {
  private static final String DELETE = "delete from auth.users where id = ?";

  // What is left names nobody, and keeps the rows that point to the person whole. EventLive's own
  // tables follow by a trigger on deleted_at.
  private static final String SOFT_DELETE =
      """
      with identities as (
        update auth.identities
        set identity_data = '{}', provider_id = encode(sha256(convert_to(provider_id, 'utf8')), 'hex')
        where user_id = ?
      )
      update auth.users
      set
        email = encode(sha256(convert_to(id::text || email, 'utf8')), 'hex'),
        phone = encode(sha256(convert_to(id::text || phone, 'utf8')), 'hex'),
        encrypted_password = null,
        raw_app_meta_data = '{}',
        raw_user_meta_data = '{}',
        deleted_at = ?,
        updated_at = ?
      where id = ? and deleted_at is null
      """;

  private final AuthDatabase database;
  private final Passwords passwords;
  private final KnownUsers known;
  private final Secrets secrets;
  private final InstantSource clock;

  AdminUsers(
      AuthDatabase database,
      Passwords passwords,
      KnownUsers known,
      Secrets secrets,
      InstantSource clock) {
    this.database = database;
    this.passwords = passwords;
    this.known = known;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// Somebody to be made.
  ///
  /// @param id null for a random one
  /// @param password null for one that nobody knows
  /// @param passwordHash bcrypt, instead of a password
  /// @param emailConfirmed whether the address is known to be theirs
  /// @param banFor null for not at all
  record Wanted(
      @Nullable UUID id,
      String email,
      @Nullable String password,
      @Nullable String passwordHash,
      boolean emailConfirmed,
      String role,
      ObjectNode appMetadata,
      ObjectNode userMetadata,
      @Nullable Duration banFor) {}

  /// A page of people.
  record Page(List<User> users, long total) {}

  /// @throws AuthRefusal where the address is taken or something is malformed
  User create(Wanted wanted) {
    String address = Emails.require(wanted.email());
    // Old clients create everybody again at each entry: that must not cost a hash each time.
    if (database.run(connection -> isTaken(connection, address))) throw EmailChanges.taken();
    String hash = hash(wanted);
    Instant now = clock.instant();
    NewUser.VerifiedBy verifiedBy =
        wanted.emailConfirmed() ? NewUser.VerifiedBy.ADMINISTRATOR : NewUser.VerifiedBy.NONE;
    ObjectNode appMetadata = wanted.appMetadata();
    appMetadata.setAll(NewUser.emailMetadata(verifiedBy));
    NewUser person =
        new NewUser(
            wanted.id() == null ? secrets.id() : wanted.id(),
            secrets.id(),
            SignIns.AUDIENCE,
            wanted.role(),
            address,
            hash,
            wanted.emailConfirmed() ? now : null,
            null,
            verifiedBy,
            appMetadata,
            wanted.userMetadata(),
            wanted.banFor() == null ? null : now.plus(wanted.banFor()));
    try {
      return database.inTransaction(connection -> {
        person.insert(connection, now);
        return existing(connection, person.id());
      });
    } catch (DatabaseTrouble trouble) {
      throw taken(trouble);
    }
  }

  /// Changes somebody. A new password signs them out everywhere and ends what was sent to them.
  ///
  /// @throws AuthRefusal where the address is taken or something is malformed
  User change(UUID id, @Nullable String password, UserChange change) {
    UserChange complete = password == null ? change : change.withPassword(strongHash(password));
    Instant now = clock.instant();
    try {
      Changed changed =
          database.inTransaction(connection -> {
            User user = complete.apply(connection, id, now).orElseThrow(AdminUsers::notFound);
            if (password == null) return new Changed(user, Sessions.of(connection, id));
            Outstanding.forget(connection, id);
            return new Changed(existing(connection, id), Sessions.endAll(connection, id));
          });
      if (password == null) known.forget(id, changed.sessions());
      else known.end(id, changed.sessions());
      if (change.ban() != null) {
        known.ban(id, Optional.ofNullable(change.ban().until()), changed.sessions());
      }
      return changed.user();
    } catch (DatabaseTrouble trouble) {
      throw taken(trouble);
    }
  }

  /// A ban from now on.
  ///
  /// @param length null for none
  UserChange.Ban ban(@Nullable Duration length) {
    return new UserChange.Ban(length == null ? null : clock.instant().plus(length));
  }

  private record Changed(User user, List<UUID> sessions) {}

  User byId(UUID id) {
    return database.run(connection -> existing(connection, id));
  }

  /// @param containing a part of the address or of the full name; null for everybody
  Page page(@Nullable String containing, boolean oldestFirst, long limit, long offset) {
    UserRows.Listing listing = new UserRows.Listing(SignIns.AUDIENCE, containing, oldestFirst);
    return database.run(connection ->
        new Page(
            UserRows.page(connection, listing, limit, offset),
            UserRows.count(connection, listing)));
  }

  /// Signs somebody out everywhere and removes them.
  ///
  /// @param soft whether a row that names nobody stays, so that what they wrote stays too
  void delete(UUID id, boolean soft) {
    List<UUID> ended =
        database.inTransaction(connection -> {
          if (UserRows.locked(connection, id).isEmpty()) throw notFound();
          List<UUID> sessions = Sessions.endAll(connection, id);
          Outstanding.forget(connection, id);
          if (soft) {
            Instant now = clock.instant();
            AuthDatabase.update(connection, SOFT_DELETE, id, now, now, id);
          } else {
            AuthDatabase.update(connection, DELETE, id);
          }
          return sessions;
        });
    known.remove(id, ended);
  }

  private String hash(Wanted wanted) {
    if (wanted.passwordHash() != null) {
      if (wanted.password() != null) {
        throw AuthRefusal.invalid("Only a password or a password hash should be provided");
      }
      if (!Passwords.isUsable(wanted.passwordHash())) {
        throw AuthRefusal.invalid("The password hash must be a bcrypt hash of cost 4 to 14");
      }
      return wanted.passwordHash();
    }
    if (wanted.password() == null) return passwords.hash(secrets.refreshToken());
    return strongHash(wanted.password());
  }

  private String strongHash(String password) {
    passwords.requireStrong(password);
    return passwords.hash(password);
  }

  private static RuntimeException taken(DatabaseTrouble trouble) {
    return trouble.duplicate() ? EmailChanges.taken() : trouble;
  }

  private static boolean isTaken(Connection connection, String address) throws SQLException {
    return UserRows.byEmail(connection, address, SignIns.AUDIENCE).isPresent();
  }

  private static User existing(Connection connection, UUID id) throws SQLException {
    Optional<User> user = UserRows.byId(connection, id);
    return user.orElseThrow(AdminUsers::notFound);
  }

  private static AuthRefusal notFound() {
    return new AuthRefusal(ErrorCode.USER_NOT_FOUND, "User not found");
  }
}
