package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Far more than two connections can carry, over a whole server. Nothing here depends on how fast
/// the machine is: statements sleep, waits are long or known to be over.
class OverloadTest {
  private static final String RETRYING = "supabase-js/2.119.1; runtime=node";
  private static final String OF_THE_INCIDENT = "supabase-js-node/2.81.1";

  private static final String SLOW_THINGS =
      """
      create function public.look(ms integer) returns integer language plpgsql stable
        as $$ begin perform pg_sleep(ms / 1000.0); return ms; end $$;
      create function public.enter(ms integer) returns integer language plpgsql
        as $$ begin perform pg_sleep(ms / 1000.0); return ms; end $$;
      grant execute on function public.look, public.enter to anon, authenticated;
      """;

  private static TestServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            Map.of(
                "EVENTLIVE_REQUEST_CONNECTIONS", "2",
                "EVENTLIVE_REQUEST_WAIT", "60s",
                "EVENTLIVE_WRITE_WAIT", "100ms",
                "EVENTLIVE_JOIN_FUNCTIONS", "join_webinar,enter"));
    server.database().execute(SLOW_THINGS);
    client = HttpClient.newHttpClient();
    Eventually.within(
        Duration.ofSeconds(30),
        "the functions are known",
        () -> look(0, OF_THE_INCIDENT, 0).join().statusCode() == 200);
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static CompletableFuture<HttpResponse<String>> look(int ms, String info, int retry) {
    HttpRequest.Builder request =
        server
            .request("/rest/v1/rpc/look?ms=" + ms, server.keys().anonKey())
            .header("X-Client-Info", info);
    if (retry > 0) request.header("X-Retry-Count", Integer.toString(retry));
    return client.sendAsync(request.GET().build(), BodyHandlers.ofString());
  }

  private static CompletableFuture<HttpResponse<String>> post(String path, String body) {
    return client.sendAsync(
        server
            .request(path, server.keys().anonKey())
            .header("Accept-Language", "ko")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static List<CompletableFuture<HttpResponse<String>>> crowd(int people, int ms) {
    List<CompletableFuture<HttpResponse<String>>> crowd = new ArrayList<>();
    for (int i = 0; i < people; i++) crowd.add(look(ms, OF_THE_INCIDENT, 0));
    return crowd;
  }

  private static double metric(String name) {
    HttpResponse<String> page = server.get("/metrics", server.keys().operatorKey());
    return page.body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  private static void awaitParked(String callClass, int people) {
    Eventually.within(
        Duration.ofSeconds(30),
        people + " parked",
        () -> metric("eventlive_admission_parked_requests{class=\"" + callClass + "\"}") >= people);
  }

  private static void awaitOverload() {
    Eventually.within(
        Duration.ofSeconds(30), "overload", () -> metric("eventlive_admission_overloaded") == 1);
  }

  @Test
  void joinsGoBeforeReadsAndTheOperatorIsAnsweredMeanwhile() {
    List<CompletableFuture<HttpResponse<String>>> reads = crowd(100, 100);
    awaitParked("P3", 20);
    awaitOverload();

    HttpResponse<String> join = post("/rest/v1/rpc/enter", "{\"ms\":1}").join();
    int health = server.get("/health", "").statusCode();
    int ready = server.get("/ready", "").statusCode();
    long waiting = reads.stream().filter(read -> !read.isDone()).count();

    assertThat(join.statusCode()).as(join.body()).isEqualTo(200);
    assertThat(waiting).as("reads that the join overtook").isPositive();
    assertThat(List.of(health, ready)).containsOnly(200);
    assertThat(reads.stream().map(read -> read.join().statusCode()))
        .as("whoever does not come again is parked, not refused")
        .containsOnly(200);
  }

  @Test
  void whoeverKeepsHisAppointmentIsServed() {
    List<CompletableFuture<Integer>> people =
        IntStream.range(0, 40).mapToObj(_ -> persistent(0)).toList();

    List<Integer> retries = people.stream().map(CompletableFuture::join).toList();

    assertThat(retries).as("retries that were needed").allMatch(count -> count <= 3);
    assertThat(retries).as("somebody was refused").anyMatch(count -> count > 0);
  }

  /// Does what supabase-js does.
  ///
  /// @return how often it had to come again
  private static CompletableFuture<Integer> persistent(int retries) {
    return look(100, RETRYING, retries)
        .thenCompose(answer -> {
          if (answer.statusCode() == 200) return CompletableFuture.completedFuture(retries);
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
          String appointment = answer.headers().firstValue("Retry-After").orElse("");
          assertThat(appointment).matches("[1-9][0-9]?");
          assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
              .contains("Retry-After");
          assertThat(answer.headers().firstValue("Connection")).isEmpty();
          assertThat(retries).isLessThan(3);
          Executor later =
              CompletableFuture.delayedExecutor(Long.parseLong(appointment), TimeUnit.SECONDS);
          return CompletableFuture.supplyAsync(() -> retries + 1, later)
              .thenCompose(OverloadTest::persistent);
        });
  }

  @Test
  void whoWroteSomethingIsToldThatItIsStillThere() {
    List<CompletableFuture<HttpResponse<String>>> joins = new ArrayList<>();
    for (int i = 0; i < 20; i++) joins.add(post("/rest/v1/rpc/enter", "{\"ms\":200}"));
    awaitParked("P1", 10);

    HttpResponse<String> refused =
        post("/rest/v1/messages", "{\"content\":\"hello\",\"webinar_id\":null}").join();

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
    assertThat(JsonMapper.shared().readTree(refused.body()).path("code").asString())
        .isEqualTo("EL_NOT_SENT");
    assertThat(refused.body()).contains("작성한 내용은 그대로");
    assertThat(refused.headers().firstValue("Retry-After").orElse("")).matches("[1-9][0-9]?");
    assertThat(joins.stream().map(join -> join.join().statusCode())).containsOnly(200);
  }

  @Test
  void bulkIsRefusedAtOnceAndServedWhenItIsCalm() {
    List<CompletableFuture<HttpResponse<String>>> reads = crowd(40, 100);
    awaitParked("P3", 10);
    awaitOverload();

    HttpResponse<String> export = export();

    assertThat(export.statusCode()).as(export.body()).isEqualTo(503);
    assertThat(Integer.parseInt(export.headers().firstValue("Retry-After").orElse("0")))
        .isGreaterThanOrEqualTo(5);
    reads.forEach(CompletableFuture::join);
    Eventually.within(
        Duration.ofSeconds(30), "calm", () -> metric("eventlive_admission_overloaded") == 0);
    assertThat(export().statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> export() {
    return server.send(
        HttpRequest.newBuilder(URI.create(server.url() + "/rest/v1/webinars?select=id"))
            .header("apikey", server.keys().anonKey())
            .header("Accept", "text/csv")
            .GET()
            .build());
  }
}
