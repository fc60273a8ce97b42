package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `GET /user` and `POST /logout`: what a session is worth, and when it is over.
final class SignedInTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();

  private final AuthKit kit = new AuthKit(DATABASE);

  @AfterAll
  static void dropDatabase() {
    DATABASE.close();
  }

  @AfterEach
  void closeKit() {
    kit.close();
  }

  @Test
  void aPersonSeenWithinTheLastSecondCostsNoQuery() {
    String token = kit.anonymous().text("access_token");
    Answer first = kit.get("/user", token);
    int before = kit.connections.get();

    for (int i = 0; i < 100; i++) {
      kit.clock.advance(Duration.ofMillis(9));
      assertThat(kit.get("/user", token).body()).isEqualTo(first.body());
    }

    assertThat(kit.connections.get()).isEqualTo(before);
  }

  @Test
  void aSecondLaterThePersonIsReadAgain() {
    Answer session = kit.anonymous();
    String token = session.text("access_token");
    kit.get("/user", token);
    DATABASE.execute(
        "update auth.users set raw_user_meta_data = '{\"nickname\":\"new\"}' where id = '%s'"
            .formatted(session.body().path("user").path("id").asString()));
    int before = kit.connections.get();

    kit.clock.advance(Duration.ofSeconds(1));
    Answer later = kit.get("/user", token);

    assertThat(later.body().path("user_metadata").path("nickname").asString()).isEqualTo("new");
    assertThat(kit.connections.get()).isEqualTo(before + 1);
  }

  @Test
  void aStampedeOfOneSessionIsOneQuery() throws InterruptedException {
    String token = kit.anonymous().text("access_token");
    int before = kit.connections.get();

    Race<Answer> race = new Race<>(64, () -> kit.get("/user", token));

    assertThat(race.results()).allMatch(answer -> answer.status() == 200);
    assertThat(kit.connections.get()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?scope=global", "?scope=local"})
  void afterSigningOutTheSessionIsNotFoundAtOnce(String scope) {
    String token = kit.anonymous().text("access_token");
    assertThat(kit.get("/user", token).status()).isEqualTo(200);

    Answer out = kit.post("/logout" + scope, token, null);

    assertThat(out.status()).isEqualTo(204);
    assertThat(out.raw().body()).isEmpty();
    Answer user = kit.get("/user", token);
    assertThat(user.status()).isEqualTo(403);
    assertThat(user.code()).isEqualTo("session_not_found");
    assertThat(user.text("message"))
        .isEqualTo("Session from session_id claim in JWT does not exist");
    assertThat(kit.post("/logout", token, null).code()).isEqualTo("session_not_found");
  }

  @Test
  void eachScopeEndsItsOwnSessions() {
    kit.confirmed("three@example.com", "password 1");
    String one = kit.signIn("three@example.com", "password 1").text("access_token");
    String two = kit.signIn("three@example.com", "password 1").text("access_token");
    String three = kit.signIn("three@example.com", "password 1").text("access_token");
    kit.get("/user", one);
    kit.get("/user", two);
    kit.get("/user", three);

    kit.post("/logout?scope=local", three, null);
    assertThat(kit.get("/user", three).code()).isEqualTo("session_not_found");
    assertThat(kit.get("/user", one).status()).isEqualTo(200);

    kit.post("/logout?scope=others", one, null);
    assertThat(kit.get("/user", one).status()).isEqualTo(200);
    assertThat(kit.get("/user", two).code()).isEqualTo("session_not_found");

    kit.post("/logout?scope=global", one, null);
    assertThat(kit.get("/user", one).code()).isEqualTo("session_not_found");
  }

  @Test
  void nobodyIsSignedOutByAnotherPersonsLogout() {
    String mine = kit.anonymous().text("access_token");
    String theirs = kit.anonymous().text("access_token");

    kit.post("/logout?scope=global", mine, null);

    assertThat(kit.get("/user", theirs).status()).isEqualTo(200);
  }

  @Test
  void anUnknownScopeIsRefused() {
    Answer answer = kit.post("/logout?scope=all", kit.anonymous().text("access_token"), null);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("message")).isEqualTo("Unsupported logout scope \"all\"");
  }

  @Test
  void withoutTokenNobodyIsSignedIn() {
    Answer none = kit.send("GET", "/user", null, Map.of());
    Answer basic = kit.send("GET", "/user", null, Map.of("authorization", "Basic eDp5"));

    assertThat(none.status()).isEqualTo(401);
    assertThat(none.code()).isEqualTo("no_authorization");
    assertThat(none.text("message")).isEqualTo("This endpoint requires a valid Bearer token");
    assertThat(basic.code()).isEqualTo("no_authorization");
  }

  @Test
  void aKeyIsNobody() {
    for (String key :
        new String[] {Forge.ANON, Forge.SERVICE, Forge.KEYS.publishable(), Forge.KEYS.secret()}) {
      Answer answer = kit.get("/user", key);

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.code()).isEqualTo("bad_jwt");
      assertThat(answer.text("message")).isEqualTo("invalid claim: missing sub claim");
    }
  }

  @Test
  void aForgedOrExpiredTokenIsABadJwt() {
    String token = kit.anonymous().text("access_token");

    Answer forged = kit.get("/user", token.substring(0, token.length() - 4) + "AAAA");
    kit.clock.advance(Duration.ofMinutes(61));
    Answer expired = kit.get("/user", token);

    assertThat(forged.status()).isEqualTo(403);
    assertThat(forged.code()).isEqualTo("bad_jwt");
    assertThat(expired.code()).isEqualTo("bad_jwt");
    assertThat(expired.text("message"))
        .isEqualTo("invalid JWT: unable to parse or verify signature, JWT expired");
  }

  @Test
  void aTokenWhoseClaimsAreNoIdsIsABadJwt() {
    assertThat(kit.get("/user", Forge.hs256("{\"sub\":\"me\",\"role\":\"authenticated\"}")).code())
        .isEqualTo("bad_jwt");
    assertThat(
            kit.get(
                    "/user",
                    Forge.hs256(
                        "{\"sub\":\"00000000-0000-4000-8000-000000000001\","
                            + "\"role\":\"authenticated\",\"session_id\":\"x\"}"))
                .text("message"))
        .isEqualTo("invalid claim: session_id claim must be a UUID");
  }

  @Test
  void aSessionOfAnotherPersonIsNotFound() {
    String mine = kit.anonymous().body().path("user").path("id").asString();
    kit.anonymous();
    String theirSession =
        String.valueOf(
            DATABASE.value("select id from auth.sessions where user_id::text <> ? limit 1", mine));

    Answer answer =
        kit.get(
            "/user",
            Forge.hs256(
                "{\"sub\":\"%s\",\"role\":\"authenticated\",\"session_id\":\"%s\"}"
                    .formatted(mine, theirSession)));

    assertThat(answer.code()).isEqualTo("session_not_found");
  }

  @Test
  void aTokenThatSomebodyElseIssuedWithOurSecretNeedsNoSession() {
    String id = kit.anonymous().body().path("user").path("id").asString();

    Answer answer =
        kit.get("/user", Forge.hs256("{\"sub\":\"%s\",\"role\":\"authenticated\"}".formatted(id)));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("id")).isEqualTo(id);
  }

  @Test
  void aPersonWhoWasRemovedByAnotherNodeIsGoneWithinASecond() {
    Answer session = kit.anonymous();
    String token = session.text("access_token");
    kit.get("/user", token);
    DATABASE.execute(
        "delete from auth.users where id = '%s'"
            .formatted(session.body().path("user").path("id").asString()));

    kit.clock.advance(Duration.ofSeconds(1));
    Answer answer = kit.get("/user", token);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("user_not_found");
    assertThat(answer.text("message")).isEqualTo("User from sub claim in JWT does not exist");
  }

  @Test
  void aBannedPersonIsRefused() {
    Answer session = kit.anonymous();
    DATABASE.execute(
        "update auth.users set banned_until = '2026-11-23 08:00+00' where id = '%s'"
            .formatted(session.body().path("user").path("id").asString()));

    Answer answer = kit.get("/user", session.text("access_token"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("user_banned");
  }
}
