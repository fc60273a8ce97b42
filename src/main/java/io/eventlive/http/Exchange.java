package io.eventlive.http;

import io.eventlive.http.Dispatcher.Destination;
import io.eventlive.observation.Observation;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One request on its way in and its answer on its way out.
///
/// Owned by the connection's event loop, except [#send] and [#abandoned], which may be called from
/// any thread; `answered` makes the first answer the only one.
final class Exchange implements Handler.Reply {
  private static final int CLIENT_LEFT = 499;

  private final Reception reception;
  private final Connection connection;
  private final HttpServerRequest incoming;
  private final HttpHeaders headers;
  private final String client;
  private final String id;
  private final Body body;
  private final long startedNanos = System.nanoTime();
  private final AtomicBoolean answered = new AtomicBoolean();
  private volatile boolean clientLeft;
  private RequestTarget target = new RequestTarget("", "");
  private Destination destination = new Destination.Settled("(malformed)", HttpAnswer.empty(400));
  private boolean complete;
  private boolean written;

  Exchange(Reception reception, Connection connection, HttpServerRequest incoming) {
    this.reception = reception;
    this.connection = connection;
    this.incoming = incoming;
    this.headers = headersOf(incoming);
    this.client = reception.clients().of(connection.peer(), headers.all("x-forwarded-for"));
    this.id = reception.idOf(connection.peer(), headers);
    this.body = new Body(reception.config().sizes().body(), reception.bodyBudget());
  }

  /// The head has arrived: decides where the request goes, and whether its body is wanted.
  void begin() {
    connection.headArrived(this);
    incoming.handler(this::bodyPiece).endHandler(_ -> bodyEnded());
    incoming.exceptionHandler(this::incomingFailed);
    try {
      if (incoming.version() == HttpVersion.HTTP_1_1 && headers.all("host").size() != 1) {
        throw new Refusal(ErrorCode.HTTP_MALFORMED, "", "It needs one Host header.", null);
      }
      target = RequestTarget.parse(incoming.uri());
    } catch (Refusal refusal) {
      settle(error(refusal.code(), refusal.details()));
      return;
    }
    destination = reception.dispatcher().destinationOf(method(), target.path(), headers);
    if (!body.addHead(headLength())) {
      settle(noRoom());
      return;
    }
    switch (destination) {
      case Destination.Settled settled -> settle(settled.answer());
      case Destination.Feature _ -> awaitBody();
    }
  }

  /// The body breaks the rules of HTTP. A connection that ends reports that itself.
  private void incomingFailed(Throwable cause) {
    if (cause instanceof HttpClosedException || cause instanceof IOException || complete) return;
    leave(error(ErrorCode.HTTP_MALFORMED, null));
  }

  /// The client cannot be understood any more: one last answer, then nothing.
  void refuseAndLeave(ErrorCode code, @Nullable String details) {
    connection.headArrived(this);
    try {
      target = RequestTarget.parse(incoming.uri());
    } catch (Refusal _) {
      // its address cannot be read either: nobody knows whom it was meant for
    }
    leave(error(code, details));
  }

  void bodyTooSlow() {
    leave(error(ErrorCode.TOO_SLOW, null));
  }

  void clientLeft() {
    clientLeft = true;
    if (complete && !written) return; // the handler will answer, and the answer is noted then
    if (answered.compareAndSet(false, true)) observe(CLIENT_LEFT, HttpAnswer.empty(CLIENT_LEFT));
  }

  @Override
  public boolean abandoned() {
    return clientLeft;
  }

  @Override
  public void send(HttpAnswer answer) {
    if (!answered.compareAndSet(false, true)) {
      reception.observer().observe(new Observation.AnsweredTwice(id, destination.label()));
      return;
    }
    if (!reception.gzip().suits(answer)) {
      connection.run(() -> write(answer));
      return;
    }
    HttpAnswer varying = answer.with("Vary", "Accept-Encoding");
    if (!clientLeft && Gzip.isAcceptedBy(headers)) {
      reception
          .threads()
          .execute(() -> {
            HttpAnswer compressed = reception.gzip().compress(varying);
            connection.run(() -> write(compressed));
          });
    } else {
      connection.run(() -> write(varying));
    }
  }

  private void awaitBody() {
    long announced = announcedLength();
    boolean waits = headers.first("expect").isPresent();
    if (announced > reception.config().sizes().body()) {
      HttpAnswer tooLarge = error(ErrorCode.BODY_TOO_LARGE, bodyLimit());
      if (waits) leave(tooLarge); // whether the body still comes is anybody's guess
      else settle(tooLarge);
      return;
    }
    if (waits) incoming.response().writeContinue();
  }

  private void bodyPiece(Buffer piece) {
    if (answered.get()) return;
    switch (body.add(piece)) {
      case TAKEN -> {}
      case TOO_LARGE -> settle(error(ErrorCode.BODY_TOO_LARGE, bodyLimit()));
      case NO_ROOM -> settle(noRoom());
    }
  }

