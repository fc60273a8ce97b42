package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestDatabase;
import io.eventlive.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Inserts of a crowd over HTTP: who waits goes together, and nobody notices but the disk.
///
/// A lock that the test holds makes the first one wait, so that the rest gathers behind it however
/// fast the machine is.
class GroupCommitTest {
  private static final int CROWD = 130;
  private static final Duration SOON = Duration.ofSeconds(30);

  /// Patient enough to wait for this test's locks inside a batch.
  private static TestServer patient;

  private static TestServer hasty;

  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private record Person(String id, String token) {}

  @BeforeAll
  static void start() {
    patient = TestServer.start(Map.of("EVENTLIVE_INSERT_LOCK_WAIT", "10s"));
    hasty = TestServer.start();
  }

  @AfterAll
  static void stop() {
    THREADS.shutdownNow();
    patient.close();
    hasty.close();
  }

  @Test
  void registersACrowdInAHandfulOfTransactions() throws Exception {
    String webinar = webinar(patient, 10_000);
    List<Person> people = people(patient, CROWD);
    double before = sum(patient, "eventlive_inserts_together_members_count");

    List<Future<HttpResponse<String>>> answers;
    try (Connection lock = seatsTaken(patient, webinar)) {
      answers = new ArrayList<>(List.of(sent(() -> register(patient, webinar, people.getFirst()))));
      awaitLockWait(patient, 1);
      for (Person person : people.subList(1, CROWD)) {
        answers.add(sent(() -> register(patient, webinar, person)));
      }
      Eventually.within(SOON, "everybody waits", () -> open(patient) >= CROWD);
      lock.rollback();
    }

    assertThat(statuses(answers)).containsOnly(201);
    assertThat(registered(patient, webinar)).isEqualTo(Integer.toString(CROWD));
    // The first alone, then 64, then 64, then the last.
    assertThat(sum(patient, "eventlive_inserts_together_members_count") - before).isEqualTo(4);
    assertThat(
            patient
                .database()
                .value(
                    "select count(distinct created_at) from public.registrations"
                        + " where webinar_id = ?::uuid",
                    webinar))
        .as("one transaction has one time")
        .isEqualTo("4");
  }

  /// Everybody tries his own registration, somebody else's, and questions in rooms that are and are
  /// not his.
  @Test
  void judgesEverybodyInACrowdByHisOwnToken() throws Exception {
    long seed = System.nanoTime();
    System.out.println("GroupCommitTest seed " + seed);
    String webinar = webinar(hasty, null);
    String other = webinar(hasty, null);
    List<Person> people = people(hasty, 60);
    List<Callable<String>> asked = new ArrayList<>();
    for (int i = 0; i < people.size(); i++) {
      Person self = people.get(i);
      Person neighbour = people.get((i + 1) % people.size());
      asked.add(expecting(201, () -> register(hasty, webinar, self)));
      asked.add(expecting(403, () -> post(hasty, "registrations", self, other, neighbour, "")));
      asked.add(
          expecting(403, () -> post(hasty, "questions", self, other, self, ",\"content\":\"?\"")));
      asked.add(
          expecting(
              403, () -> post(hasty, "messages", self, other, neighbour, ",\"content\":\"\"")));
    }
    Collections.shuffle(asked, new Random(seed));

    List<Future<String>> answers = asked.stream().map(GroupCommitTest::sent).toList();

    for (Future<String> answer : answers) assertThat(answer.get()).as("seed %d", seed).isEmpty();
    assertThat(registered(hasty, webinar)).isEqualTo("60");
    assertThat(registered(hasty, other)).isEqualTo("0");
    assertThat(
            hasty
                .database()
                .value("select count(*) from public.questions where webinar_id = ?::uuid", other))
        .isEqualTo("0");
  }

