package io.eventlive.auth;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Somebody who does not exist yet.
///
/// Whether the address is *verified* is one fact in two places that SQL can see and its owner
/// cannot change: `raw_app_meta_data ->> 'email_verified_by'` and the identity's `email_verified`.
/// `email_confirmed_at` says only that the person may sign in with it.
///
/// @param email in lower case; null for an anonymous person
/// @param confirmedAt when signing in became possible; null where it is not yet
/// @param verifiedBy who vouches for the address
record NewUser(
    UUID id,
    UUID identityId,
    String audience,
    String role,
    @Nullable String email,
    String passwordHash,
    @Nullable Instant confirmedAt,
    @Nullable Instant confirmationSentAt,
    VerifiedBy verifiedBy,
    ObjectNode appMetadata,
    ObjectNode userMetadata,
    @Nullable Instant bannedUntil) {

  /// Who says that an address belongs to the person.
  enum VerifiedBy {
    /// Nobody: a policy that trusts the address must not let the person in.
    NONE,
    /// Whoever holds the service key.
    ADMINISTRATOR,
    /// The person, with a link or a code that was sent there.
    OWNER
  }

  private static final String INSERT =
      """
      with person as (
        insert into auth.users (
          instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
          confirmation_sent_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
          banned_until, is_anonymous, confirmation_token, recovery_token, email_change_token_new,
          email_change)
        values (
          '00000000-0000-0000-0000-000000000000', ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb),
          cast(? as jsonb), ?, ?, ?, ?, '', '', '', '')
        returning id, email, created_at
      )
      insert into auth.identities (
        id, provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
      select ?, id::text, id, cast(? as jsonb), 'email', created_at, created_at, created_at
      from person
      where email is not null
      """;

  /// Writes the person and, where there is an address, the identity that goes with it.
  ///
  /// @throws SQLException 23505 where the address or the id is taken
  void insert(Connection connection, Instant at) throws SQLException {
    AuthDatabase.update(
        connection,
        INSERT,
        id,
        audience,
        role,
        email,
        passwordHash,
        confirmedAt,
        confirmationSentAt,
        appMetadata.toString(),
        userMetadata.toString(),
        at,
        at,
        bannedUntil,
        email == null,
        identityId,
        identityData().toString());
  }

  /// What is known of the address comes last: nobody's own words can stand in its place.
  private ObjectNode identityData() {
    ObjectNode data = Json.object();
    data.setAll(userMetadata);
    return data.put("sub", id.toString())
        .put("email", email)
        .put("email_verified", verifiedBy != VerifiedBy.NONE)
        .put("phone_verified", false);
  }

  /// What `app_metadata` says of somebody with an address.
  static ObjectNode emailMetadata(VerifiedBy verifiedBy) {
    ObjectNode metadata = Json.object().put("provider", "email");
    metadata.putArray("providers").add("email");
    return metadata.put("email_verified_by", verifiedBy.name().toLowerCase(Locale.ROOT));
  }
}
