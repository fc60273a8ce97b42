package io.eventlive.auth;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was sent to a person or begun by them and is not used up yet: links and codes, a change of
/// address, codes that a browser has not exchanged. All of it ends where the person may no longer
/// trust who asked for it.
///
/// Whoever calls holds the person's lock ([UserRows#locked]), as does whoever uses something of
/// this up: otherwise two of them could each wait for the other.
final class Outstanding {
  private static final String FORGET =
      """
      with tokens as (
        delete from auth.one_time_tokens where user_id = ?
      ), exchanges as (
        delete from auth.flow_state
        where user_id = ? and auth_code is distinct from cast(? as text)
      )
      update auth.users
      set
        confirmation_token = '',
        recovery_token = '',
        reauthentication_token = '',
        email_change = '',
        email_change_token_new = '',
        email_change_token_current = '',
        email_change_confirm_status = 0
      where id = ?
      """;

  private static final String FORGET_EXCHANGES =
      "delete from auth.flow_state where user_id = ? and auth_code_issued_at is not null";

  private Outstanding() {}

  /// Makes all of it worthless.
  static void forget(Connection connection, UUID userId) throws SQLException {
    forgetBut(connection, userId, null);
  }

  /// The same except for one code that a browser may still exchange.
  ///
  /// @param authCode null for none
  static void forgetBut(Connection connection, UUID userId, @Nullable String authCode)
      throws SQLException {
    AuthDatabase.update(connection, FORGET, userId, userId, authCode, userId);
  }

  /// Makes the codes worthless for which a browser could get a session without asking anybody. A
  /// link that nobody has followed is no session yet: it stays.
  static void forgetExchanges(Connection connection, UUID userId) throws SQLException {
    AuthDatabase.update(connection, FORGET_EXCHANGES, userId);
  }
}
