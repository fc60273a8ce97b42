package io.eventlive.auth;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Statements on `auth.sessions`: one row per device that is signed in. Deleting the row signs the
/// device out; its refresh tokens go with it.
final class Sessions {
  // The lock waits for whoever changes the person, and what they were looked up for is asked again
  // of the row that is there then: no session outlives a new password, a ban or a removal.
  private static final String START =
      """
      with person as (
        select id
        from auth.users
        where id = ?
          and deleted_at is null
          and (banned_until is null or banned_until <= ?)
          and (cast(? as text) is null or encrypted_password = cast(? as text))
        for no key update
      ), session as (
        insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent, ip)
        select
          cast(? as uuid), id, cast(? as timestamptz), cast(? as timestamptz), 'aal1', ?,
          cast(? as inet)
        from person
        returning id, user_id, created_at
      ), proof as (
        insert into auth.mfa_amr_claims
          (id, session_id, created_at, updated_at, authentication_method)
        select gen_random_uuid(), id, created_at, created_at, ? from session
      ), token as (
        insert into auth.refresh_tokens
          (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
        select
          '00000000-0000-0000-0000-000000000000', ?, user_id::text, false, created_at, created_at,
          '', id
        from session
      )
      update auth.users as u
      set last_sign_in_at = session.created_at
      from session
      where u.id = session.user_id
      returning
      """
          + UserRows.COLUMNS;

  // Somebody who says nothing has no identity yet, so that person and session fit into one
  // statement
  // and one commit: the doors open for hundreds of them at once.
  private static final String START_ANONYMOUS =
      """
      with person as (
        insert into auth.users as u (
          instance_id, id, aud, role, encrypted_password, raw_app_meta_data, raw_user_meta_data,
          created_at, updated_at, last_sign_in_at, is_anonymous, confirmation_token, recovery_token,
          email_change_token_new, email_change)
        values (
          '00000000-0000-0000-0000-000000000000', ?, ?, ?, '', '{}', cast(? as jsonb),
          ?, ?, ?, true, '', '', '', '')
        returning
      """
          + UserRows.COLUMNS
          + """
          ), session as (
            insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent, ip)
            select cast(? as uuid), id, created_at, created_at, 'aal1', ?, cast(? as inet)
            from person
            returning id, user_id, created_at
          ), proof as (
            insert into auth.mfa_amr_claims
              (id, session_id, created_at, updated_at, authentication_method)
            select gen_random_uuid(), id, created_at, created_at, 'anonymous' from session
          ), token as (
            insert into auth.refresh_tokens
              (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
            select
              '00000000-0000-0000-0000-000000000000', ?, user_id::text, false, created_at, created_at,
              '', id
            from session
          )
          select * from person
          """;

  private static final String OF = "select id from auth.sessions where user_id = ?";

  private static final String END_ONE =
      "delete from auth.sessions where user_id = ? and id = ? returning id";

  private static final String END_OTHERS =
      "delete from auth.sessions where user_id = ? and id <> ? returning id";

  private static final String END_ALL = "delete from auth.sessions where user_id = ? returning id";

  private Sessions() {}

  /// Signs a device in, with its first refresh token.
  ///
  /// @param passwordHash the one that was checked; null where the proof was another
  /// @param method how the person proved who it is, such as `password`
  /// @return the person, who has signed in just now; empty where there is nobody of this id, or
  ///   they may not come in any more
  static Optional<User> start(
      Connection connection,
      UUID id,
      UUID userId,
      @Nullable String passwordHash,
      String method,
      String refreshToken,
      Origin origin,
      Instant at)
      throws SQLException {
    return AuthDatabase.query(
        connection,
        START,
        UserRows::first,
        userId,
        at,
        passwordHash,
        passwordHash,
        id,
        at,
        at,
        origin.userAgent(),
        origin.address(),
        method,
        refreshToken);
  }

  /// Makes somebody who is not named, and signs their device in.
  static User startAnonymous(
      Connection connection,
      UUID id,
      UUID userId,
      ObjectNode metadata,
      String refreshToken,
      Origin origin,
      Instant at)
      throws SQLException {
    return AuthDatabase.query(
            connection,
            START_ANONYMOUS,
            UserRows::first,
            userId,
            SignIns.AUDIENCE,
            SignIns.AUDIENCE,
            metadata.toString(),
            at,
            at,
            at,
            id,
            origin.userAgent(),
            origin.address(),
            refreshToken)
        .orElseThrow(() -> new IllegalStateException("a new person cannot be read"));
  }

  /// Every session of one person.
  static List<UUID> of(Connection connection, UUID userId) throws SQLException {
    return ids(connection, OF, userId);
  }

  /// Gives the sessions that are over now.
  static List<UUID> endOne(Connection connection, UUID userId, UUID session) throws SQLException {
    return ids(connection, END_ONE, userId, session);
  }

  /// Gives the sessions that are over now.
  static List<UUID> endOthers(Connection connection, UUID userId, UUID kept) throws SQLException {
    return ids(connection, END_OTHERS, userId, kept);
  }

  /// Gives the sessions that are over now.
  static List<UUID> endAll(Connection connection, UUID userId) throws SQLException {
    return ids(connection, END_ALL, userId);
  }

  private static List<UUID> ids(Connection connection, String sql, Object... parameters)
      throws SQLException {
    return AuthDatabase.query(
        connection,
        sql,
        rows -> {
          List<UUID> ids = new ArrayList<>();
          while (rows.next()) ids.add(rows.getObject(1, UUID.class));
          return ids;
        },
        parameters);
  }

  /// The proofs in a JSON array of `auth.mfa_amr_claims` rows, newest first.
  static List<AccessTokens.Proof> proofs(String array) {
    List<AccessTokens.Proof> proofs = new ArrayList<>();
    for (JsonNode row : Json.read(array)) {
      proofs.add(
          new AccessTokens.Proof(
              row.path("authentication_method").asString(),
              OffsetDateTime.parse(row.path("updated_at").asString()).toInstant()));
    }
    return proofs;
  }
}
