package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.TestCluster;
import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A process that is killed after the commit of a refresh and before its answer: the client has
/// only the old token, and is signed in all the same.
///
/// A standby that does not exist holds PostgreSQL exactly there: the commit is on disk, and whoever
/// committed waits for the word of the standby.
class RefreshKillTest {
  private static final Duration AT_MOST = Duration.ofMinutes(2);

  @TempDir Path temporary;

  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.shutdownNow();
  }

  @Test
  void whoGotNoAnswerShowsTheOldTokenAgainAndStaysSignedIn() throws Exception {
    ServerProcess first = start();
    JsonNode server = first.awaitReady();
    String databaseUrl = server.get("databaseUrl").asString();
    String old =
        body(client.send(signUp(server), BodyHandlers.ofString())).path("refresh_token").asString();
    try (Connection database = TestCluster.connect(databaseUrl)) {
      standBy(database, "alter system set synchronous_standby_names = 'nobody'");
      CompletableFuture<HttpResponse<String>> unanswered =
          client.sendAsync(refresh(server, old), BodyHandlers.ofString());
      Eventually.within(
          AT_MOST, "the refresh is on disk and not acknowledged", () -> isCommitting(database));

      first.signal("KILL");
      first.awaitEnd();

      assertThat(unanswered).failsWithin(AT_MOST);
      standBy(database, "alter system reset synchronous_standby_names");
      Eventually.within(AT_MOST, "the commit is over", () -> !isCommitting(database));
    }
    Files.delete(first.readyFile());

    try (ServerProcess second = start()) {
      JsonNode again = second.awaitReady();
      CompletableFuture<HttpResponse<String>> one =
          client.sendAsync(refresh(again, old), BodyHandlers.ofString());
      CompletableFuture<HttpResponse<String>> two =
          client.sendAsync(refresh(again, old), BodyHandlers.ofString());

      String next = body(one.join()).path("refresh_token").asString();
      assertThat(next).isNotEmpty().isNotEqualTo(old);
      assertThat(body(two.join()).path("refresh_token").asString()).isEqualTo(next);
      assertThat(body(client.send(refresh(again, next), BodyHandlers.ofString())).has("user"))
          .isTrue();
      try (Connection database = TestCluster.connect(again.get("databaseUrl").asString())) {
        assertThat(
                TestDatabase.rows(
                    database, "select token from auth.refresh_tokens where parent = ?", old))
            .isEqualTo(List.of(next));
      }
    }
  }

  private ServerProcess start() throws IOException {
    return ServerProcess.start(
        temporary,
        Map.of("EVENTLIVE_PROGRAMS", TestCluster.binaries().toString()),
        "--data",
        temporary.resolve("data").toString());
  }

  private static void standBy(Connection database, String change) throws SQLException {
    TestDatabase.rows(database, change);
    TestDatabase.rows(database, "select pg_reload_conf()");
  }

  private static boolean isCommitting(Connection database) throws SQLException {
    return !TestDatabase.rows(
            database, "select 1 from pg_stat_activity where wait_event = 'SyncRep'")
        .isEmpty();
  }

  private static HttpRequest signUp(JsonNode server) {
    return post(server, "/auth/v1/signup", "{}");
  }

  private static HttpRequest refresh(JsonNode server, String token) {
    return post(
        server, "/auth/v1/token?grant_type=refresh_token", "{\"refresh_token\":\"" + token + "\"}");
  }

  private static HttpRequest post(JsonNode server, String path, String json) {
    return HttpRequest.newBuilder(URI.create(server.get("url").asString() + path))
        .timeout(AT_MOST)
        .header("apikey", server.get("anonKey").asString())
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json))
        .build();
  }

  private static JsonNode body(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }
}
