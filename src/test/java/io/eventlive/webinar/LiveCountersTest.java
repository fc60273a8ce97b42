package io.eventlive.webinar;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestDatabase;
import io.eventlive.testing.TestServer;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `/eventlive/v1/counters` says is what `count(*)` says, whatever was written meanwhile.
final class LiveCountersTest {
  private static final TestServer SERVER = TestServer.start();
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int WEBINARS = 5;
  private static final int PEOPLE = 40;

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void countsWhatTheDatabaseCountsAlsoAcrossALossOfTheFeed() throws Exception {
    long seed = System.nanoTime();
    System.out.println("LiveCountersTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    write(random.split(), 50);
    awaitAgreement();
    AtomicReference<Throwable> failed = new AtomicReference<>();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      SplittableRandom own = random.split();
      writers.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  write(own, 200);
                } catch (SQLException | RuntimeException e) {
                  failed.set(e);
                }
              }));
    }
    SERVER
        .database()
        .value(
            "select count(pg_terminate_backend(active_pid))::text from pg_replication_slots"
                + " where database = current_database()");
    for (Thread writer : writers) writer.join();

    assertThat(failed.get()).isNull();
    awaitAgreement();
    SERVER.database().execute("truncate public.questions");
    awaitAgreement();
  }

  @Test
  void isForTheOperatorAlone() {
    assertThat(ask(SERVER.keys().anonKey()).statusCode()).isEqualTo(401);
    assertThat(ask(SERVER.keys().serviceRoleKey()).statusCode()).isEqualTo(401);
  }

  private static HttpResponse<String> ask(String key) {
    return SERVER.get("/eventlive/v1/counters", key);
  }

  private static void awaitAgreement() {
    Eventually.within(DEADLINE, "the counters agree", () -> counted().equals(inTheDatabase()));
  }

  /// One line for each number that is not zero.
  private static Set<String> counted() {
    HttpResponse<String> answer = ask(SERVER.keys().operatorKey());
    Set<String> lines = new TreeSet<>();
    if (answer.statusCode() != 200) return lines;
    JsonNode webinars = JsonMapper.shared().readTree(answer.body()).path("webinars");
    webinars
        .properties()
        .forEach(webinar ->
            webinar
                .getValue()
                .properties()
                .forEach(count -> {
                  if (count.getValue().asLong() != 0) {
                    lines.add(
                        webinar.getKey() + " " + count.getKey() + " " + count.getValue().asLong());
                  }
                }));
    return lines;
  }

  private static Set<String> inTheDatabase() {
    return new TreeSet<>(
        SERVER
            .database()
            .rows(
                """
                select webinar_id || ' registrations ' || count(*) from registrations
                group by webinar_id
                union all
                select webinar_id || ' questions ' || count(*) from questions group by webinar_id
                """));
  }

  private static void write(SplittableRandom random, int transactions) throws SQLException {
    try (Connection connection = SERVER.database().asAdministrator()) {
      // People and webinars are of no account here.
      TestDatabase.rows(connection, "set session_replication_role = replica");
      connection.setAutoCommit(false);
      for (int i = 0; i < transactions; i++) {
        int statements = 1 + random.nextInt(4);
        for (int j = 0; j < statements; j++) step(connection, random);
        if (random.nextInt(8) == 0) connection.rollback();
        else connection.commit();
      }
    }
  }

  private static void step(Connection connection, SplittableRandom random) throws SQLException {
    String webinar = id(random.nextInt(WEBINARS));
    String person = id(1_000 + random.nextInt(PEOPLE));
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 ->
          TestDatabase.rows(
              connection,
              "insert into registrations (webinar_id, user_id) values (?::uuid, ?::uuid)"
                  + " on conflict do nothing",
              webinar,
              person);
      case 4 ->
          TestDatabase.rows(
              connection,
              "delete from registrations where webinar_id = ?::uuid and user_id = ?::uuid",
              webinar,
              person);
      case 5 ->
          TestDatabase.rows(
              connection,
              "update registrations set role = 'moderator' where webinar_id = ?::uuid"
                  + " and user_id = ?::uuid",
              webinar,
              person);
      case 6, 7, 8 ->
          TestDatabase.rows(
              connection,
              "insert into questions (webinar_id, user_id, content) values (?::uuid, ?::uuid, '?')",
              webinar,
              person);
      default ->
          TestDatabase.rows(
              connection,
              "update questions set webinar_id = ?::uuid where id in"
                  + " (select id from questions where user_id = ?::uuid"
                  + " for update skip locked limit 1)",
              webinar,
              person);
    }
  }

  private static String id(int number) {
    return "00000000-0000-4000-8000-%012d".formatted(number);
  }
}
