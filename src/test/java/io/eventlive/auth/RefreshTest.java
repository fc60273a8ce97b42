package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RefreshTest {
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
  void anActiveTokenIsReplaced() {
    Answer session = kit.anonymous();
    kit.clock.advance(Duration.ofMinutes(50));

    Answer refreshed = kit.refresh(session.text("refresh_token"));

    assertThat(refreshed.status()).isEqualTo(200);
    assertThat(refreshed.text("refresh_token")).isNotEqualTo(session.text("refresh_token"));
    assertThat(refreshed.body().path("user").path("id"))
        .isEqualTo(session.body().path("user").path("id"));
    assertThat(claim(refreshed, "session_id")).isEqualTo(claim(session, "session_id"));
    assertThat(claim(refreshed, "amr")).isEqualTo(claim(session, "amr"));
    assertThat(claim(refreshed, "exp")).isNotEqualTo(claim(session, "exp"));
    assertThat(
            DATABASE.rows(
                "select token, revoked, parent from auth.refresh_tokens"
                    + " where session_id::text = ? order by id",
                claim(session, "session_id").replace("\"", "")))
        .containsExactly(
            session.text("refresh_token") + "|t|",
            refreshed.text("refresh_token") + "|f|" + session.text("refresh_token"));
  }

  @Test
  void aLostAnswerIsGivenAgainHoweverLate() {
    String first = kit.anonymous().text("refresh_token");
    String second = kit.refresh(first).text("refresh_token");
    kit.clock.advance(Duration.ofDays(3));

    Answer again = kit.refresh(first);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text("refresh_token")).isEqualTo(second);
    assertThat(kit.refresh(second).status()).isEqualTo(200);
  }

  @Test
  void anOlderTokenIsGoodForTenSecondsAfterItsUse() {
    String first = kit.anonymous().text("refresh_token");
    String second = kit.refresh(first).text("refresh_token");
    String third = kit.refresh(second).text("refresh_token");
    kit.clock.advance(Duration.ofSeconds(10));

    Answer again = kit.refresh(first);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text("refresh_token")).isEqualTo(third);
  }

  @Test
  void anOlderTokenAfterThatEndsTheWholeFamily() {
    String first = kit.anonymous().text("refresh_token");
    String second = kit.refresh(first).text("refresh_token");
    String third = kit.refresh(second).text("refresh_token");
    kit.clock.advance(Duration.ofSeconds(11));

    Answer stolen = kit.refresh(first);

    assertThat(stolen.status()).isEqualTo(400);
    assertThat(stolen.code()).isEqualTo("refresh_token_already_used");
    assertThat(stolen.text("message")).isEqualTo("Invalid Refresh Token: Already Used");
    assertThat(kit.refresh(third).code()).isEqualTo("refresh_token_already_used");
    assertThat(kit.refresh(second).code()).isEqualTo("refresh_token_already_used");
  }

  @Test
  void anotherSessionOfTheSamePersonIsNotTouchedByThat() {
    kit.confirmed("two-devices@example.com", "password 1");
    String phone = kit.signIn("two-devices@example.com", "password 1").text("refresh_token");
    String desk = kit.signIn("two-devices@example.com", "password 1").text("refresh_token");
    kit.refresh(kit.refresh(phone).text("refresh_token"));
    kit.clock.advance(Duration.ofSeconds(11));

    assertThat(kit.refresh(phone).code()).isEqualTo("refresh_token_already_used");
    assertThat(kit.refresh(desk).status()).isEqualTo(200);
  }

  @Test
  void anUnknownTokenIsNotFound() {
    Answer answer = kit.refresh("unknown");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("refresh_token_not_found");
    assertThat(answer.text("message")).isEqualTo("Invalid Refresh Token: Refresh Token Not Found");
  }

  @Test
  void aTokenOfASessionThatWasSignedOutIsNotFound() {
    Answer session = kit.anonymous();
    kit.post("/logout", session.text("access_token"), null);

    assertThat(kit.refresh(session.text("refresh_token")).code())
        .isEqualTo("refresh_token_not_found");
  }

  @Test
  void aTokenWithoutSessionHasNoValidOne() {
    Answer session = kit.anonymous();
    DATABASE.execute(
        "update auth.refresh_tokens set session_id = null where token = '%s'"
            .formatted(session.text("refresh_token")));

    Answer answer = kit.refresh(session.text("refresh_token"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("session_not_found");
  }

  @Test
  void aSessionThatIsOverByTimeIsExpired() {
    Answer session = kit.anonymous();
    DATABASE.execute(
        "update auth.sessions set not_after = '2026-11-23 07:00:01+00' where id = '%s'"
            .formatted(claim(session, "session_id").replace("\"", "")));
    kit.clock.advance(Duration.ofSeconds(1));

    Answer answer = kit.refresh(session.text("refresh_token"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("session_expired");
  }

  @Test
  void aBannedPersonIsNotRefreshed() {
    Answer session = kit.anonymous();
    DATABASE.execute(
        "update auth.users set banned_until = '2026-11-23 08:00+00' where id = '%s'"
            .formatted(session.body().path("user").path("id").asString()));

    Answer answer = kit.refresh(session.text("refresh_token"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("user_banned");
  }

  @Test
  void aTokenIsNeeded() {
    Answer answer = kit.post("/token?grant_type=refresh_token", "{}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("message")).isEqualTo("refresh_token required");
  }

  @Test
  void simultaneousRefreshesGiveOneResult() throws InterruptedException {
    String token = kit.anonymous().text("refresh_token");

    Race<Answer> race = new Race<>(24, () -> kit.refresh(token));

    assertThat(race.results()).allMatch(answer -> answer.status() == 200);
    assertThat(race.results().stream().map(answer -> answer.text("refresh_token")).distinct())
        .hasSize(1);
    assertThat(DATABASE.value("select count(*) from auth.refresh_tokens where parent = ?", token))
        .isEqualTo("1");
  }

  @Test
  void aServerThatDiesBetweenCommitAndAnswerSignsNobodyOut() {
    String token = kit.anonymous().text("refresh_token");
    kit.losesCommit.set(true);
    Answer lost = kit.refresh(token);
    assertThat(lost.status()).isEqualTo(503);
    kit.clock.advance(Duration.ofMinutes(5));

    Answer again = kit.refresh(token);

    assertThat(again.status()).isEqualTo(200);
    assertThat(DATABASE.value("select count(*) from auth.refresh_tokens where parent = ?", token))
        .isEqualTo("1");
    assertThat(kit.refresh(again.text("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void aSessionThatIsHeldForTooLongIsAConflictAndHoldsNoConnection() throws Exception {
    Answer session = kit.anonymous();
    try (Connection holder = DATABASE.asAdministrator()) {
      holder.setAutoCommit(false);
      TestDatabase.rows(
          holder,
          "select id from auth.sessions where id::text = ? for update",
          claim(session, "session_id").replace("\"", ""));

      Answer answer = kit.refresh(session.text("refresh_token"));

      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.code()).isEqualTo("conflict");
      holder.rollback();
    }
    assertThat(kit.refresh(session.text("refresh_token")).status()).isEqualTo(200);
  }

  /// Tabs that share what they stored, answers that get lost, and time that passes: whatever
  /// happens within the rules, nobody is signed out, and there is one active token at the end.
  @Test
  void noOrderOfTabsAndLostAnswersSignsAnybodyOut() throws InterruptedException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Answer session = kit.anonymous();
    String stored = session.text("refresh_token");

    for (int round = 0; round < 25; round++) {
      String shown = stored;
      List<Callable<Answer>> tabs = new ArrayList<>();
      for (int tab = 0; tab <= random.nextInt(6); tab++) tabs.add(() -> kit.refresh(shown));
      List<Answer> answers = new Race<>(tabs).results();
      assertThat(answers)
          .as("seed %d, round %d", seed, round)
          .allMatch(answer -> answer.status() == 200);
      boolean answersLost = random.nextInt(3) == 0;
      if (!answersLost) {
        stored = answers.get(random.nextInt(answers.size())).text("refresh_token");
      }
      kit.clock.advance(Duration.ofSeconds(random.nextInt(30)));
    }

    assertThat(
            DATABASE.value(
                "select count(*) from auth.refresh_tokens"
                    + " where session_id::text = ? and not revoked",
                claim(session, "session_id").replace("\"", "")))
        .as("seed %d", seed)
        .isEqualTo("1");
    assertThat(kit.refresh(stored).status()).as("seed %d", seed).isEqualTo(200);
  }

  private static String claim(Answer answer, String name) {
    String[] parts = answer.text("access_token").split("\\.", -1);
    return Json.read(java.util.Base64.getUrlDecoder().decode(parts[1])).path(name).toString();
  }
}
