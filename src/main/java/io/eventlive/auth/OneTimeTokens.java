package io.eventlive.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Statements on `auth.one_time_tokens`, and the tokens themselves.
///
/// A link's token is made of the address and the code under a key that only this installation has.
/// One row is therefore good for both, nobody can find a link by trying all codes, and whoever
/// reads the table does not learn the code.
final class OneTimeTokens {
  /// In front of a token that leads to a code for the browser that asked, not to a session.
  static final String PKCE = "pkce_";

  private static final String PUT =
      """
      insert into auth.one_time_tokens
        (id, user_id, token_type, token_hash, relates_to, created_at, updated_at)
      values (
        ?, ?, cast(? as auth.one_time_token_type), ?, ?,
        cast(? as timestamptz) at time zone 'utc', cast(? as timestamptz) at time zone 'utc')
      on conflict (user_id, token_type) do update
      set
        id = excluded.id,
        token_hash = excluded.token_hash,
        relates_to = excluded.relates_to,
        created_at = excluded.created_at,
        updated_at = excluded.updated_at
      """;

  private static final String HOLDER =
      """
      select user_id from auth.one_time_tokens
      where token_hash = any (?) and cast(token_type as text) = any (?)
      """;

  private static final String TAKE =
      """
      delete from auth.one_time_tokens
      where user_id = ? and token_hash = any (?) and cast(token_type as text) = any (?)
      returning cast(token_type as text), relates_to
      """;

  private static final String FORGET =
      """
      delete from auth.one_time_tokens
      where user_id = ? and cast(token_type as text) = any (?)
      """;

  private static final int HEX_DIGITS = 56; // as many as Supabase Auth's have

  private final SecretKey key;
  private final Secrets secrets;

  /// @param secret of this installation, from which the key is derived
  OneTimeTokens(String secret, Secrets secrets) {
    this.secrets = secrets;
    this.key =
        new SecretKeySpec(
            mac(
                new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"),
                "eventlive links and codes"),
            "HmacSHA256");
  }

  /// A token that was shown and is used up.
  ///
  /// @param address the one that it was sent to, of which alone it says anything
  record Taken(TokenKind kind, String address) {}

  /// The token that goes with a code in the hands of this address.
  String token(String address, String code) {
    byte[] mac = mac(key, address.length() + ":" + address + code);
    return HexFormat.of().formatHex(mac).substring(0, HEX_DIGITS);
  }

  /// Keeps a token in place of an older one of its kind.
  void put(
      Connection connection, UUID userId, TokenKind kind, String token, String address, Instant now)
      throws SQLException {
    AuthDatabase.update(connection, kind.update(), token, now, now, userId);
    AuthDatabase.update(
        connection, PUT, secrets.id(), userId, kind.word(), token, address, now, now);
  }

  /// Whose these tokens are, so that the person can be locked before one is taken.
  Optional<UUID> holder(Connection connection, List<String> tokens, Collection<TokenKind> kinds)
      throws SQLException {
    return AuthDatabase.query(
        connection,
        HOLDER,
        rows -> rows.next() ? Optional.of(rows.getObject(1, UUID.class)) : Optional.<UUID>empty(),
        connection.createArrayOf("text", tokens.toArray()),
        words(connection, kinds));
  }

  /// Uses up whichever of these tokens of a person exists. Whoever comes a moment later has waited
  /// for the person's lock, and finds nothing.
  Optional<Taken> take(
      Connection connection, UUID holder, List<String> tokens, Collection<TokenKind> kinds)
      throws SQLException {
    return AuthDatabase.query(
        connection,
        TAKE,
        rows ->
            rows.next()
                ? Optional.of(new Taken(TokenKind.of(rows.getString(1)), rows.getString(2)))
                : Optional.empty(),
        holder,
        connection.createArrayOf("text", tokens.toArray()),
        words(connection, kinds));
  }

  /// Makes outstanding tokens of these kinds worthless.
  void forget(Connection connection, UUID userId, Collection<TokenKind> kinds) throws SQLException {
    AuthDatabase.update(connection, FORGET, userId, words(connection, kinds));
  }

  private static Array words(Connection connection, Collection<TokenKind> kinds)
      throws SQLException {
    return connection.createArrayOf("text", kinds.stream().map(TokenKind::word).toArray());
  }

  private static byte[] mac(SecretKey key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every JDK has HmacSHA256
    }
  }
}
