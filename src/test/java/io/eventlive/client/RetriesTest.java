package io.eventlive.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.eventlive.client.NodeProject.Finished;
import io.eventlive.rehearsal.LegacyClient.Call;
import io.eventlive.rehearsal.SupabaseJs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// What a rehearsal believes that supabase-js asks again, and when, beside what both published
/// versions do with a server that fails on purpose.
final class RetriesTest {
  /// Timers of Node may fire a little early.
  private static final Duration EARLY = Duration.ofMillis(50);

  /// @param status 0 where the connection is cut without an answer
  private record Failure(SupabaseJs client, String method, int status, String retryAfter) {}

  private record Attempt(long at, String retryCount, String clientInfo) {}

  private static List<Failure> failures() {
    List<Failure> failures = new ArrayList<>();
    for (SupabaseJs client : SupabaseJs.values()) {
      for (String method : List.of("GET", "POST")) {
        for (int status : List.of(0, 429, 500, 502, 503, 504, 520)) {
          failures.add(new Failure(client, method, status, ""));
        }
        failures.add(new Failure(client, method, 503, "3"));
        failures.add(new Failure(client, method, 503, "Wed, 25 Nov 2026 00:00:00 GMT"));
        failures.add(new Failure(client, method, 429, "1"));
      }
    }
    return failures;
  }

  @Test
  void aRehearsalAsksAgainWhatTheClientsAskAgain() throws Exception {
    NodeProject project =
        NodeProject.installed(Path.of("src/test/js"), Path.of("target"), Duration.ofMinutes(5));
    List<Failure> failures = failures();
    Map<Integer, List<Attempt>> seen = new ConcurrentHashMap<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.setExecutor(threads);
      server.createContext("/rest/v1/", exchange -> fail(exchange, failures, seen));
      server.start();

      Finished finished =
          project.run(
              List.of("node", "retries.mjs"),
              Map.of(
                  "SUPABASE_URL",
                  "http://127.0.0.1:" + server.getAddress().getPort(),
                  "CASES",
                  cases(failures)),
              Duration.ofMinutes(2));

      assertThat(finished.exitCode()).as(finished.output()).isZero();
    } finally {
      server.stop(0);
    }
    for (int i = 0; i < failures.size(); i++) {
      assertAlike(failures.get(i), seen.getOrDefault(i, List.of()));
    }
  }

  private static String cases(List<Failure> failures) {
    ArrayNode cases = JsonMapper.shared().createArrayNode();
    for (int i = 0; i < failures.size(); i++) {
      cases
          .addObject()
          .put("version", failures.get(i).client().version())
          .put("method", failures.get(i).method())
          .put("table", "t" + i);
    }
    return cases.toString();
  }

  private static void fail(
      HttpExchange exchange, List<Failure> failures, Map<Integer, List<Attempt>> seen)
      throws IOException {
    int number = Integer.parseInt(exchange.getRequestURI().getPath().replaceFirst(".*/t", ""));
    Failure failure = failures.get(number);
    exchange.getRequestBody().readAllBytes();
    seen.computeIfAbsent(number, _ -> new CopyOnWriteArrayList<>())
        .add(
            new Attempt(
                System.nanoTime(),
                header(exchange, "X-Retry-Count"),
                header(exchange, "X-Client-Info")));
    if (failure.status() > 0) {
      if (!failure.retryAfter().isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", failure.retryAfter());
      }
      exchange.sendResponseHeaders(failure.status(), -1);
    }
    exchange.close();
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private static void assertAlike(Failure failure, List<Attempt> attempts) {
    Call call =
        new Call(
            "a",
            "a",
            "anon",
            failure.method(),
            "/rest/v1/t",
            List.of(),
            Map.of(),
            null,
            List.of(200),
            JsonMapper.shared().createObjectNode(),
            Map.of());
    int again = 0;
    while (true) {
      Optional<Duration> pause =
          failure.client().pause(call, failure.status(), failure.retryAfter(), again);
      if (pause.isEmpty()) break;
      again++;
      assertThat(attempts).as(failure.toString()).hasSizeGreaterThan(again);
      assertThat(attempts.get(again).retryCount()).isEqualTo("" + again);
      assertThat(attempts.get(again).at() - attempts.get(again - 1).at())
          .as(failure.toString())
          .isGreaterThanOrEqualTo(pause.get().minus(EARLY).toNanos());
    }
    assertThat(attempts).as(failure.toString()).hasSize(1 + again);
    String expected = failure.client().clientInfo(false).replaceFirst("-version=.*", "");
    assertThat(attempts.getFirst().clientInfo()).startsWith(expected);
  }
}
