package io.eventlive.http;

import io.eventlive.observation.Observer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// The open door: listens on one event loop per core, on native epoll where there is one, and hands
/// each complete request to its route.
///
/// [#open], [#drain] and [#close] block and are called from one thread, never from a loop.
public final class Doorway implements AutoCloseable {
  private static final Duration START_AT_MOST = Duration.ofSeconds(30);
  private static final Duration CLOSE_AT_MOST = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final List<Loop> loops;
  private final Reception reception;
  private final AtomicInteger connections;

  private Doorway(Vertx vertx, List<Loop> loops, Reception reception, AtomicInteger connections) {
    this.vertx = vertx;
    this.loops = loops;
    this.reception = reception;
    this.connections = connections;
  }

  /// Opens the door.
  ///
  /// @param routes complete; not changed afterwards
  /// @throws IOException where the address cannot be had, with a sentence that names it
  public static Doorway open(
      HttpConfig config, Routes routes, Observer observer, Clock clock, RandomGenerator random)
      throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
    Reception reception =
        new Reception(
            config,
            new Dispatcher(routes, observer, threads, config.counts().blockingRequests()),
            observer,
            threads,
            new Gzip(config.sizes().gzipFrom(), 2 * cores),
            new BodyBudget(config.sizes().bodiesTogether()),
            new ClientAddress(config.trustedProxies()),
            new RequestIds(random),
            new HttpDate(clock),
            new AtomicBoolean());
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(cores)
                .setDisableTCCL(true)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    List<Loop> loops = new CopyOnWriteArrayList<>();
    AtomicInteger connections = new AtomicInteger();
    Doorway doorway = new Doorway(vertx, loops, reception, connections);
    try {
      await(
          vertx.deployVerticle(
              () -> {
                Loop loop = new Loop(reception, connections);
                loops.add(loop);
                return loop;
              },
              new DeploymentOptions().setInstances(cores)),
          START_AT_MOST);
    } catch (ExecutionException | TimeoutException e) {
      doorway.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "Cannot listen on %s port %d: %s"
              .formatted(config.host(), config.port(), cause.getMessage()),
          cause);
    }
    return doorway;
  }

  /// The port in use, which is a free one where 0 was asked for.
  public int port() {
    return loops.getFirst().port();
  }

  /// How many connections are open.
  public int connections() {
    return connections.get();
  }

  /// How many requests run on virtual threads.
  public int running() {
    return reception.dispatcher().running();
  }

  /// How many bytes of bodies and large heads there is room for at the moment.
  long room() {
    return reception.bodyBudget().free();
  }

  /// Lets connections go in waves, accepts nothing new then, lets what was accepted finish, and
  /// cuts what has not finished in time.
  public void drain(Duration atMost) {
    reception.draining().set(true);
    Waves waves = Waves.of(connections(), atMost);
    try {
      await(
          Future.all(loops.stream().map(loop -> loop.drain(waves, atMost)).toList()),
          atMost.plus(CLOSE_AT_MOST));
    } catch (ExecutionException | TimeoutException _) {
      // what has not ended by now is ended by close
    }
  }

  @Override
  public void close() {
    reception.draining().set(true);
    try {
      await(vertx.close(), CLOSE_AT_MOST);
    } catch (ExecutionException | TimeoutException _) {
      // the process is about to end; a loop that does not stop cannot keep it alive
    }
    reception.threads().shutdownNow();
  }

  private static void await(Future<?> future, Duration atMost)
      throws ExecutionException, TimeoutException {
    try {
      future
          .toCompletionStage()
          .toCompletableFuture()
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
