package io.eventlive.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.observation.Observation;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/// A doorway on a free port that remembers what it observed.
final class TestDoorway implements AutoCloseable {
  private final Queue<Observation> observed = new ConcurrentLinkedQueue<>();
  private final Doorway doorway;

  TestDoorway(Routes routes) throws IOException {
    this(routes, config -> config);
  }

  TestDoorway(Routes routes, UnaryOperator<HttpConfig> limits) throws IOException {
    doorway =
        Doorway.open(
            limits.apply(HttpConfig.defaults("127.0.0.1", 0)),
            routes,
            observed::add,
            Clock.systemUTC(),
            new Random(7));
  }

  int connections() {
    return doorway.connections();
  }

  int running() {
    return doorway.running();
  }

  int port() {
    return doorway.port();
  }

  Doorway doorway() {
    return doorway;
  }

  RawClient client() throws IOException {
    return new RawClient(doorway.port());
  }

  <T extends Observation> List<T> observed(Class<T> kind) {
    return observed.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    doorway.close();
  }
}
