package io.eventlive.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// People and sessions as Supabase Auth writes them: empty texts stay, absent times are left out.
final class UserJson {
  private UserJson() {}

  static ObjectNode user(User user) {
    ObjectNode json = Json.object();
    json.put("id", user.id().toString());
    json.put("aud", user.audience());
    json.put("role", user.role());
    json.put("email", user.email());
    put(json, "email_confirmed_at", user.emailConfirmedAt());
    put(json, "invited_at", user.invitedAt());
    json.put("phone", user.phone());
    put(json, "phone_confirmed_at", user.phoneConfirmedAt());
    put(json, "confirmation_sent_at", user.confirmationSentAt());
    put(json, "confirmed_at", user.confirmedAt());
    put(json, "recovery_sent_at", user.recoverySentAt());
    if (!user.newEmail().isEmpty()) json.put("new_email", user.newEmail());
    put(json, "email_change_sent_at", user.emailChangeSentAt());
    put(json, "last_sign_in_at", user.lastSignInAt());
    json.set("app_metadata", user.appMetadata());
    json.set("user_metadata", user.userMetadata());
    ArrayNode identities = json.putArray("identities");
    user.identities().forEach(identity -> identities.add(identity(identity)));
    put(json, "created_at", user.createdAt());
    put(json, "updated_at", user.updatedAt());
    put(json, "banned_until", user.bannedUntil());
    put(json, "deleted_at", user.deletedAt());
    json.put("is_anonymous", user.anonymous());
    return json;
  }

  static ObjectNode session(AccessTokens.Issued access, String refreshToken, User user) {
    return Json.object()
        .put("access_token", access.token())
        .put("token_type", "bearer")
        .put("expires_in", access.expiresIn())
        .put("expires_at", access.expiresAt())
        .put("refresh_token", refreshToken)
        .set("user", user(user));
  }

  private static ObjectNode identity(Identity identity) {
    ObjectNode json = Json.object();
    json.put("identity_id", identity.id().toString());
    json.put("id", identity.providerId());
    json.put("user_id", identity.userId().toString());
    json.set("identity_data", identity.data());
    json.put("provider", identity.provider());
    put(json, "last_sign_in_at", identity.lastSignInAt());
    put(json, "created_at", identity.createdAt());
    put(json, "updated_at", identity.updatedAt());
    if (identity.email() != null) json.put("email", identity.email());
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable Instant at) {
    if (at != null) json.put(name, at.toString());
  }
}
