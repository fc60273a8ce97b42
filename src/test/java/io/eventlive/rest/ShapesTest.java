package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.observation.Observation;
import io.eventlive.rest.Dialect.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every shape of statement, again and again on the same few connections: the driver must keep each
/// in one transaction with its settings, also when it begins to use prepared statements.
class ShapesTest {
  private static final int TIMES = 20;

  private final Dialect dialect = Dialect.over(Fixture.SQL);

  @AfterEach
  void close() {
    dialect.close();
  }

  private record Shape(String method, String target, String body, String prefer) {}

  private static final List<Shape> SHAPES =
      List.of(
          new Shape("GET", "/events?select=id&order=id", "", ""),
          new Shape("GET", "/events?id=in.(1,2,3)&title=like.*o*&limit=2", "", "count=exact"),
          new Shape("GET", "/events?select=*,talks(*),people(*),hosts!host_id(name)", "", ""),
          new Shape("GET", "/events?select=info->room->>name&or=(id.eq.1,open.is.true)", "", ""),
          new Shape("GET", "/rpc/add?a=1", "", ""),
          new Shape("GET", "/rpc/find_events?at_least=1&select=id,talks(id)", "", ""),
          new Shape("POST", "/rpc/asked", "{}", ""),
          new Shape("POST", "/loose", "{\"a\":1}", ""),
          new Shape("POST", "/loose", "[{\"a\":1},{\"a\":2}]", "return=representation"),
          new Shape("POST", "/hosts", "{\"id\":1,\"name\":\"x\"}", "resolution=merge-duplicates"),
          new Shape("POST", "/hosts", "{\"id\":1,\"name\":\"x\"}", "resolution=ignore-duplicates"),
          new Shape("POST", "/attending", "{\"event_id\":1,\"person\":\"p1\"}", ""),
          new Shape("POST", "/loose?columns=a,b", "[{\"a\":1},{\"b\":\"x\"}]", "missing=default"),
          new Shape("PUT", "/hosts?id=eq.1", "{\"id\":1,\"name\":\"x\"}", ""),
          new Shape("GET", "/rpc/records", "", ""),
          new Shape("PATCH", "/talks?id=eq.1", "{\"minutes\":1}", "return=representation"),
          new Shape("PATCH", "/talks?id=eq.1", "{\"minutes\":1}", "handling=strict,max-affected=1"),
          new Shape("DELETE", "/talks?id=eq.99", "", "count=exact"));

  @Test
  void keepsEveryShapeInOneTransactionUnderItsRole() {
    for (int time = 0; time < TIMES; time++) {
      for (Shape shape : SHAPES) {
        Answer answer =
            dialect.send(shape.method(), shape.target(), shape.body(), "Prefer", shape.prefer());
        assertThat(answer.status()).as("%s: %s", shape, answer.body()).isBetween(200, 299);
      }
      assertThat(dialect.get("/secrets", "as", "authenticated").status()).isEqualTo(403);
      assertThat(dialect.get("/hosts", "as", "anon").status()).isEqualTo(200);
    }
    assertThat(dialect.observed())
        .noneMatch(seen ->
            seen instanceof Observation.WitnessMissed
                || seen instanceof Observation.RequestConnectionLost
                || seen instanceof Observation.UnexpectedFailure);
  }

  @Test
  void makesOneRowOfTwoHundredSimultaneousRegistrations() throws Exception {
    Callable<Integer> post =
        () ->
            dialect
                .post("/attending", "{\"event_id\":2,\"person\":\"p3\"}", "as", "authenticated")
                .status();
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> sent = new ArrayList<>();
      for (int i = 0; i < 200; i++) sent.add(threads.submit(post));
      for (Future<Integer> each : sent) statuses.add(each.get());
    }

    assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(199);
    assertThat(dialect.database().value("select count(*) from public.attending where event_id = 2"))
        .isEqualTo("1");
  }
}