  @Test
  void answersEachAsIfItHadComeAlone() throws Exception {
    String webinar = webinar(hasty, null);
    Person person = people(hasty, 1).getFirst();
    Person stranger = people(hasty, 1).getFirst();
    String said =
        ",\"content\":\"hello\",\"client_msg_id\":\"00000000-0000-4000-8000-000000000001\"";

    HttpResponse<String> first = register(hasty, webinar, person);
    HttpResponse<String> again = register(hasty, webinar, person);
    HttpResponse<String> message = post(hasty, "messages", person, webinar, person, said);
    HttpResponse<String> twice = post(hasty, "messages", person, webinar, person, said);
    HttpResponse<String> foreign =
        post(hasty, "questions", stranger, webinar, stranger, ",\"content\":\"?\"");
    HttpResponse<String> single =
        hasty.send(
            hasty
                .request("/rest/v1/questions?select=content", person.token())
                .header("Prefer", "return=representation")
                .header("Accept", "application/vnd.pgrst.object+json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"webinar_id\":\"%s\",\"user_id\":\"%s\",\"content\":\"why?\"}"
                            .formatted(webinar, person.id())))
                .build());

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).as("a repeat is no error").isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body()).contains(person.id());
    assertThat(message.statusCode()).isEqualTo(201);
    assertThat(twice.statusCode()).as("another unique key").isEqualTo(409);
    assertThat(twice.body()).contains("23505", "messages_client_msg_unique");
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(foreign.body())
        .contains(
            "42501", "new row violates row-level security policy for table \\\"questions\\\"");
    assertThat(single.statusCode()).as(single.body()).isEqualTo(201);
    assertThat(single.body()).isEqualTo("{\"content\":\"why?\"}");
    assertThat(sum(hasty, "eventlive_inserts_together_members_sum")).isGreaterThanOrEqualTo(4);
  }

  @Test
  void makesNobodyWaitForANeighboursLock() throws Exception {
    String locked = webinar(hasty, 100);
    String free = webinar(hasty, null);
    List<Person> people = people(hasty, 2);
    double before = alone(hasty, "locked");

    try (Connection lock = seatsTaken(hasty, locked)) {
      Future<HttpResponse<String>> stuck = sent(() -> register(hasty, locked, people.getFirst()));
      awaitLockWait(hasty, 1);

      assertThat(register(hasty, free, people.getLast()).statusCode()).isEqualTo(201);

      assertThat(stuck).isNotDone();
      lock.rollback();
      assertThat(stuck.get().statusCode()).isEqualTo(201);
    }
    assertThat(alone(hasty, "locked") - before).isEqualTo(1);
    assertThat(registered(hasty, locked)).isEqualTo("1");
  }

  @Test
  void sellsNoSeatTwiceHoweverPeopleComeIn() throws Exception {
    int seats = 20;
    String webinar = webinar(hasty, seats);
    List<Future<HttpResponse<String>>> answers = new ArrayList<>();
    for (Person person : people(hasty, 60)) {
      boolean joins = answers.size() % 3 == 0;
      answers.add(
          sent(() ->
              joins
                  ? hasty.post(
                      "/rest/v1/rpc/join_webinar",
                      person.token(),
                      "{\"webinar_id\":\"%s\"}".formatted(webinar))
                  : register(hasty, webinar, person)));
    }

    List<Integer> statuses = statuses(answers);

    assertThat(registered(hasty, webinar)).isEqualTo(Integer.toString(seats));
    assertThat(statuses.stream().filter(status -> status < 300)).hasSize(seats);
    assertThat(statuses.stream().filter(status -> status >= 400 && status < 500))
        .hasSize(60 - seats);
  }

  @Test
  void leavesAloneWhatIsNoPlainInsertOfOneRowAndSaysWhy() throws Exception {
    String webinar = webinar(hasty, null);
    Person person = people(hasty, 1).getFirst();
    register(hasty, webinar, person);
    String pair = "{\"webinar_id\":\"%s\",\"user_id\":\"%s\"}".formatted(webinar, person.id());
    String question = pair.replace("}", ",\"content\":\"?\"}");
    Map<String, Double> before = aloneByReason(hasty);

    hasty.post("/rest/v1/questions", person.token(), "[" + question + "," + question + "]");
    hasty.send(
        hasty
            .request("/rest/v1/registrations", person.token())
            .header("Prefer", "resolution=merge-duplicates")
            .POST(BodyPublishers.ofString(pair))
            .build());
    hasty.post("/rest/v1/questions", person.token(), question.replace("?", "?".repeat(17 * 1024)));

    Map<String, Double> after = aloneByReason(hasty);
    for (String reason : List.of("rows", "size", "merges")) {
      assertThat(after.getOrDefault(reason, 0.0) - before.getOrDefault(reason, 0.0))
          .as(reason)
          .isEqualTo(1);
    }
  }

  @Test
  void groupsNothingWhereTheSchemaIsSomebodyElses() throws Exception {
    try (TestDatabase database = TestDatabase.fresh()) {
      database.execute("drop function eventlive.insert_together");
      try (TestServer existing =
          TestServer.serving(database, database.administratorUrl(), Map.of())) {
        String webinar = webinar(existing, null);
        String person =
            database
                .rows(
                    "insert into auth.users (id, email) values (gen_random_uuid(), 'a@example.com')"
                        + " returning id")
                .getFirst();
        HttpResponse<String> answer =
            existing.post(
                "/rest/v1/registrations",
                existing.keys().serviceRoleKey(),
                "{\"webinar_id\":\"%s\",\"user_id\":\"%s\"}".formatted(webinar, person));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(sum(existing, "eventlive_inserts_together_members_count")).isZero();
      }
    }
  }

  private static Callable<String> expecting(int status, Callable<HttpResponse<String>> call) {
    return () -> {
      HttpResponse<String> answer = call.call();
      return answer.statusCode() == status ? "" : answer.statusCode() + ": " + answer.body();
    };
  }

  private static HttpResponse<String> register(TestServer server, String webinar, Person person) {
    return post(server, "registrations", person, webinar, person, "");
  }

  private static HttpResponse<String> post(
      TestServer server, String table, Person as, String webinar, Person named, String more) {
    return server.send(
        server
            .request("/rest/v1/" + table, as.token())
            .header("Prefer", "return=representation")
            .POST(
                BodyPublishers.ofString(
                    "{\"webinar_id\":\"%s\",\"user_id\":\"%s\"%s}"
                        .formatted(webinar, named.id(), more)))
            .build());
  }

  private static <T> Future<T> sent(Callable<T> call) {
    return THREADS.submit(call);
  }

  private static List<Integer> statuses(List<Future<HttpResponse<String>>> answers)
      throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (Future<HttpResponse<String>> answer : answers) statuses.add(answer.get().statusCode());
    return statuses;
  }

  private static List<Person> people(TestServer server, int count) throws Exception {
    List<Future<Person>> coming = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      coming.add(
          sent(() -> {
            String body = server.post("/auth/v1/signup", server.keys().anonKey(), "{}").body();
            JsonNode session = JsonMapper.shared().readTree(body);
            return new Person(
                session.get("user").get("id").asString(), session.get("access_token").asString());
          }));
    }
    List<Person> people = new ArrayList<>();
    for (Future<Person> person : coming) people.add(person.get());
    return people;
  }

  private static String webinar(TestServer server, @Nullable Integer seats) {
    return server
        .database()
        .rows(
            """
            with agency as (insert into public.agencies (name) values ('Agency') returning id),
            client as (
              insert into public.clients (agency_id, name)
              select id, 'Client' from agency returning id)
            insert into public.webinars (client_id, title, state, access_policy, max_participants)
            select id, 'A webinar', 'live', 'guest_allowed', nullif(?, 'null')::integer from client
            returning id
            """,
            String.valueOf(seats))
        .getFirst();
  }

  private static String registered(TestServer server, String webinar) {
    return String.valueOf(
        server
            .database()
            .value(
                "select count(*) from public.registrations where webinar_id = ?::uuid", webinar));
  }

  /// Holds the lock that whoever registers for the webinar takes first.
  private static Connection seatsTaken(TestServer server, String webinar) throws Exception {
    Connection connection = server.database().asAdministrator();
    connection.setAutoCommit(false);
    TestDatabase.rows(
        connection,
        "select pg_advisory_xact_lock(hashtextextended('eventlive.seats ' || ?::uuid, 0))",
        webinar);
    return connection;
  }

  private static void awaitLockWait(TestServer server, int count) {
    Eventually.within(
        SOON,
        "somebody waits for the lock",
        () ->
            Integer.parseInt(
                    String.valueOf(
                        server
                            .database()
                            .value(
                                "select count(*) from pg_stat_activity where"
                                    + " wait_event_type = 'Lock' and datname = current_database()")))
                >= count);
  }

  private static double open(TestServer server) {
    return sum(server, "http_server_open_connections");
  }

  private static double alone(TestServer server, String reason) {
    return aloneByReason(server).getOrDefault(reason, 0.0);
  }

  private static Map<String, Double> aloneByReason(TestServer server) {
    Map<String, Double> counts = new HashMap<>();
    metrics(server)
        .filter(line -> line.startsWith("eventlive_inserts_alone_total{"))
        .forEach(
            line -> counts.put(line.split("\"", -1)[1], Double.valueOf(line.split(" ", -1)[1])));
    return counts;
  }

  private static double sum(TestServer server, String name) {
    return metrics(server)
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static Stream<String> metrics(TestServer server) {
    return Arrays.stream(
        server.get("/metrics", server.keys().operatorKey()).body().split("\n", -1));
  }
}
