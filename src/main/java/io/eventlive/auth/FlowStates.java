package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Statements on `auth.flow_state`: one row for each link that a browser asked for with a
/// challenge, until the browser has exchanged the code that the link gave it.
final class FlowStates {
  private static final Duration KEPT = Duration.ofDays(1);

  private static final String BEGIN =
      """
      insert into auth.flow_state (
        id, user_id, auth_code, code_challenge_method, code_challenge, provider_type,
        authentication_method, created_at, updated_at)
      values (?, ?, ?, cast(? as auth.code_challenge_method), ?, ?, ?, ?, ?)
      """;

  private static final String SWEEP =
      """
      delete from auth.flow_state
      where id in (
        select id from auth.flow_state where created_at < ? order by created_at limit 100
        for update skip locked)
      """;

  private static final String ISSUE =
      """
      update auth.flow_state
      set auth_code_issued_at = ?, updated_at = ?
      where id = (
        select id from auth.flow_state
        where user_id = ? and authentication_method = ? and auth_code is not null
        order by created_at desc, id
        limit 1)
      returning auth_code
      """;

  private static final String HOLDER = "select user_id from auth.flow_state where auth_code = ?";

  private static final String FIND =
      """
      select
        id, user_id, code_challenge_method, code_challenge, authentication_method,
        auth_code_issued_at
      from auth.flow_state
      where
        auth_code = ?
        and auth_code_issued_at is not null
        and user_id is not null
        and code_challenge is not null
      for update
      """;

  private static final String END = "delete from auth.flow_state where id = ?";

  private final Secrets secrets;
  private final Duration validFor;

  FlowStates(Secrets secrets, Duration validFor) {
    this.secrets = secrets;
    this.validFor = validFor;
  }

  /// Whose code it was, and how they proved who they are.
  record Exchanged(UUID userId, String method) {}

  /// Remembers a challenge, and forgets some of those that nobody came back for.
  void begin(Connection connection, UUID userId, String method, Challenge challenge, Instant now)
      throws SQLException {
    AuthDatabase.update(connection, SWEEP, now.minus(KEPT));
    AuthDatabase.update(
        connection,
        BEGIN,
        secrets.id(),
        userId,
        secrets.id().toString(),
        challenge.method(),
        challenge.challenge(),
        method,
        method,
        now,
        now);
  }

  /// The code for the browser that asked last.
  ///
  /// @throws AuthRefusal where none did
  String issue(Connection connection, UUID userId, String method, Instant now) throws SQLException {
    return AuthDatabase.query(
            connection,
            ISSUE,
            rows -> rows.next() ? Optional.of(rows.getString(1)) : Optional.<String>empty(),
            now,
            now,
            userId,
            method)
        .orElseThrow(() ->
            new AuthRefusal(
                ErrorCode.FLOW_STATE_NOT_FOUND, 400, "No associated flow state found."));
  }

  /// Uses a code up. The person is locked before the code, as by everybody who ends it.
  ///
  /// @throws AuthRefusal where it is none, too old, or somebody else's
  Exchanged exchange(Connection connection, String code, String verifier, Instant now)
      throws SQLException {
    @Nullable UUID holder =
        AuthDatabase.query(
            connection, HOLDER, rows -> rows.next() ? rows.getObject(1, UUID.class) : null, code);
    if (holder != null) UserRows.lock(connection, holder);
    Found found =
        AuthDatabase.query(connection, FIND, FlowStates::first, code)
            .orElseThrow(() ->
                new AuthRefusal(
                    ErrorCode.FLOW_STATE_NOT_FOUND,
                    "invalid flow state, no valid flow state found"));
    if (now.isAfter(found.issuedAt().plus(validFor))) {
      throw new AuthRefusal(
          ErrorCode.FLOW_STATE_EXPIRED, "invalid flow state, flow state has expired");
    }
    if (!found.challenge().isMetBy(verifier)) {
      throw new AuthRefusal(
          ErrorCode.BAD_CODE_VERIFIER,
          "code challenge does not match previously saved code verifier");
    }
    AuthDatabase.update(connection, END, found.id());
    return found.exchanged();
  }

  private record Found(UUID id, Challenge challenge, Instant issuedAt, Exchanged exchanged) {}

  private static Optional<Found> first(ResultSet rows) throws SQLException {
    if (!rows.next()) return Optional.empty();
    Instant issuedAt = UserRows.instant(rows, "auth_code_issued_at");
    return Optional.of(
        new Found(
            rows.getObject("id", UUID.class),
            new Challenge(
                rows.getString("code_challenge_method"), rows.getString("code_challenge")),
            issuedAt == null ? Instant.EPOCH : issuedAt,
            new Exchanged(
                rows.getObject("user_id", UUID.class), rows.getString("authentication_method"))));
  }
}
