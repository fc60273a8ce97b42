package io.eventlive.http;

import io.eventlive.observation.Observation;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One event loop's share of the doorway: its listener, its connections, and the sweep that ends
/// what takes too long. Owned by that loop.
final class Loop extends VerticleBase {
  private static final long SWEEP_MILLIS = 200;

  private final Reception reception;
  private final AtomicInteger openEverywhere;
  private final Set<Connection> connections = new HashSet<>();
  private @Nullable HttpServer server;

  Loop(Reception reception, AtomicInteger openEverywhere) {
    this.reception = reception;
    this.openEverywhere = openEverywhere;
  }

  @Override
  public Future<?> start() {
    HttpConfig config = reception.config();
    HttpServer listener =
        vertx
            .createHttpServer(
                new HttpServerConfig()
                    .setVersions(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1)
                    .setHttp1Config(
                        new Http1ServerConfig()
                            .setMaxInitialLineLength(config.sizes().requestLine())
                            .setMaxHeaderSize(config.sizes().headers())))
            .connectionHandler(this::accepted)
            .requestHandler(request -> exchangeOf(request).begin())
            .invalidRequestHandler(this::refuse);
    server = listener;
    vertx.setPeriodic(SWEEP_MILLIS, _ -> sweep());
    return listener.listen(address(config));
  }

  /// The loops share one socket; a free port must be asked for in a way that they can share, too.
  private static SocketAddress address(HttpConfig config) {
    return config.port() == 0
        ? SocketAddress.sharedRandomPort(1, config.host())
        : SocketAddress.inetSocketAddress(config.port(), config.host());
  }

  int port() {
    return server == null ? 0 : server.actualPort();
  }

  /// Lets connections go in waves, then stops accepting and lets what was accepted finish. Whoever
  /// connects during the waves is answered once.
  Future<Void> drain(Waves waves, Duration atMost) {
    HttpServer open = server;
    if (open == null) return Future.succeededFuture();
    Promise<Void> left = Promise.promise();
    context.runOnContext(_ -> wave(new ArrayDeque<>(connections), waves.count(), left));
    return left.future().compose(_ -> open.shutdown(atMost.minus(waves.length())));
  }

  private void wave(Deque<Connection> staying, int waves, Promise<Void> left) {
    if (waves == 1) {
      connections.forEach(Connection::leaveNext); // shutdown closes those that ask nothing
      left.complete();
      return;
    }
    int leaving = Math.ceilDiv(staying.size(), waves);
    for (int i = 0; i < leaving; i++) staying.removeFirst().leave();
    vertx.setTimer(Waves.PAUSE.toMillis(), _ -> wave(staying, waves - 1, left));
  }

  private void accepted(HttpConnection accepted) {
    int open = openEverywhere.incrementAndGet();
    Connection[] self = new Connection[1];
    Connection connection =
        Connection.watch(
            accepted,
            reception.config(),
            reception.bodyBudget(),
            () -> {
              openEverywhere.decrementAndGet();
              connections.remove(self[0]);
            });
    self[0] = connection;
    connections.add(connection);
    if (reception.isDraining()) connection.leaveNext();
    if (open > reception.config().counts().connections()) {
      reception.observer().observe(new Observation.ConnectionRefused(connection.peer(), open - 1));
      connection.farewell(
          ErrorAnswer.of(ErrorCode.BUSY, Language.ENGLISH, "All connections are in use.")
              .with("Retry-After", Spread.seconds(accepted)));
    }
  }

  private void refuse(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    HttpConfig config = reception.config();
    Exchange exchange = exchangeOf(request);
    switch (cause) {
      case TooLongHttpLineException _ ->
          exchange.refuseAndLeave(
              ErrorCode.ADDRESS_TOO_LONG,
              "A request line may have %d bytes.".formatted(config.sizes().requestLine()));
      case TooLongHttpHeaderException _ ->
          exchange.refuseAndLeave(
              ErrorCode.HEADERS_TOO_LARGE,
              "All headers together may have %d bytes.".formatted(config.sizes().headers()));
      case null, default -> exchange.refuseAndLeave(ErrorCode.HTTP_MALFORMED, null);
    }
  }

  private Exchange exchangeOf(HttpServerRequest request) {
    return new Exchange(reception, Connection.of(request.connection()), request);
  }

  private void sweep() {
    long now = System.nanoTime();
    List.copyOf(connections).forEach(connection -> connection.sweep(now));
  }
}
