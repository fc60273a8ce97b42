package io.eventlive.auth;

import io.eventlive.auth.NewUser.VerifiedBy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What changes about a person; null leaves things as they are.
///
/// A new address is unverified until somebody vouches for it: an administrator who confirms it in
/// the same call.
///
/// @param email in lower case
/// @param confirmEmail whether an administrator vouches for the address
/// @param userMetadata members that are set; a null takes a member away
/// @param appMetadata likewise
/// @param ban whether and until when the person is kept out
record UserChange(
    @Nullable String email,
    @Nullable String passwordHash,
    boolean confirmEmail,
    @Nullable String role,
    @Nullable ObjectNode userMetadata,
    @Nullable ObjectNode appMetadata,
    @Nullable Ban ban) {

  /// A new state of being banned.
  ///
  /// @param until null for not at all
  record Ban(@Nullable Instant until) {}

  private static final String UPDATE =
      """
      update auth.users
      set
        email = ?,
        encrypted_password = ?,
        email_confirmed_at = ?,
        role = ?,
        raw_user_meta_data = cast(? as jsonb),
        raw_app_meta_data = cast(? as jsonb),
        banned_until = ?,
        is_anonymous = ?,
        updated_at = ?
      where id = ?
      """;

  private static final String UPDATE_IDENTITY =
      """
      insert into auth.identities (
        id, provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
      values (gen_random_uuid(), ?, ?, cast(? as jsonb), 'email', ?, ?, ?)
      on conflict (provider_id, provider) do update
      set
        identity_data = auth.identities.identity_data || excluded.identity_data,
        updated_at = excluded.updated_at
      """;

  UserChange withPassword(String hash) {
    return new UserChange(email, hash, confirmEmail, role, userMetadata, appMetadata, ban);
  }

  /// Makes the change, one at a time for each person.
  ///
  /// @return the person as they are now; empty where there is nobody
  Optional<User> apply(Connection connection, UUID id, Instant now) throws SQLException {
    Optional<User> before = UserRows.locked(connection, id);
    if (before.isEmpty()) return Optional.empty();
    write(connection, before.get(), now);
    return UserRows.byId(connection, id);
  }

  private void write(Connection connection, User user, Instant now) throws SQLException {
    boolean newAddress = email != null && !email.equals(user.email());
    String address = email == null ? user.email() : email;
    ObjectNode app = Metadata.merged(user.appMetadata(), appMetadata, "app_metadata");
    boolean vouched = confirmEmail && !address.isEmpty();
    if (newAddress || vouched) {
      app.setAll(NewUser.emailMetadata(vouched ? VerifiedBy.ADMINISTRATOR : VerifiedBy.NONE));
    } else {
      keepVerification(user.appMetadata(), app);
    }
    AuthDatabase.update(
        connection,
        UPDATE,
        address.isEmpty() ? null : address,
        passwordHash == null ? user.passwordHash() : passwordHash,
        vouched ? now : user.emailConfirmedAt(),
        role == null ? user.role() : role,
        Metadata.merged(user.userMetadata(), userMetadata, "user_metadata").toString(),
        app.toString(),
        ban == null ? user.bannedUntil() : ban.until(),
        user.anonymous() && !vouched,
        now,
        user.id());
    if (newAddress || vouched) writeIdentity(connection, user.id(), address, vouched, now);
  }

  /// Nobody's metadata can speak about the address by the way.
  private static void keepVerification(ObjectNode before, ObjectNode after) {
    JsonNode verifiedBy = before.get("email_verified_by");
    if (verifiedBy == null) {
      after.remove("email_verified_by");
    } else {
      after.set("email_verified_by", verifiedBy);
    }
  }

  static void writeIdentity(
      Connection connection, UUID id, String address, boolean verified, Instant now)
      throws SQLException {
    ObjectNode data =
        Json.object()
            .put("sub", id.toString())
            .put("email", address)
            .put("email_verified", verified);
    AuthDatabase.update(
        connection, UPDATE_IDENTITY, id.toString(), id, data.toString(), now, now, now);
  }
}
