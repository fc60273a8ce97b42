package io.eventlive.auth;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Statements on `auth.refresh_tokens`: a chain of tokens per session, each naming its parent, of
/// which the last one is not revoked.
final class RefreshTokens {
  /// A token with everything that decides what its holder may do.
  ///
  /// @param revokedAt when it was used or revoked; null while it is the active one
  /// @param shownAt when the token was made or used
  /// @param sessionId null where the session is gone
  /// @param sessionBegan null where the session is gone
  /// @param sessionUsed when it was refreshed last; null where it was not
  /// @param newerSession whether another session of the person was used later and is not over;
  ///   false where nobody asked
  /// @param activeToken the session's token that is not revoked; null where all are
  /// @param activeParent the token that the active one replaced
  record Shown(
      User user,
      @Nullable Instant revokedAt,
      @Nullable Instant shownAt,
      @Nullable UUID sessionId,
      @Nullable Instant sessionBegan,
      @Nullable Instant sessionUsed,
      @Nullable Instant sessionEndsAt,
      boolean newerSession,
      @Nullable String activeToken,
      @Nullable String activeParent,
      List<AccessTokens.Proof> proofs) {}

  // Locked rows are skipped, not waited for: a waiter would hold a connection.
  private static final String LOCK_SESSION =
      """
      select id
      from auth.sessions
      where id = (select session_id from auth.refresh_tokens where token = ?)
      for update skip locked
      """;

  private static final String FIND =
      "select "
          + UserRows.COLUMNS
          + """
          ,
            shown.revoked,
            shown.updated_at as shown_updated_at,
            session.id as session_id,
            session.created_at as session_began,
            session.refreshed_at at time zone 'utc' as session_used,
            session.not_after,
            cast(? as boolean) and exists (
              select
              from auth.sessions as newer
              where newer.user_id = u.id
                and newer.id <> session.id
                and coalesce(newer.refreshed_at at time zone 'utc', newer.created_at)
                  > coalesce(session.refreshed_at at time zone 'utc', session.created_at)
                and (newer.not_after is null or newer.not_after > cast(? as timestamptz))
                and newer.created_at >= coalesce(cast(? as timestamptz), '-infinity')
                and coalesce(newer.refreshed_at at time zone 'utc', newer.created_at)
                  >= coalesce(cast(? as timestamptz), '-infinity')
            ) as newer_session,
            active.token as active_token,
            active.parent as active_parent,
            coalesce((
              select json_agg(row_to_json(proof) order by proof.updated_at desc)
              from auth.mfa_amr_claims as proof
              where proof.session_id = session.id
            ), '[]') as proofs
          from auth.refresh_tokens as shown
          join auth.users as u on u.id = cast(shown.user_id as uuid)
          left join auth.sessions as session on session.id = shown.session_id
          left join lateral (
            select token, parent
            from auth.refresh_tokens
            where session_id = shown.session_id and revoked = false
            order by id desc
            limit 1
          ) as active on true
          where shown.token = ? and u.deleted_at is null
          """;

  private static final String ROTATE =
      """
      with used as (
        update auth.refresh_tokens
        set revoked = true, updated_at = ?
        where token = ?
        returning token, user_id, session_id, updated_at
      ), next as (
        insert into auth.refresh_tokens
          (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
        select
          '00000000-0000-0000-0000-000000000000', ?, user_id, false, updated_at, updated_at,
          token, session_id
        from used
      )
      update auth.sessions
      set
        refreshed_at = (select updated_at from used) at time zone 'utc',
        updated_at = (select updated_at from used),
        user_agent = ?,
        ip = cast(? as inet)
      where id = (select session_id from used)
      """;

  private static final String REVOKE_FAMILY =
      """
      update auth.refresh_tokens
      set revoked = true, updated_at = ?
      where session_id = ? and revoked = false
      """;

  private RefreshTokens() {}

  /// Keeps everybody else from refreshing in this token's session until the transaction ends.
  ///
  /// @return false where somebody else has it, or where there is no such token or session
  static boolean lockSession(Connection connection, String token) throws SQLException {
    return AuthDatabase.query(connection, LOCK_SESSION, ResultSet::next, token);
  }

  /// After [#lockSession] this must be a statement of its own: it has to see what the previous
  /// holder of the lock wrote.
  static Optional<Shown> find(
      Connection connection, String token, AuthConfig.Sessions limits, Instant now)
      throws SQLException {
    return AuthDatabase.query(
        connection,
        FIND,
        RefreshTokens::first,
        limits.onePerPerson(),
        now,
        limits.lifetime().map(now::minus).orElse(null),
        limits.idle().map(now::minus).orElse(null),
        token);
  }

  /// Replaces the active token by its successor.
  static void rotate(Connection connection, String used, String next, Origin origin, Instant at)
      throws SQLException {
    AuthDatabase.update(connection, ROTATE, at, used, next, origin.userAgent(), origin.address());
  }

  static void revokeFamily(Connection connection, UUID sessionId, Instant at) throws SQLException {
    AuthDatabase.update(connection, REVOKE_FAMILY, at, sessionId);
  }

  private static Optional<Shown> first(ResultSet rows) throws SQLException {
    if (!rows.next()) return Optional.empty();
    return Optional.of(
        new Shown(
            UserRows.user(rows),
            rows.getBoolean("revoked") ? UserRows.instant(rows, "shown_updated_at") : null,
            UserRows.instant(rows, "shown_updated_at"),
            rows.getObject("session_id", UUID.class),
            UserRows.instant(rows, "session_began"),
            UserRows.instant(rows, "session_used"),
            UserRows.instant(rows, "not_after"),
            rows.getBoolean("newer_session"),
            rows.getString("active_token"),
            rows.getString("active_parent"),
            Sessions.proofs(rows.getString("proofs"))));
  }
}
