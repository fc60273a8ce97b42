package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.testing.SupabaseFixture;
import io.eventlive.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Sign-in on the tables of Supabase Auth itself, with its people, constraints and triggers: every
/// statement of ours has to work on both.
final class SupabaseTablesTest {
  /// Supabase Auth cannot read a user in which one of these is null.
  private static final List<String> NEVER_NULL =
      List.of(
          "confirmation_token",
          "recovery_token",
          "email_change_token_new",
          "email_change",
          "email_change_token_current",
          "phone_change",
          "phone_change_token",
          "reauthentication_token");

  private static final TestDatabase DATABASE = TestDatabase.likeSupabase();
  private static final AuthKit KIT =
      new AuthKit(DATABASE, config -> Configs.manualLinking(Configs.autoConfirmed(config)));

  @AfterAll
  static void close() {
    KIT.close();
    DATABASE.close();
  }

  @Test
  void peopleWhoCameFromSupabaseSignInWithTheirPasswordsAndGoOn() {
    Answer session = KIT.signIn("host-1@example.com", SupabaseFixture.PASSWORD);
    assertThat(session.status()).isEqualTo(200);
    assertThat(session.body().at("/user/identities").size()).isPositive();

    Answer refreshed = KIT.refresh(session.text("refresh_token"));

    assertThat(refreshed.status()).isEqualTo(200);
    assertThat(KIT.refresh(session.text("refresh_token")).text("refresh_token"))
        .isEqualTo(refreshed.text("refresh_token"));
    assertThat(KIT.get("/user", refreshed.text("access_token")).status()).isEqualTo(200);
    assertThat(KIT.post("/logout", refreshed.text("access_token"), null).status()).isEqualTo(204);
    assertThat(KIT.refresh(refreshed.text("refresh_token")).code())
        .isEqualTo("refresh_token_not_found");
  }

  @Test
  void newPeopleLookAsSupabaseAuthWouldHaveMadeThem() {
    Answer anonymous = KIT.anonymous();
    Answer signedUp =
        KIT.post("/signup", "{\"email\":\"new@example.com\",\"password\":\"password 1\"}");
    Answer made = KIT.confirmed("made@example.com", "password 1");

    assertThat(List.of(anonymous.status(), signedUp.status(), made.status())).containsOnly(200);
    for (Answer answer : List.of(anonymous, signedUp, made)) {
      String id = answer.body().path("user").path("id").asString(answer.text("id"));
      for (String column : NEVER_NULL) {
        assertThat(DATABASE.value("select " + column + " from auth.users where id::text = ?", id))
            .as(column)
            .isEmpty();
      }
      assertThat(
              DATABASE.value(
                  "select instance_id::text || aud || role from auth.users where id::text = ?", id))
          .isEqualTo("00000000-0000-0000-0000-000000000000authenticatedauthenticated");
    }
    String session = AuthKit.claims(anonymous).path("session_id").asString();
    assertThat(
            DATABASE.value(
                "select aal::text || ' ' || user_agent || ' ' || host(ip)"
                    + " from auth.sessions where id::text = ?",
                session))
        .isEqualTo("aal1 test 203.0.113.7");
    assertThat(
            DATABASE.value(
                "select authentication_method from auth.mfa_amr_claims where session_id::text = ?",
                session))
        .isEqualTo("anonymous");
  }

  @Test
  void administratorsAndPeopleChangeWhatTheyMay() {
    Answer session = signedIn("changes@example.com");
    String path = "/admin/users/" + session.body().at("/user/id").asString();

    assertThat(
            put("/user", session.text("access_token"), "{\"data\":{\"nickname\":\"A\"}}").status())
        .isEqualTo(200);
    assertThat(put("/user", session.text("access_token"), "{\"password\":\"password 2\"}").status())
        .isEqualTo(200);
    assertThat(put(path, Forge.SERVICE, "{\"email\":\"changed@example.com\"}").status())
        .isEqualTo(200);
    assertThat(put(path, Forge.SERVICE, "{\"ban_duration\":\"1h\"}").body().has("banned_until"))
        .isTrue();
    assertThat(KIT.get("/admin/users?filter=changed%40", Forge.SERVICE).body().path("users").size())
        .isEqualTo(1);
    assertThat(KIT.delete(path, Forge.SERVICE, "{\"should_soft_delete\":true}").status())
        .isEqualTo(200);
    assertThat(KIT.signIn("changed@example.com", "password 2").code())
        .isEqualTo("invalid_credentials");
  }

  @Test
  void somebodyIsRemovedWithEverythingThatSignInKeepsOfThem() {
    Answer session = signedIn("removed@example.com");
    String id = session.body().at("/user/id").asString();

    assertThat(KIT.delete("/admin/users/" + id, Forge.SERVICE, null).status()).isEqualTo(200);

    for (String table : List.of("identities", "sessions", "refresh_tokens")) {
      assertThat(
              DATABASE.value("select count(*) from auth." + table + " where user_id::text = ?", id))
          .as(table)
          .isEqualTo("0");
    }
  }

  @Test
  void anIdentityIsTakenAway() {
    Answer session = signedIn("linked@example.com");
    String google = UUID.randomUUID().toString();
    DATABASE.execute(
        """
        insert into auth.identities (id, provider_id, user_id, identity_data, provider, created_at)
        values ('%s', '%s', '%s', '{"email":"linked@example.com"}', 'google', now())
        """
            .formatted(google, google, session.body().at("/user/id").asString()));

    assertThat(
            KIT.delete("/user/identities/" + google, session.text("access_token"), null).status())
        .isEqualTo(200);
  }

  private static Answer signedIn(String address) {
    KIT.confirmed(address, "password 1");
    return KIT.signIn(address, "password 1");
  }

  private static Answer put(String path, String bearer, String body) {
    return KIT.send("PUT", path, body, Map.of("authorization", "Bearer " + bearer));
  }
}
