package io.eventlive.http;

import io.eventlive.http.Handler.Reply;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Decides which handler a request goes to and runs it in its tempo. Whatever a handler throws
/// becomes an answer here.
///
/// Used by every event loop at once.
final class Dispatcher {
  /// Where a request goes, known from its head alone.
  sealed interface Destination {
    /// What is counted.
    String label();

    /// To a feature.
    record Feature(String label, Handler handler) implements Destination {}

    /// To nobody: answered already.
    record Settled(String label, HttpAnswer answer) implements Destination {}
  }

  private final Routes routes;
  private final Observer observer;
  private final ExecutorService threads;
  private final Semaphore places;
  private final int allPlaces;

  /// Made while all is well, for the moment in which not even an error can be written.
  private final HttpAnswer lastWord = ErrorAnswer.of(ErrorCode.INTERNAL, Language.ENGLISH, null);

  Dispatcher(Routes routes, Observer observer, ExecutorService threads, int places) {
    this.routes = routes;
    this.observer = observer;
    this.threads = threads;
    this.places = new Semaphore(places);
    this.allPlaces = places;
  }

  int running() {
    return allPlaces - places.availablePermits();
  }

  /// How refusals are written on this path.
  ErrorForm errorsOn(String path) {
    return routes.errorsOn(path);
  }

  Destination destinationOf(String method, String path, HttpHeaders headers) {
    if (Cors.isPreflight(method, headers)) {
      return new Destination.Settled("(preflight)", Cors.preflight(headers));
    }
    Optional<Routes.Route> route = routes.find(method, path);
    if (route.isPresent()) {
      return new Destination.Feature(route.get().label(), route.get().handler());
    }
    Set<String> methods = routes.methodsOn(path);
    if (methods.isEmpty()) {
      return new Destination.Settled("(none)", error(ErrorCode.PATH_UNKNOWN, path, headers));
    }
    HttpAnswer answer =
        method.equals("OPTIONS")
            ? HttpAnswer.empty(200)
            : error(ErrorCode.METHOD_NOT_ALLOWED, path, headers);
    return new Destination.Settled(path, answer.with("Allow", String.join(", ", methods)));
  }

  void run(Destination.Feature feature, HttpRequest request, Reply reply) {
    switch (feature.handler()) {
      case Handler.Immediate immediate ->
          reply.send(answerOf(feature, request, () -> immediate.answer(request)));
      case Handler.Blocking blocking -> runBlocking(feature, blocking, request, reply);
      case Handler.Handover handover -> {
        try {
          handover.begin(request, reply);
        } catch (Refusal refusal) {
          reply.send(
              answerOf(
                  feature,
                  request,
                  () -> {
                    throw refusal;
                  }));
        } catch (RuntimeException | Error failure) {
          reply.send(failed(feature, request, failure));
        }
      }
    }
  }

  private void runBlocking(
      Destination.Feature feature, Handler.Blocking blocking, HttpRequest request, Reply reply) {
    if (!places.tryAcquire()) {
      reply.send(
          error(ErrorCode.BUSY, request.path(), request.headers())
              .with("Retry-After", Spread.seconds(request.id())));
      return;
    }
    threads.execute(() -> {
      HttpAnswer answer;
      try {
        answer = answerOf(feature, request, () -> blocking.answer(request));
      } finally {
        places.release();
      }
      reply.send(answer);
    });
  }

  private HttpAnswer answerOf(
      Destination.Feature feature, HttpRequest request, Supplier<HttpAnswer> handler) {
    try {
      return orRefusal(request, handler);
    } catch (RuntimeException | Error failure) {
      return failed(feature, request, failure);
    }
  }

  private HttpAnswer orRefusal(HttpRequest request, Supplier<HttpAnswer> handler) {
    try {
      return handler.get();
    } catch (Refusal refusal) {
      return errorsOn(request.path()).answer(refusal, request.headers());
    }
  }

  /// The client learns the request's id and nothing of the cause. It has an answer in any case: a
  /// request without one would stay open for ever.
  private HttpAnswer failed(Destination.Feature feature, HttpRequest request, Throwable failure) {
    try {
      observer.observe(
          new Observation.UnexpectedFailure(
              request.method() + " " + feature.label(), Optional.of(request.id()), failure));
      return errorsOn(request.path())
          .answer(ErrorCode.INTERNAL, "Request " + request.id(), request.headers());
    } catch (RuntimeException | Error _) {
      return lastWord;
    }
  }

  private HttpAnswer error(ErrorCode code, String path, HttpHeaders headers) {
    return errorsOn(path).answer(code, null, headers);
  }
}
