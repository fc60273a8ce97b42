package io.eventlive.auth;

import io.eventlive.auth.NewUser.VerifiedBy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What becomes of a person who has shown that an address is theirs.
final class AddressProof {
  /// Both prove the same address: the first that is used makes the other worthless.
  static final Set<TokenKind> OF_THE_ADDRESS = Set.of(TokenKind.CONFIRMATION, TokenKind.RECOVERY);

  private static final String WRITE =
      """
      update auth.users
      set
        email = ?,
        email_confirmed_at = ?,
        encrypted_password = ?,
        raw_app_meta_data = cast(? as jsonb),
        is_anonymous = false,
        confirmation_token = '',
        recovery_token = '',
        updated_at = ?
      where id = ?
      """;

  private static final String FORGET_PASSWORD =
      """
      update auth.users
      set encrypted_password = ''
      where id = ? and email_confirmed_at is null
      """;

  private AddressProof() {}

  /// Whether somebody has vouched for the address already.
  static boolean isVerified(User user) {
    if (user.emailConfirmedAt() == null || user.email().isEmpty()) return false;
    JsonNode verifiedBy = user.appMetadata().get("email_verified_by");
    if (verifiedBy != null) return !verifiedBy.asString().equals("none");
    return user.identities().stream()
        .anyMatch(identity ->
            user.email().equals(identity.email())
                && identity.data().path("email_verified").asString("").equals("true"));
  }

  /// The address is the person's, from now on.
  ///
  /// @param keepsPassword false where the password may be somebody else's
  static void write(
      Connection connection,
      User user,
      String address,
      VerifiedBy verifiedBy,
      boolean keepsPassword,
      Instant now)
      throws SQLException {
    @Nullable Instant confirmed = user.emailConfirmedAt();
    AuthDatabase.update(
        connection,
        WRITE,
        address,
        confirmed == null ? now : confirmed,
        keepsPassword ? user.passwordHash() : "",
        metadata(user.appMetadata(), verifiedBy).toString(),
        now,
        user.id());
    UserChange.writeIdentity(connection, user.id(), address, verifiedBy != VerifiedBy.NONE, now);
  }

  /// Forgets the password of somebody whose address nobody has confirmed.
  ///
  /// @return whether that is so, also after waiting for whoever confirmed it in this moment
  static boolean forgetPassword(Connection connection, UUID userId) throws SQLException {
    return AuthDatabase.update(connection, FORGET_PASSWORD, userId) == 1;
  }

  /// Other providers stay known.
  private static ObjectNode metadata(ObjectNode before, VerifiedBy verifiedBy) {
    ObjectNode after = NewUser.emailMetadata(verifiedBy);
    String mark = after.path("email_verified_by").asString();
    ObjectNode merged = before.deepCopy();
    if (!merged.has("provider")) merged.put("provider", "email");
    ArrayNode providers =
        merged.get("providers") instanceof ArrayNode known ? known : merged.putArray("providers");
    boolean listed = false;
    for (JsonNode one : providers) listed |= one.asString().equals("email");
    if (!listed) providers.add("email");
    return merged.put("email_verified_by", mark);
  }
}
