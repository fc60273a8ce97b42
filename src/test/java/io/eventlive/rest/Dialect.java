package io.eventlive.rest;

import io.eventlive.admission.Admission;
import io.eventlive.admission.AdmissionConfig;
import io.eventlive.answers.AnswerStore;
import io.eventlive.changes.ChangeFeed;
import io.eventlive.database.Caller;
import io.eventlive.database.Role;
import io.eventlive.database.TestWorkers;
import io.eventlive.database.Workers;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Routes;
import io.eventlive.http.TestRoutes;
import io.eventlive.observation.Observation;
import io.eventlive.rest.plan.Arbiters;
import io.eventlive.rest.plan.CatalogueHints;
import io.eventlive.rest.plan.InputSyntax;
import io.eventlive.rest.plan.Planner;
import io.eventlive.rest.plan.ValueCheck;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.CatalogueReader;
import io.eventlive.schema.PreConfiguration;
import io.eventlive.schema.QualifiedName;
import io.eventlive.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// The dialect over a database of its own: everything real but the doorway and the tokens, for
/// which the headers `as` and `sub` stand in.
final class Dialect implements AutoCloseable {
  private static final Map<QualifiedName, List<String>> IDEMPOTENT =
      Map.of(
          new QualifiedName("public", "attending"), List.of("event_id", "person"),
          new QualifiedName("public", "registrations"), List.of("webinar_id", "user_id"));

  private final TestDatabase database = TestDatabase.fresh();
  private final TestWorkers workers;
  private final Routes routes = new Routes();
  private final AtomicInteger offered = new AtomicInteger();
  private final Queue<Observation> observed = new ConcurrentLinkedQueue<>();
  private final Catalogue catalogue;

  /// Over tables of a test's own, of which `attending` is idempotent by (event_id, person).
  static Dialect over(String sql) {
    return new Dialect(sql, Map.of(), new InputSyntax());
  }

  /// Over a database that sets rules of its own.
  ///
  /// @param rules settings of PostgREST by name, without `pgrst.`
  static Dialect over(String sql, Map<String, String> rules) {
    return new Dialect(sql, rules, new InputSyntax());
  }

  /// With rules and a guard of a test's own.
  static Dialect over(String sql, Map<String, String> rules, ValueCheck values) {
    return new Dialect(sql, rules, values);
  }

  /// Where answers are shared until the feed tells of a change; each answer from memory is compared
  /// with PostgreSQL's.
  static Dialect sharing(String sql, ChangeFeed feed) {
    return new Dialect(sql, Map.of(), new InputSyntax(), Optional.of(feed));
  }

  private Dialect(String sql, Map<String, String> rules, ValueCheck values) {
    this(sql, rules, values, Optional.empty());
  }

  private Dialect(
      String sql, Map<String, String> rules, ValueCheck values, Optional<ChangeFeed> feed) {
    database.execute(sql);
    rules.forEach((name, value) ->
        database.execute(
            "alter role authenticator in database \"%s\" set pgrst.%s = '%s'"
                .formatted(database.name(), name, value)));
    workers = TestWorkers.start(database.source(Role.AUTHENTICATOR), 4, observed::add);
    catalogue = read();
    Arbiters arbiters = table -> Optional.ofNullable(IDEMPOTENT.get(table));
    Workers counted =
        job -> {
          offered.incrementAndGet();
          return workers.offer(job);
        };
    new RestRoutes(
            RestConfig.DEFAULT,
            new RulesInForce(RestConfig.DEFAULT.rules(), observed::add),
            Dialect::caller,
            () -> Optional.of(catalogue),
            new Planner(new CatalogueHints(), values, arbiters),
            counted,
            new Admission(AdmissionConfig.DEFAULT, 4, _ -> false, observed::add, new Random(7)),
            feed.map(each -> shared(each, counted)).orElseGet(() -> SharedReads.none(counted)),
            observed::add)
        .register(routes);
  }

  private SharedReads shared(ChangeFeed feed, Workers counted) {
    Duration second = Duration.ofSeconds(1);
    return new SharedReads(
        new SharedReads.Settings(true, second, second, 1),
        AnswerStore.Limits.DEFAULT,
        feed,
        () -> "1:1:",
        counted,
        observed::add);
  }

  /// The caller whom the headers `as` and `sub` name.
  private static Caller caller(HttpRequest request) {
    String role = request.headers().first("as").orElse("service_role");
    Optional<String> subject = request.headers().first("sub");
    String sub = subject.map(id -> ",\"sub\":\"" + id + "\"").orElse("");
    return new Caller(role, "{\"role\":\"" + role + "\"" + sub + "}", subject);
  }

  private Catalogue read() {
    PreConfiguration configuration = new PreConfiguration("", RulesInForce.names(), observed::add);
    try (Connection connection = database.asAdministrator()) {
      return new CatalogueReader("authenticator", List.of("public", "other"), configuration)
          .read(connection, 1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  TestDatabase database() {
    return database;
  }

  /// How many requests were handed to the workers so far.
  int offered() {
    return offered.get();
  }

  Queue<Observation> observed() {
    return observed;
  }

  Answer get(String target, String... headers) {
    return send("GET", target, "", headers);
  }

  Answer post(String target, String body, String... headers) {
    return send("POST", target, body, headers);
  }

  Answer patch(String target, String body, String... headers) {
    return send("PATCH", target, body, headers);
  }

  Answer delete(String target, String... headers) {
    return send("DELETE", target, "", headers);
  }

  /// @param target path below `/rest/v1` and query
  /// @param headers names and values in turn
  Answer send(String method, String target, String body, String... headers) {
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? "" : target.substring(question + 1);
    Map<String, String> lines = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) lines.put(headers[i], headers[i + 1]);
    HttpRequest request =
        new HttpRequest(
            "test",
            method,
            "/rest/v1" + path,
            query,
            HttpHeaders.of(lines),
            body.getBytes(StandardCharsets.UTF_8),
            "127.0.0.1");
    return new Answer(TestRoutes.answer(routes, request));
  }

  /// An answer, read.
  record Answer(HttpAnswer answer) {
    int status() {
      return answer.status();
    }

    String body() {
      return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /// The body without the line breaks that `json_agg` puts between rows.
    String rows() {
      return body().replace(", \n ", ",");
    }

    String header(String name) {
      return answer.header(name).orElse("");
    }
  }

  @Override
  public void close() {
    workers.close();
    database.close();
  }
}
