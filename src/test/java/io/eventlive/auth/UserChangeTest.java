package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.testing.TestDatabase;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// `PUT /user` and `PUT /admin/users/{id}`.
final class UserChangeTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final AuthKit KIT = new AuthKit(DATABASE);
  private static final String WAITING =
      "{\"email\":\"waiting@example.com\",\"password\":\"password 1\"}";

  @AfterAll
  static void close() {
    KIT.close();
    DATABASE.close();
  }

  @Test
  void whatIsKnownOfAPersonIsMergedAndSeenAtOnce() {
    String token = KIT.post("/signup", "{\"data\":{\"a\":1,\"b\":2}}").text("access_token");
    KIT.get("/user", token);

    Answer changed = put(token, "{\"data\":{\"b\":null,\"c\":3}}");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body().path("user_metadata").toString()).isEqualTo("{\"a\":1,\"c\":3}");
    assertThat(KIT.get("/user", token).body()).isEqualTo(changed.body());
  }

  @Test
  void aNewPasswordSignsEveryOtherDeviceOut() {
    KIT.confirmed("change@example.com", "password 1");
    String here = KIT.signIn("change@example.com", "password 1").text("access_token");
    String there = KIT.signIn("change@example.com", "password 1").text("access_token");
    KIT.get("/user", there);

    Answer changed = put(here, "{\"password\":\"password 2\"}");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(KIT.get("/user", here).status()).isEqualTo(200);
    assertThat(KIT.get("/user", there).code()).isEqualTo("session_not_found");
    assertThat(KIT.signIn("change@example.com", "password 1").code())
        .isEqualTo("invalid_credentials");
    assertThat(KIT.signIn("change@example.com", "password 2").status()).isEqualTo(200);
  }

  @Test
  void theSamePasswordIsRefused() {
    KIT.confirmed("same@example.com", "password 1");
    String token = KIT.signIn("same@example.com", "password 1").text("access_token");

    Answer answer = put(token, "{\"password\":\"password 1\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo("same_password");
    assertThat(put(token, "{\"password\":\"12345\"}").code()).isEqualTo("weak_password");
  }

  @Test
  void anAnonymousPersonHasNoPassword() {
    Answer answer = put(KIT.anonymous().text("access_token"), "{\"password\":\"password 1\"}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo("validation_failed");
  }

  @Test
  void nobodyChangesWhatAdministratorsSayOfThem() {
    KIT.confirmed("own@example.com", "password 1");
    String token = KIT.signIn("own@example.com", "password 1").text("access_token");

    Answer metadata = put(token, "{\"app_metadata\":{\"email_verified_by\":\"me\"}}");

    assertThat(metadata.status()).isEqualTo(403);
    assertThat(metadata.code()).isEqualTo("not_admin");
    assertThat(put(token, "{\"email\":\"OWN@example.com\"}").status()).isEqualTo(200);
  }

  @Test
  void metadataCannotGrowTooLargeForATokenByBits() {
    String token = KIT.anonymous().text("access_token");
    put(token, "{\"data\":{\"a\":\"" + "x".repeat(3_500) + "\"}}");

    Answer answer = put(token, "{\"data\":{\"b\":\"" + "x".repeat(3_500) + "\"}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("validation_failed");
  }

  @Test
  void anAdministratorSetsAPasswordAndEndsEverySession() {
    String id = KIT.confirmed("reset@example.com", "password 1").text("id");
    String token = KIT.signIn("reset@example.com", "password 1").text("access_token");
    KIT.get("/user", token);

    Answer changed = admin(id, "{\"password\":\"password 2\"}");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(KIT.get("/user", token).code()).isEqualTo("session_not_found");
    assertThat(KIT.signIn("reset@example.com", "password 2").status()).isEqualTo(200);
  }

  @Test
  void anAddressThatAnAdministratorChangesIsUnverifiedUntilItIsConfirmed() {
    String id = KIT.confirmed("moves@example.com", "password 1").text("id");

    Answer moved = admin(id, "{\"email\":\"Moved@example.com\"}");

    assertThat(moved.text("email")).isEqualTo("moved@example.com");
    assertThat(verifiedAddress(id)).isNull();
    assertThat(
            moved
                .body()
                .path("identities")
                .path(0)
                .path("identity_data")
                .path("email_verified")
                .asBoolean())
        .isFalse();

    admin(id, "{\"email_confirm\":true}");

    assertThat(verifiedAddress(id)).isEqualTo("moved@example.com");
    assertThat(KIT.signIn("moved@example.com", "password 1").status()).isEqualTo(200);
  }

  @Test
  void metadataDoesNotVerifyAnAddressByTheWay() {
    String id = KIT.post("/signup", WAITING).text("id");

    admin(id, "{\"app_metadata\":{\"email_verified_by\":null,\"team\":\"a\"}}");

    assertThat(
            DATABASE.value(
                "select raw_app_meta_data ->> 'email_verified_by' from auth.users"
                    + " where id::text = ?",
                id))
        .isEqualTo("none");
  }

  @Test
  void anAnonymousPersonBecomesAKnownOneWhenAnAdministratorVouches() {
    String id = KIT.anonymous().body().path("user").path("id").asString();

    Answer known =
        admin(
            id,
            "{\"email\":\"known@example.com\",\"password\":\"password 1\",\"email_confirm\":true}");

    assertThat(known.body().path("is_anonymous").asBoolean()).isFalse();
    assertThat(known.body().path("identities").size()).isEqualTo(1);
    assertThat(KIT.signIn("known@example.com", "password 1").status()).isEqualTo(200);
  }

  @Test
  void aBanIsSetAndLifted() {
    String id = KIT.confirmed("naughty@example.com", "password 1").text("id");
    String token = KIT.signIn("naughty@example.com", "password 1").text("access_token");
    KIT.get("/user", token);

    admin(id, "{\"ban_duration\":\"24h\"}");
    assertThat(KIT.get("/user", token).code()).isEqualTo("user_banned");
    assertThat(KIT.signIn("naughty@example.com", "password 1").code()).isEqualTo("user_banned");

    Answer lifted = admin(id, "{\"ban_duration\":\"none\"}");
    assertThat(lifted.body().has("banned_until")).isFalse();
    assertThat(KIT.signIn("naughty@example.com", "password 1").status()).isEqualTo(200);
  }

  @Test
  void aTakenAddressAndAnUnknownPersonAreRefused() {
    KIT.confirmed("one@example.com", "password 1");
    String id = KIT.confirmed("two@example.com", "password 1").text("id");

    assertThat(admin(id, "{\"email\":\"one@example.com\"}").code()).isEqualTo("email_exists");
    assertThat(admin("6f1c1a3e-0000-4000-8000-00000000ffff", "{}").code())
        .isEqualTo("user_not_found");
  }

  private static @Nullable String verifiedAddress(String id) {
    String address = DATABASE.value("select eventlive.verified_address(?::uuid)::text", id);
    return "null".equals(address) ? null : address;
  }

  private static Answer put(String token, String body) {
    return KIT.send("PUT", "/user", body, Map.of("authorization", "Bearer " + token));
  }

  private static Answer admin(String id, String body) {
    return KIT.send(
        "PUT", "/admin/users/" + id, body, Map.of("authorization", "Bearer " + Forge.SERVICE));
  }
}
