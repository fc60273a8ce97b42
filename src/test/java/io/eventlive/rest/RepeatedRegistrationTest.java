package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.admission.Admission;
import io.eventlive.admission.AdmissionConfig;
import io.eventlive.database.Caller;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestSettings;
import io.eventlive.database.Role;
import io.eventlive.database.Statement;
import io.eventlive.database.TestWorkers;
import io.eventlive.database.Workers;
import io.eventlive.http.Doorway;
import io.eventlive.http.HttpConfig;
import io.eventlive.http.Routes;
import io.eventlive.registration.IdempotentTables;
import io.eventlive.registration.NotIdempotent;
import io.eventlive.rest.plan.CatalogueHints;
import io.eventlive.rest.plan.InputSyntax;
import io.eventlive.rest.plan.Planner;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.CatalogueReader;
import io.eventlive.schema.PreConfiguration;
import io.eventlive.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Registrations said again: over HTTP, on EventLive's own schema, with everything real but the
/// tokens, for which headers name the person and the session.
final class RepeatedRegistrationTest {
  private static final int AT_ONCE = 200;

  private final TestDatabase database = TestDatabase.fresh();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Serving serving = serve();

  RepeatedRegistrationTest() throws SQLException, IOException, NotIdempotent {}

  @BeforeEach
  void watchDeadRows() {
    database.execute("create extension pgstattuple");
    database.execute("alter table public.registrations set (autovacuum_enabled = false)");
  }

  @AfterEach
  void close() {
    serving.close();
    client.close();
    database.close();
  }

