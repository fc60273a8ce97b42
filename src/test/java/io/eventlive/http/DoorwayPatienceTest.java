package io.eventlive.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.http.HttpConfig.Waits;
import io.eventlive.observation.Observation.AnsweredTwice;
import io.eventlive.observation.Observation.RequestAnswered;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DoorwayPatienceTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(60);

  private static Routes hello() {
    return new Routes()
        .exact("GET", "/", (Handler.Immediate) _ -> HttpAnswer.of(200, "text/plain", "hello"))
        .exact("POST", "/", (Handler.Immediate) _ -> HttpAnswer.of(200, "text/plain", "taken"));
  }

  private static TestDoorway doorway(Waits waits) throws IOException {
    return new TestDoorway(hello(), config -> config.with(waits));
  }

  @Test
  void cutsHeadersThatComeOneByteAtATime() throws IOException {
    try (TestDoorway doorway = doorway(new Waits(SHORT, LONG, LONG, LONG));
        RawClient client = doorway.client()) {
      assertThat(client.request("GET", "/").status()).isEqualTo(200);
      client.send("GET / HTTP/1.1\r\nX-Slow: ");
      long began = System.nanoTime();
      CompletableFuture<Void> dripping = CompletableFuture.runAsync(() -> drip(client));

      RawClient.Answer answer = client.read();

      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.text()).contains("EL_TOO_SLOW");
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      assertThat(client.isClosedByServer()).isTrue();
      dripping.join();
    }
  }

  @Test
  void cutsABodyThatDoesNotArrive() throws IOException {
    try (TestDoorway doorway = doorway(new Waits(LONG, SHORT, LONG, LONG));
        RawClient client = doorway.client()) {
      client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nhalf");

      RawClient.Answer answer = client.read();

      assertThat(answer.status()).isEqualTo(408);
      assertThat(client.isClosedByServer()).isTrue();
      assertThat(doorway.observed(RequestAnswered.class))
          .singleElement()
          .satisfies(observed -> assertThat(observed.errorCode()).contains("EL_TOO_SLOW"));
    }
  }

  @Test
  void closesAConnectionThatAsksNothing() throws IOException {
    try (TestDoorway doorway = doorway(new Waits(LONG, LONG, SHORT, LONG));
        RawClient silent = doorway.client();
        RawClient kept = doorway.client()) {
      assertThat(kept.request("GET", "/").status()).isEqualTo(200);

      assertThat(silent.isClosedByServer()).isTrue();
      assertThat(kept.isClosedByServer()).isTrue();
    }
  }

  @Test
  void stopsWorkingForAClientThatReadsNothing() throws IOException {
    AtomicInteger answers = new AtomicInteger();
    byte[] large = new byte[256 * 1024];
    Routes routes =
        new Routes()
            .exact(
                "GET",
                "/large",
                (Handler.Immediate)
                    _ -> {
                      answers.incrementAndGet();
                      return new HttpAnswer(200, java.util.List.of(), large);
                    });
    try (TestDoorway doorway =
            new TestDoorway(
                routes, config -> config.with(new Waits(LONG, LONG, LONG, Duration.ofSeconds(1))));
        RawClient client = doorway.client()) {
      client.send("GET /large HTTP/1.1\r\nHost: t\r\n\r\n".repeat(500));

      TestDoorway.await("an answer", () -> answers.get() > 0);
      TestDoorway.await("the cut", () -> doorway.connections() == 0);
      // what the kernel's buffers took, and no more; 500 answers would be 125 MB
      assertThat(answers.get()).isLessThan(100);
    }
  }

  @Test
  void forgetsAClientThatVanishesInTheMiddleOfItsBody() throws IOException {
    try (TestDoorway doorway = new TestDoorway(hello())) {
      try (RawClient client = doorway.client()) {
        client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nhalf");
        TestDoorway.await("the connection", () -> doorway.connections() == 1);
        client.vanish();
      }

      TestDoorway.await("its place", () -> doorway.connections() == 0);
      TestDoorway.await("the note", () -> !doorway.observed(RequestAnswered.class).isEmpty());
      assertThat(doorway.observed(RequestAnswered.class))
          .singleElement()
          .satisfies(observed -> assertThat(observed.status()).isEqualTo(499));
    }
  }

  @Test
  void tellsAFeatureThatItsClientHasGoneAndDropsTheAnswer() throws IOException {
    AtomicReference<Handler.Reply> held = new AtomicReference<>();
    Routes routes =
        new Routes().exact("GET", "/", (Handler.Handover) (_, reply) -> held.set(reply));
    try (TestDoorway doorway = new TestDoorway(routes)) {
      try (RawClient client = doorway.client()) {
        client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
        TestDoorway.await("the request", () -> held.get() != null);
        assertThat(held.get().abandoned()).isFalse();
        client.vanish();
      }
      TestDoorway.await("the news", () -> held.get().abandoned());

      held.get().send(HttpAnswer.empty(204));

      TestDoorway.await("the note", () -> !doorway.observed(RequestAnswered.class).isEmpty());
      assertThat(doorway.observed(RequestAnswered.class).getFirst().status()).isEqualTo(499);
    }
  }

  @Test
  void sendsTheFirstOfTwoAnswersAndReportsTheSecond() throws IOException {
    Routes routes =
        new Routes()
            .exact(
                "GET",
                "/",
                (Handler.Handover)
                    (_, reply) -> {
                      reply.send(HttpAnswer.of(200, "text/plain", "first"));
                      reply.send(HttpAnswer.of(200, "text/plain", "second"));
                    });
    try (TestDoorway doorway = new TestDoorway(routes);
        RawClient client = doorway.client()) {
      assertThat(client.request("GET", "/").text()).isEqualTo("first");
      assertThat(client.request("GET", "/").text()).isEqualTo("first");

      TestDoorway.await("the reports", () -> doorway.observed(AnsweredTwice.class).size() == 2);
    }
  }

  @Test
  void finishesWhatWasAcceptedBeforeItDrains() throws IOException {
    AtomicReference<Handler.Reply> held = new AtomicReference<>();
    Routes routes = hello().exact("GET", "/held", (Handler.Handover) (_, reply) -> held.set(reply));
    try (TestDoorway doorway = new TestDoorway(routes);
        RawClient idle = doorway.client();
        RawClient busy = doorway.client()) {
      assertThat(idle.request("GET", "/").status()).isEqualTo(200);
      busy.send("GET /held HTTP/1.1\r\nHost: t\r\n\r\n");
      TestDoorway.await("the request", () -> held.get() != null);

      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> doorway.doorway().drain(Duration.ofSeconds(20)));

      assertThat(idle.isClosedByServer()).isTrue();
      TestDoorway.await("a closed door", () -> refusesConnections(doorway.port()));
      assertThat(drained).isNotDone();
      held.get().send(HttpAnswer.of(200, "text/plain", "in time"));
      RawClient.Answer answer = busy.read();
      assertThat(answer.text()).isEqualTo("in time");
      assertThat(answer.headers()).containsEntry("connection", "close");
      assertThat(busy.isClosedByServer()).isTrue();
      drained.join();
    }
  }

  @Test
  void letsManyConnectionsGoInWaves() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try (TestDoorway doorway = new TestDoorway(hello())) {
      for (int i = 0; i < 80; i++) clients.add(doorway.client());
      for (RawClient client : clients)
        assertThat(client.request("GET", "/").status()).isEqualTo(200);
      long began = System.nanoTime();

      doorway.doorway().drain(Duration.ofSeconds(20));

      assertThat(Waves.of(80, Duration.ofSeconds(20)).count()).isEqualTo(4);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(290));
      for (RawClient client : clients) assertThat(client.isClosedByServer()).isTrue();
    } finally {
      for (RawClient client : clients) client.close();
    }
  }

  @Test
  void spreadsTheWavesOverHalfOfTheDrainAtMost() {
    Duration drain = Duration.ofSeconds(10);

    assertThat(Waves.of(0, drain)).isEqualTo(new Waves(1));
    assertThat(Waves.of(20, drain)).isEqualTo(new Waves(1));
    assertThat(Waves.of(300, drain)).isEqualTo(new Waves(15));
    assertThat(Waves.of(100_000, drain)).isEqualTo(new Waves(50));
    assertThat(Waves.of(100_000, drain).length()).isLessThan(drain.dividedBy(2));
    assertThat(Waves.of(100_000, Duration.ZERO)).isEqualTo(new Waves(1));
  }

  @Test
  void doesNotWaitForeverWhenItDrains() throws IOException {
    Routes routes = new Routes().exact("GET", "/", (Handler.Handover) (_, _) -> {});
    try (TestDoorway doorway = new TestDoorway(routes);
        RawClient client = doorway.client()) {
      client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
      TestDoorway.await("the connection", () -> doorway.connections() == 1);

      doorway.doorway().drain(Duration.ofMillis(500));

      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  private static boolean refusesConnections(int port) {
    try (RawClient late = new RawClient(port)) {
      return late.isClosedByServer();
    } catch (IOException _) {
      return true;
    }
  }

  private static void drip(RawClient client) {
    try {
      for (int i = 0; i < 100_000; i++) {
        client.send("a");
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException _) {
      // cut, as it should be
    }
  }
}
