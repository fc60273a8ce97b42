package io.eventlive.rehearsal;

import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends requests over HTTP/1.1 and kept connections, as many at a time as there are sockets.
/// Everything happens on one event loop, which owns all of this.
///
/// A request that finds every socket taken waits here, at most [#MOST_HELD_BACK] of them; the run
/// then says that the crowd was held back by its own generator.
final class Wire implements AutoCloseable {
  static final int MOST_HELD_BACK = 20_000;

  /// A look-back of 200 ids stands in `Content-Location` again.
  private static final int MOST_HEADER_BYTES = 131_072;

  private static final Duration CONNECTING_AT_MOST = Duration.ofSeconds(10);

  /// Shorter than servers keep idle connections, so that none is closed as it is used again.
  private static final Duration KEPT_IDLE = Duration.ofSeconds(30);

  private final HttpClient client;
  private final Duration answerAtMost;
  private final int sockets;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int inFlight;
  private long sent;
  private long heldBack;

  Wire(Vertx vertx, Target target, int sockets, Duration answerAtMost) {
    this.sockets = sockets;
    this.answerAtMost = answerAtMost;
    this.client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setDefaultHost(target.url().getHost())
                    .setDefaultPort(target.port())
                    .setSsl(target.tls())
                    .setConnectTimeout((int) CONNECTING_AT_MOST.toMillis())
                    .setKeepAliveTimeout((int) KEPT_IDLE.toSeconds())
                    .setTcpNoDelay(true)
                    .setMaxHeaderSize(MOST_HEADER_BYTES))
            .with(
                new PoolOptions()
                    .setHttp1MaxSize(sockets)
                    .setMaxWaitQueueSize(sockets)
                    .setCleanerPeriod(1_000))
            .build();
  }

  /// Sends a request and hands its answer over, on the loop.
  ///
  /// @param address path and query
  void send(
      String method,
      String address,
      MultiMap headers,
      @Nullable String body,
      Consumer<Answer> then) {
    Runnable sending = () -> begin(method, address, headers, body, then);
    if (inFlight < sockets) {
      sending.run();
      return;
    }
    heldBack++;
    if (waiting.size() < MOST_HELD_BACK) waiting.add(sending);
    else then.accept(Answer.heldBackTooLong());
  }

  private void begin(
      String method,
      String address,
      MultiMap headers,
      @Nullable String body,
      Consumer<Answer> then) {
    inFlight++;
    sent++;
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(method))
            .setURI(address)
            .setHeaders(headers)
            .setIdleTimeout(answerAtMost.toMillis());
    client
        .request(options)
        .onComplete(connected -> {
          if (connected.failed()) end(Answer.none(connected.cause()), then);
          else await(connected.result(), body, then);
        });
  }

  private void await(HttpClientRequest request, @Nullable String body, Consumer<Answer> then) {
    (body == null ? request.send() : request.send(body))
        .onComplete((AsyncResult<HttpClientResponse> responded) -> {
          if (responded.failed()) {
            end(Answer.none(responded.cause()), then);
            return;
          }
          HttpClientResponse response = responded.result();
          response
              .body()
              .onComplete((AsyncResult<Buffer> read) ->
                  end(
                      read.failed()
                          ? Answer.none(read.cause())
                          : new Answer(
                              response.statusCode(), response.headers(), read.result(), ""),
                      then));
        });
  }

  private void end(Answer answer, Consumer<Answer> then) {
    inFlight--;
    Runnable next = waiting.poll();
    if (next != null) next.run();
    then.accept(answer);
  }

  int inFlight() {
    return inFlight + waiting.size();
  }

  long sent() {
    return sent;
  }

  /// How many requests found every socket taken.
  long heldBack() {
    return heldBack;
  }

  @Override
  public void close() {
    client.close();
  }
}