  @Test
  void makesOneRowOfTwoHundredSimultaneousPosts() {
    String person = person();
    String webinar = webinar();

    List<HttpResponse<String>> answers = simultaneously(AT_ONCE, _ -> post(webinar, person, "tab"));

    assertThat(answers.stream().filter(answer -> answer.statusCode() == 201)).hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200)).hasSize(AT_ONCE - 1);
    assertThat(bodies(answers)).hasSize(1);
    assertThat(bodies(answers).iterator().next()).contains(person, webinar);
    assertThat(database.value("select count(*) from public.registrations")).isEqualTo("1");
    assertThat(deadRows()).isEqualTo("0");
  }

  @Test
  void makesOneRowOfTwoTabs() {
    String person = person();
    String webinar = webinar();

    List<HttpResponse<String>> answers =
        simultaneously(AT_ONCE, i -> post(webinar, person, "tab " + i % 2));

    assertThat(answers.stream().filter(answer -> answer.statusCode() == 201)).hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200)).hasSize(AT_ONCE - 1);
    assertThat(bodies(answers)).hasSize(1);
    assertThat(deadRows()).isEqualTo("0");
  }

  @Test
  void makesOneRowAlsoOfThoseWhoComeTooLateToFollow() throws Exception {
    serving.close();
    serving = serve(1);
    String person = person();
    String webinar = webinar();

    List<HttpResponse<String>> answers = simultaneously(AT_ONCE, _ -> post(webinar, person, "tab"));

    assertThat(answers.stream().filter(answer -> answer.statusCode() == 201)).hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200)).hasSize(AT_ONCE - 1);
    assertThat(bodies(answers)).hasSize(1);
  }

  @Test
  void knowsARegistrationAgainAfterARestart() throws Exception {
    String person = person();
    String webinar = webinar();
    HttpResponse<String> first = send(post(webinar, person, "tab"));

    serving.close();
    serving = serve();
    HttpResponse<String> again = send(post(webinar, person, "tab"));

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
  }

  @Test
  void answersAnEmptyBodyWhereNoneIsAskedFor() {
    String person = person();
    String webinar = webinar();

    List<HttpResponse<String>> answers =
        simultaneously(
            10,
            _ ->
                request(
                        "/rest/v1/registrations",
                        "[{\"webinar_id\":\"%s\",\"user_id\":\"%s\"}]".formatted(webinar, person))
                    .header("person", person)
                    .build());

    assertThat(answers).extracting(HttpResponse::statusCode).containsOnlyOnce(201).contains(200);
    assertThat(answers).extracting(HttpResponse::statusCode).doesNotContain(409);
    assertThat(bodies(answers)).containsExactly("");
  }

  @Test
  void registersAgainWhoseRowIsTakenAwayWhileItIsLookedUp() throws Exception {
    String person = person();
    String webinar = webinar();
    assertThat(send(post(webinar, person, "tab")).statusCode()).isEqualTo(201);
    serving.close();
    serving = serve(0, () -> database.execute("delete from public.registrations"));

    HttpResponse<String> again = send(post(webinar, person, "tab"));

    assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
    assertThat(database.value("select count(*) from public.registrations")).isEqualTo("1");
  }

  /// Workers on whose connections something happens before a job's second statement.
  private record Interrupted(Workers workers, Runnable meanwhile) implements Workers {
    @Override
    public boolean offer(Job job) {
      return workers.offer(
          new Job() {
            @Override
            public void run(RequestConnection connection) {
              job.run(new BeforeSecond(connection, meanwhile));
            }

            @Override
            public void turnAway(Reason reason) {
              job.turnAway(reason);
            }
          });
    }
  }

  private static final class BeforeSecond implements RequestConnection {
    private final RequestConnection connection;
    private final Runnable meanwhile;
    private int statements;

    private BeforeSecond(RequestConnection connection, Runnable meanwhile) {
      this.connection = connection;
      this.meanwhile = meanwhile;
    }

    @Override
    public OptionalLong writtenBy() {
      return connection.writtenBy();
    }

    @Override
    public <T> T inOneSync(RequestSettings settings, Statement statement, ResultReader<T> reader)
        throws SQLException {
      if (++statements == 2) meanwhile.run();
      return connection.inOneSync(settings, statement, reader);
    }

    @Override
    public <T> Explained<T> inOneSync(
        RequestSettings settings, Statement explained, Statement statement, ResultReader<T> reader)
        throws SQLException {
      return connection.inOneSync(settings, explained, statement, reader);
    }

    @Override
    public <T> java.util.List<io.eventlive.database.Inserted<T>> together(
        java.util.List<io.eventlive.database.Insert> inserts,
        java.time.Duration lockWait,
        ResultReader<T> reader)
        throws SQLException {
      statements++;
      return connection.together(inserts, lockWait, reader);
    }

    @Override
    public <T> T inTransaction(RequestSettings settings, Work<T> work) throws SQLException {
      return connection.inTransaction(settings, work);
    }
  }

  @Test
  void showsNobodySomebodyElsesRow() {
    String owner = person();
    String stranger = person();
    String webinar = webinar();
    send(post(webinar, owner, "tab"));

    HttpResponse<String> answer =
        send(
            request(
                    "/rest/v1/registrations",
                    "{\"webinar_id\":\"%s\",\"user_id\":\"%s\"}".formatted(webinar, owner))
                .header("person", stranger)
                .header("Prefer", "return=representation")
                .build());

    assertThat(answer.statusCode()).isIn(403, 409);
    assertThat(answer.body()).doesNotContain(owner);
  }

  @Test
  void holdsForManyPeopleAndWebinarsAtOnce() {
    long seed = System.nanoTime();
    System.out.println("RepeatedRegistrationTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<String> people = List.of(person(), person(), person(), person(), person());
    List<String> webinars = List.of(webinar(), webinar(), webinar());
    List<String> asked = new ArrayList<>();
    List<HttpRequest> requests = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      String person = people.get(random.nextInt(people.size()));
      String webinar = webinars.get(random.nextInt(webinars.size()));
      asked.add(webinar + " " + person);
      requests.add(post(webinar, person, "tab " + random.nextInt(3)));
    }

    List<HttpResponse<String>> answers = simultaneously(AT_ONCE, requests::get);

    Map<String, Integer> made = new HashMap<>();
    Map<String, Set<String>> shown = new HashMap<>();
    for (int i = 0; i < AT_ONCE; i++) {
      HttpResponse<String> answer = answers.get(i);
      assertThat(answer.statusCode()).as("seed %d: %s", seed, answer.body()).isIn(200, 201);
      made.merge(asked.get(i), answer.statusCode() == 201 ? 1 : 0, Integer::sum);
      shown.computeIfAbsent(asked.get(i), _ -> new HashSet<>()).add(answer.body());
    }
    assertThat(made.values()).as("seed %d", seed).containsOnly(1);
    assertThat(shown.values()).as("seed %d", seed).allMatch(rows -> rows.size() == 1);
    assertThat(database.rows("select webinar_id || ' ' || user_id from public.registrations"))
        .containsExactlyInAnyOrderElementsOf(made.keySet());
    assertThat(deadRows()).isEqualTo("0");
  }

  private @org.jspecify.annotations.Nullable String deadRows() {
    return database.value("select dead_tuple_count from pgstattuple('public.registrations')");
  }

  private static Set<String> bodies(List<HttpResponse<String>> answers) {
    Set<String> bodies = new HashSet<>();
    answers.forEach(answer -> bodies.add(answer.body()));
    return bodies;
  }

  private String person() {
    return made(
        "insert into auth.users (id, email) values (gen_random_uuid(),"
            + " gen_random_uuid() || '@example.com') returning id");
  }

  private String webinar() {
    return made(
        """
        with agency as (insert into public.agencies (name) values ('Agency') returning id),
        client as (
          insert into public.clients (agency_id, name) select id, 'Client' from agency returning id)
        insert into public.webinars (client_id, title, state, access_policy)
        select id, 'A webinar', 'live', 'auth' from client
        returning id
        """);
  }

  private String made(String sql) {
    return database.rows(sql).getFirst();
  }

  private HttpRequest post(String webinar, String person, String session) {
    return request(
            "/rest/v1/registrations",
            "{\"webinar_id\":\"%s\",\"user_id\":\"%s\"}".formatted(webinar, person))
        .header("person", person)
        .header("session", session)
        .header("Prefer", "return=representation")
        .build();
  }

  private HttpRequest.Builder request(String path, String json) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + serving.doorway().port() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json));
  }

  private HttpResponse<String> send(HttpRequest request) {
    return simultaneously(1, _ -> request).getFirst();
  }

  private List<HttpResponse<String>> simultaneously(
      int count, java.util.function.IntFunction<HttpRequest> requests) {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(client.sendAsync(requests.apply(i), HttpResponse.BodyHandlers.ofString()));
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  /// The dialect behind a doorway.
  private record Serving(Doorway doorway, TestWorkers workers) {
    void close() {
      doorway.close();
      workers.close();
    }
  }

  private Serving serve() throws SQLException, IOException, NotIdempotent {
    return serve(RestConfig.DEFAULT.insertFollowers());
  }

  private Serving serve(int followers) throws SQLException, IOException, NotIdempotent {
    return serve(followers, () -> {});
  }

  private Serving serve(int followers, Runnable beforeSecondStatement)
      throws SQLException, IOException, NotIdempotent {
    RestConfig standard = RestConfig.DEFAULT;
    RestConfig config =
        new RestConfig(
            standard.rules(),
            standard.requestLimits(),
            standard.cachedShapes(),
            followers,
            standard.batching());
    Catalogue catalogue = catalogue();
    IdempotentTables idempotent =
        IdempotentTables.declared(List.of("registrations"), () -> catalogue);
    TestWorkers workers = TestWorkers.start(database.source(Role.AUTHENTICATOR), 4, _ -> {});
    Routes routes = new Routes();
    new RestRoutes(
            config,
            new RulesInForce(config.rules(), _ -> {}),
            request ->
                caller(request.headers().first("person"), request.headers().first("session")),
            () -> Optional.of(catalogue),
            new Planner(new CatalogueHints(), new InputSyntax(), idempotent::arbiterOf),
            new Interrupted(workers, beforeSecondStatement),
            new Admission(AdmissionConfig.DEFAULT, 4, _ -> false, _ -> {}, new Random(7)),
            SharedReads.none(workers),
            _ -> {})
        .register(routes);
    return new Serving(
        Doorway.open(
            HttpConfig.defaults("127.0.0.1", 0), routes, _ -> {}, Clock.systemUTC(), new Random(7)),
        workers);
  }

  private Catalogue catalogue() throws SQLException {
    try (Connection connection = database.as(Role.EVENTLIVE_WATCHER)) {
      return new CatalogueReader("authenticator", List.of("public"), PreConfiguration.NONE)
          .read(connection, 1);
    }
  }

  private static Caller caller(Optional<String> person, Optional<String> session) {
    return new Caller(
        "authenticated",
        "{\"sub\":\"%s\",\"role\":\"authenticated\",\"session_id\":\"%s\"}"
            .formatted(person.orElseThrow(), session.orElse("")),
        person);
  }
}
