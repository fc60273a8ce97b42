package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Refusal;
import io.eventlive.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What ends on this server ends at once for `/rest/v1` too, although the token has not expired and
/// was verified before.
final class EndedAccessTest {
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
  void aSessionThatWasSignedOutReadsNothingMore() {
    kit.confirmed("out@example.com", "password 1");
    String here = kit.signIn("out@example.com", "password 1").text("access_token");
    String there = kit.signIn("out@example.com", "password 1").text("access_token");
    assertThat(roleOf(here)).isEqualTo("authenticated");

    kit.post("/logout?scope=local", here, null);

    assertRefused(here, "Session of the JWT has ended");
    assertThat(roleOf(there)).isEqualTo("authenticated");
    kit.post("/logout", there, null);
    assertRefused(there, "Session of the JWT has ended");
  }

  @Test
  void aBannedPersonReadsNothingUntilTheBanIsOverOrLifted() {
    Answer session = kit.anonymous();
    String token = session.text("access_token");
    String path = "/admin/users/" + session.body().at("/user/id").asString();
    assertThat(roleOf(token)).isEqualTo("authenticated");

    put(path, "{\"ban_duration\":\"10m\"}");
    assertRefused(token, "User of the JWT is banned or gone");
    kit.clock.advance(Duration.ofMinutes(10));
    assertThat(roleOf(token)).isEqualTo("authenticated");

    put(path, "{\"ban_duration\":\"10m\"}");
    assertRefused(token, "User of the JWT is banned or gone");
    put(path, "{\"ban_duration\":\"none\"}");
    assertThat(roleOf(token)).isEqualTo("authenticated");
  }

  @Test
  void aRemovedPersonReadsNothing() {
    Answer session = kit.anonymous();
    String token = session.text("access_token");

    kit.delete("/admin/users/" + session.body().at("/user/id").asString(), Forge.SERVICE, null);

    assertRefused(token, "User of the JWT is banned or gone");
  }

  @Test
  void aNewPasswordEndsEveryOtherSessionForReadingToo() {
    kit.confirmed("changed@example.com", "password 1");
    String old = kit.signIn("changed@example.com", "password 1").text("access_token");
    String own = kit.signIn("changed@example.com", "password 1").text("access_token");

    kit.send(
        "PUT", "/user", "{\"password\":\"password 2\"}", Map.of("authorization", "Bearer " + own));

    assertRefused(old, "Session of the JWT has ended");
    assertThat(roleOf(own)).isEqualTo("authenticated");
  }

  @Test
  void aChangeThatEndsNothingEndsNothing() {
    Answer session = kit.anonymous();
    String token = session.text("access_token");

    put(
        "/admin/users/" + session.body().at("/user/id").asString(),
        "{\"user_metadata\":{\"nickname\":\"Attendee 1\"}}");

    assertThat(roleOf(token)).isEqualTo("authenticated");
  }

  @Test
  void anAdministratorWhoIsBannedOrSignedOutAdministersNothingMore() {
    Answer made = kit.confirmed("admin@example.com", "password 1");
    String path = "/admin/users/" + made.text("id");
    put(path, "{\"role\":\"service_role\"}");
    String here = kit.signIn("admin@example.com", "password 1").text("access_token");
    String there = kit.signIn("admin@example.com", "password 1").text("access_token");
    assertThat(kit.get("/admin/users", here).status()).isEqualTo(200);

    kit.post("/logout?scope=local", here, null);
    assertThat(kit.get("/admin/users", here).code()).isEqualTo("session_not_found");
    assertThat(kit.get("/admin/users", there).status()).isEqualTo(200);

    put(path, "{\"ban_duration\":\"10m\"}");
    assertThat(kit.get("/admin/users", there).code()).isEqualTo("user_banned");
    assertThat(kit.post("/invite", there, "{\"email\":\"a@example.com\"}").code())
        .isEqualTo("user_banned");

    kit.delete(path, Forge.SERVICE, null);
    assertThat(kit.get("/admin/users", there).code()).isEqualTo("user_not_found");
  }

  @Test
  void aServiceThatNamesItselfInItsTokenNeedsNoSession() {
    String token = Forge.hs256("{\"role\":\"service_role\",\"sub\":\"mailer\"}");

    assertThat(kit.get("/admin/users", token).status()).isEqualTo(200);
  }

  private void put(String path, String body) {
    Answer answer = kit.send("PUT", path, body, Map.of("authorization", "Bearer " + Forge.SERVICE));
    assertThat(answer.status()).isEqualTo(200);
  }

  private void assertRefused(String token, String message) {
    Refusal refusal = catchThrowableOfType(Refusal.class, () -> roleOf(token));
    assertThat(refusal.code().wireCode()).isEqualTo("PGRST303");
    assertThat(refusal.code().status()).isEqualTo(401);
    assertThat(refusal.message()).isEqualTo(message);
  }

  private String roleOf(String token) {
    Map<String, String> headers =
        Map.of("apikey", Forge.KEYS.publishable(), "authorization", "Bearer " + token);
    return kit.callers
        .of(
            new HttpRequest(
                "r1",
                "GET",
                "/rest/v1/webinars",
                "",
                HttpHeaders.of(headers),
                new byte[0],
                "203.0.113.7"))
        .role();
  }
}
