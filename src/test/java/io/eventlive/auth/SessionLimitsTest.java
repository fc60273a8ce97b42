package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.testing.TestDatabase;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Sessions that are over although nobody signed out.
final class SessionLimitsTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final Optional<Duration> NEVER = Optional.empty();
  private static final Optional<Duration> HOUR = Optional.of(Duration.ofHours(1));

  @AfterAll
  static void dropDatabase() {
    DATABASE.close();
  }

  @Test
  void aSessionLivesForItsTimeHoweverMuchItIsUsed() {
    try (AuthKit kit = kit(HOUR, NEVER, false)) {
      String token = kit.anonymous().text("refresh_token");
      kit.clock.advance(Duration.ofMinutes(30));
      token = kit.refresh(token).text("refresh_token");
      kit.clock.advance(Duration.ofMinutes(30));
      token = kit.refresh(token).text("refresh_token");
      kit.clock.advance(Duration.ofSeconds(1));

      assertExpired(kit.refresh(token), "Session Expired");
    }
  }

  @Test
  void aSessionThatIsUsedInTimeGoesOnAndOneThatIsNotIsOver() {
    try (AuthKit kit = kit(NEVER, HOUR, false)) {
      String token = kit.anonymous().text("refresh_token");
      for (int i = 0; i < 3; i++) {
        kit.clock.advance(Duration.ofMinutes(60));
        token = kit.refresh(token).text("refresh_token");
      }
      kit.clock.advance(Duration.ofMinutes(60).plusSeconds(1));

      assertExpired(kit.refresh(token), "Session Expired (Inactivity)");
    }
  }

  @Test
  void ofAPersonsSessionsOnlyTheOneUsedLastGoesOn() {
    try (AuthKit kit = kit(NEVER, NEVER, true)) {
      kit.confirmed("single@example.com", "password 1");
      String desk = kit.signIn("single@example.com", "password 1").text("refresh_token");
      kit.clock.advance(Duration.ofMinutes(1));
      String phone = kit.signIn("single@example.com", "password 1").text("refresh_token");
      String somebodyElses = kit.anonymous().text("refresh_token");

      assertExpired(kit.refresh(desk), "Session Expired (Revoked by Newer Login)");
      assertThat(kit.refresh(phone).status()).isEqualTo(200);
      assertThat(kit.refresh(somebodyElses).status()).isEqualTo(200);
    }
  }

  @Test
  void aSessionThatIsOverItselfPushesNobodyOut() {
    try (AuthKit kit = kit(HOUR, NEVER, true)) {
      kit.confirmed("over@example.com", "password 1");
      String first = kit.signIn("over@example.com", "password 1").text("refresh_token");
      kit.clock.advance(Duration.ofMinutes(1));
      Answer second = kit.signIn("over@example.com", "password 1");
      DATABASE.execute(
          "update auth.sessions set not_after = created_at where id = '%s'"
              .formatted(AuthKit.claims(second).path("session_id").asString()));

      assertThat(kit.refresh(first).status()).isEqualTo(200);
    }
  }

  @Test
  void withoutLimitsManySessionsLastForYears() {
    try (AuthKit kit = kit(NEVER, NEVER, false)) {
      kit.confirmed("many@example.com", "password 1");
      String first = kit.signIn("many@example.com", "password 1").text("refresh_token");
      kit.signIn("many@example.com", "password 1");
      kit.clock.advance(Duration.ofDays(1_000));

      assertThat(kit.refresh(first).status()).isEqualTo(200);
    }
  }

  private static void assertExpired(Answer answer, String why) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("session_expired");
    assertThat(answer.text("message")).isEqualTo("Invalid Refresh Token: " + why);
  }

  private static AuthKit kit(Optional<Duration> lifetime, Optional<Duration> idle, boolean one) {
    AuthConfig.Sessions limits = new AuthConfig.Sessions(lifetime, idle, one);
    return new AuthKit(DATABASE, config -> Configs.sessions(config, limits));
  }
}
