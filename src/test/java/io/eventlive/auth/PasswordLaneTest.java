package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.http.HttpAnswer;
import io.eventlive.mail.Letter;
import io.eventlive.observation.Observation;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordLaneTest {
  @Test
  void everythingElseAnswersWhileTheLaneIsFull() throws Exception {
    try (TestDatabase database = TestDatabase.fresh();
        AuthKit kit = new AuthKit(database, Configs::narrowLane);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      kit.confirmed("host@example.com", "password 1");
      Answer session = kit.anonymous();
      CountDownLatch release = new CountDownLatch(1);
      CountDownLatch busy = new CountDownLatch(1);
      Future<String> running =
          threads.submit(() ->
              kit.lane()
                  .run(() -> {
                    busy.countDown();
                    release.await();
                    return "ran";
                  }));
      busy.await();
      Future<Answer> waiting = threads.submit(() -> kit.signIn("host@example.com", "password 1"));
      awaitOneWaiting(kit.lane());

      Answer turnedAway = kit.signIn("host@example.com", "password 1");
      Answer refreshed = kit.refresh(session.text("refresh_token"));
      Answer user = kit.get("/user", session.text("access_token"));
      Answer anonymous = kit.anonymous();
      Answer settings = kit.send("GET", "/settings", null, Map.of());
      Answer out = kit.post("/logout", anonymous.text("access_token"), null);

      assertThat(turnedAway.status()).isEqualTo(503);
      assertThat(turnedAway.code()).isEqualTo("EL_SIGN_IN_BUSY");
      assertThat(turnedAway.raw().header("retry-after").orElseThrow()).matches("[1-9][0-9]*");
      assertThat(kit.observations).contains(new Observation.PasswordLaneFull(1));
      assertThat(refreshed.status()).isEqualTo(200);
      assertThat(user.status()).isEqualTo(200);
      assertThat(anonymous.status()).isEqualTo(200);
      assertThat(settings.status()).isEqualTo(200);
      assertThat(out.status()).isEqualTo(204);
      assertThat(waiting.isDone()).isFalse();

      release.countDown();
      assertThat(running.get()).isEqualTo("ran");
      assertThat(waiting.get().status()).isEqualTo(200);
    }
  }

  @Test
  void aSecondSignUpLeavesThePasswordOfWhoeverIsConfirmedMeanwhile() throws Exception {
    try (TestDatabase database = TestDatabase.fresh();
        AuthKit kit = new AuthKit(database, Configs::narrowLaneAndMail);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String form = "{\"email\":\"attendee.1@example.com\",\"password\":\"%s\"}";
      kit.post("/signup", form.formatted("password 1"));
      Letter letter = kit.letter();
      CountDownLatch release = new CountDownLatch(1);
      Future<Boolean> running =
          threads.submit(() -> kit.lane().run(() -> release.await(60, TimeUnit.SECONDS)));
      Future<Answer> again =
          threads.submit(() -> kit.post("/signup", form.formatted("password 2")));
      awaitOneWaiting(kit.lane());

      Answer confirmed =
          kit.post(
              "/verify",
              "{\"type\":\"signup\",\"email\":\"attendee.1@example.com\",\"token\":\"%s\"}"
                  .formatted(letter.code()));
      release.countDown();

      assertThat(running.get()).isTrue();
      assertThat(confirmed.status()).isEqualTo(200);
      assertThat(again.get().status()).isEqualTo(200);
      assertThat(kit.letter()).isEqualTo(letter);
      assertThat(kit.signIn("attendee.1@example.com", "password 1").status()).isEqualTo(200);
    }
  }

  @Test
  void noConnectionIsHeldWhileAPasswordWaits() throws Exception {
    try (TestDatabase database = TestDatabase.fresh();
        AuthKit kit = new AuthKit(database, Configs::narrowLane);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      kit.confirmed("host@example.com", "password 1");
      CountDownLatch release = new CountDownLatch(1);
      Future<Boolean> running =
          threads.submit(() -> kit.lane().run(() -> release.await(60, TimeUnit.SECONDS)));
      Future<Answer> waiting = threads.submit(() -> kit.signIn("host@example.com", "password 1"));
      awaitOneWaiting(kit.lane());

      assertThat(kit.connectionsInUse.get()).isZero();

      release.countDown();
      assertThat(running.get()).isTrue();
      assertThat(waiting.get().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "encrypted_password = 'another'",
        "deleted_at = '2026-11-23 07:00+00'",
        "banned_until = '2026-11-23 08:00+00'"
      })
  void whatChangesWhileAPasswordIsCheckedIsSeen(String change) throws Exception {
    try (TestDatabase database = TestDatabase.fresh();
        AuthKit kit = new AuthKit(database, Configs::narrowLane);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      kit.confirmed("host@example.com", "password 1");
      CountDownLatch release = new CountDownLatch(1);
      Future<Boolean> running =
          threads.submit(() -> kit.lane().run(() -> release.await(60, TimeUnit.SECONDS)));
      Future<Answer> waiting = threads.submit(() -> kit.signIn("host@example.com", "password 1"));
      awaitOneWaiting(kit.lane());
      try (Connection administrator = database.asAdministrator();
          Statement statement = administrator.createStatement()) {
        administrator.setAutoCommit(false);
        statement.execute("update auth.users set " + change + " where email = 'host@example.com'");
        statement.execute("delete from auth.sessions");
        release.countDown();
        assertThat(running.get()).isTrue();
        awaitSomebodyLocked(database);

        administrator.commit();
      }

      assertThat(waiting.get().code()).isEqualTo("invalid_credentials");
      assertThat(database.rows("select 1 from auth.sessions")).isEmpty();
    }
  }

  @Test
  void whoeverWaitsForTooLongIsTurnedAwayWithATimeToReturn() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    try (PasswordLane lane =
            new PasswordLane(
                new AuthConfig.Lane(1, 10, Duration.ofSeconds(1)), new Random(7), _ -> {});
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // The first one is turned away too, although it has the thread.
      Future<?> first =
          threads.submit(() ->
              lane.run(() -> {
                busy.countDown();
                release.await();
                return "too late";
              }));
      busy.await();

      AuthRefusal refusal =
          catchThrowableOfType(AuthRefusal.class, () -> lane.run(() -> "never ran"));

      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.code().wireCode()).isEqualTo("EL_SIGN_IN_BUSY");
      assertThat(refusal.headers())
          .extracting(HttpAnswer.Header::name)
          .containsExactly("Retry-After");
      assertThat(lane.waiting()).isZero();
      assertThat(first).failsWithin(Duration.ofSeconds(60));
      release.countDown();
    }
  }

  @Test
  void aLaneThatIsClosedRefuses() {
    PasswordLane lane =
        new PasswordLane(AuthConfig.defaults(Forge.SECRET).passwordLane(), new Random(7), _ -> {});
    lane.close();

    AuthRefusal refusal = catchThrowableOfType(AuthRefusal.class, () -> lane.run(() -> "no"));

    assertThat(refusal.code().wireCode()).isEqualTo("EL_SIGN_IN_BUSY");
  }

  private static void awaitSomebodyLocked(TestDatabase database) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    String locked =
        "select 1 from pg_stat_activity"
            + " where datname = current_database() and wait_event_type = 'Lock'";
    while (database.rows(locked).isEmpty()) {
      if (System.nanoTime() > deadline) throw new AssertionError("nobody waits for a lock");
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void awaitOneWaiting(PasswordLane lane) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (lane.waiting() != 1) {
      if (System.nanoTime() > deadline) throw new AssertionError("nobody waits");
      LockSupport.parkNanos(1_000_000);
    }
  }
}
