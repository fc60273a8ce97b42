package io.eventlive.testing;

import io.eventlive.database.TestCluster;
import io.eventlive.server.CannotStart;
import io.eventlive.server.Configuration;
import io.eventlive.server.Keys;
import io.eventlive.server.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole server in this JVM, on a free port, with a database of its own that is dropped when it
/// closes. Sign-ups are confirmed without mail.
///
/// ```java
/// try (TestServer server = TestServer.start()) {
///   HttpResponse<String> answer = server.get("/rest/v1/webinars", server.keys().anonKey());
/// }
/// ```
public final class TestServer implements AutoCloseable {
  private static final Duration ANSWER_AT_MOST = Duration.ofSeconds(60);

  private final TestDatabase database;
  private final Server server;
  private final HttpClient client;
  private final Map<String, String> environment;

  private TestServer(TestDatabase database, Server server, Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    this.database = database;
    this.server = server;
    this.client = HttpClient.newHttpClient();
  }

  public static TestServer start() {
    return start(Map.of());
  }

  /// Starts one with further settings.
  ///
  /// @param settings further `EVENTLIVE_…` variables
  public static TestServer start(Map<String, String> settings) {
    TestDatabase database = TestDatabase.fresh();
    return start(
        database,
        merged(
            Map.of(
                "EVENTLIVE_DATABASE", database.administratorUrl(), "EVENTLIVE_SCHEMA", "eventlive"),
            settings));
  }

  /// Serves a database that is not EventLive's, as it is.
  ///
  /// @param url of the login that the server is given
  public static TestServer serving(
      TestDatabase database, String url, Map<String, String> settings) {
    return start(
        database,
        merged(Map.of("EVENTLIVE_DATABASE", url, "EVENTLIVE_SCHEMA", "existing"), settings));
  }

  private static TestServer start(TestDatabase database, Map<String, String> settings) {
    try {
      Path folder = Files.createTempDirectory(TestCluster.scratch(), "server-");
      TestCluster.ofThisRun().keepPasswordsIn(folder.resolve("data/postgres"));
      Files.writeString(
          folder.resolve("data/eventlive.folder"), "EventLive data folder, format 1\n");
      Map<String, String> environment = new HashMap<>();
      environment.put("EVENTLIVE_PORT", "0");
      environment.put("EVENTLIVE_DATA", folder.resolve("data").toString());
      environment.put("EVENTLIVE_CONFIRM_WITHOUT_MAIL", "true");
      environment.put("EVENTLIVE_REQUEST_CONNECTIONS", "4");
      environment.putAll(settings);
      Configuration configuration = Configuration.of(environment);
      return new TestServer(
          database,
          Server.start(configuration, Clock.systemUTC(), new SecureRandom()),
          environment);
    } catch (IOException | CannotStart e) {
      database.close();
      throw new IllegalStateException("no server for a test: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> merged(Map<String, String> some, Map<String, String> others) {
    Map<String, String> all = new HashMap<>(some);
    all.putAll(others);
    return all;
  }

  public String url() {
    return server.url();
  }

  public Keys keys() {
    return server.keys();
  }

  /// The value of an `EVENTLIVE_…` variable that this server was started with.
  public String setting(String variable) {
    return environment.getOrDefault(variable, "");
  }

  public TestDatabase database() {
    return database;
  }

  /// Asks as whom the token says; the apikey is the anon key.
  public HttpResponse<String> get(String path, String token) {
    return send(request(path, token).GET().build());
  }

  /// Posts JSON as whom the token says; the apikey is the anon key.
  public HttpResponse<String> post(String path, String token, String json) {
    return send(request(path, token).POST(BodyPublishers.ofString(json)).build());
  }

  /// A request that is not complete yet, for other methods and headers.
  public HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .timeout(ANSWER_AT_MOST)
        .header("apikey", server.keys().anonKey())
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("no answer to " + request, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// A person who has signed up.
  public record Person(String id, String token) {}

  /// Signs somebody up.
  public Person signUp(String address) {
    HttpResponse<String> answer =
        post(
            "/auth/v1/signup",
            keys().anonKey(),
            "{\"email\":\"%s\",\"password\":\"correct horse\"}".formatted(address));
    if (answer.statusCode() != 200) throw new IllegalStateException(answer.body());
    JsonNode session = JsonMapper.shared().readTree(answer.body());
    return new Person(
        session.get("user").get("id").asString(), session.get("access_token").asString());
  }

  @Override
  public void close() {
    client.close();
    server.close();
    database.close();
  }
}