  private void bodyEnded() {
    complete = true;
    if (answered.get()) {
      if (written) connection.over(this);
      return;
    }
    if (destination instanceof Destination.Feature feature) {
      HttpRequest request =
          new HttpRequest(
              id, method(), target.path(), target.query(), headers, body.toByteArray(), client);
      connection.bodyArrived(() -> reception.dispatcher().run(feature, request, this));
    }
  }

  /// Answers without a feature, while the rest of the body may still come.
  private void settle(HttpAnswer answer) {
    if (!complete) connection.discardBody();
    send(answer);
  }

  private void leave(HttpAnswer answer) {
    if (!answered.compareAndSet(false, true)) return;
    written = true;
    observe(answer.status(), answer);
    connection.farewell(answer.with("X-Request-Id", id));
  }

  private void write(HttpAnswer answer) {
    if (clientLeft) {
      observe(CLIENT_LEFT, answer);
      return;
    }
    HttpServerResponse response = incoming.response();
    HttpAnswer sendable = answer;
    try {
      writeHead(response, answer);
    } catch (IllegalArgumentException badHeader) {
      reception
          .observer()
          .observe(
              new Observation.UnexpectedFailure(
                  "writing the head of " + destination.label(), Optional.of(id), badHeader));
      sendable = error(ErrorCode.INTERNAL, "Request " + id);
      response.headers().clear();
      writeHead(response, sendable);
    }
    boolean bodiless =
        method().equals("HEAD") || sendable.status() == 204 || sendable.status() == 304;
    byte[] bytes = bodiless ? new byte[0] : sendable.body();
    boolean closing = connection.isLeaving();
    written = true;
    observe(sendable.status(), sendable);
    connection.sending(bytes.length);
    response
        .end(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes)))
        .onComplete(_ -> {
          connection.sent();
          if (complete && closing) connection.close();
        });
    if (complete) connection.over(this);
  }

  private void writeHead(HttpServerResponse response, HttpAnswer answer) {
    response.setStatusCode(answer.status());
    for (HttpAnswer.Header header : answer.headers()) {
      response.headers().add(header.name(), header.value());
    }
    for (HttpAnswer.Header header : Cors.ON_EVERY_ANSWER) {
      response.headers().set(header.name(), header.value());
    }
    response.headers().set("X-Request-Id", id).set("Date", reception.date().now());
    if (hasLength(answer) && answer.header("Content-Length").isEmpty()) {
      response.headers().set("Content-Length", Integer.toString(answer.body().length));
    }
    if (connection.isLeaving()) response.headers().set("Connection", HttpHeaderValues.CLOSE);
  }

  /// An answer to HEAD that has no body leaves open how long that of GET would be.
  private boolean hasLength(HttpAnswer answer) {
    boolean leftOut = answer.body().length == 0 && method().equals("HEAD");
    return answer.status() != 204 && answer.status() != 304 && !leftOut;
  }

  private void observe(int status, HttpAnswer answer) {
    HttpAnswer.Remarks remarks = answer.remarks();
    reception
        .observer()
        .observe(
            new Observation.RequestAnswered(
                id,
                method(),
                Optional.ofNullable(remarks.route()).orElse(destination.label()),
                target.path(),
                target.query(),
                status,
                Optional.ofNullable(remarks.errorCode()),
                Optional.ofNullable(remarks.role()),
                Duration.ofNanos(System.nanoTime() - startedNanos),
                body.length(),
                answer.body().length,
                client,
                headers.first("x-client-info").orElse(""),
                headers.first("user-agent").orElse("")));
    body.release();
  }

  private HttpAnswer error(ErrorCode code, @Nullable String details) {
    return reception.dispatcher().errorsOn(target.path()).answer(code, details, headers);
  }

  private HttpAnswer noRoom() {
    return error(ErrorCode.BUSY, null).with("Retry-After", Spread.seconds(id));
  }

  private int headLength() {
    int length = incoming.uri().length();
    for (Map.Entry<String, String> header : incoming.headers()) {
      length += header.getKey().length() + header.getValue().length();
    }
    return length;
  }

  private String bodyLimit() {
    return "At most %d bytes are taken.".formatted(reception.config().sizes().body());
  }

  private String method() {
    return incoming.method().name();
  }

  private long announcedLength() {
    String length = headers.first("content-length").orElse("0");
    return length.matches("\\d{1,18}") ? Long.parseLong(length) : Long.MAX_VALUE;
  }

  private static HttpHeaders headersOf(HttpServerRequest incoming) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : incoming.headers()) {
      values.computeIfAbsent(header.getKey(), _ -> new ArrayList<>(1)).add(header.getValue());
    }
    return new HttpHeaders(values);
  }
}
