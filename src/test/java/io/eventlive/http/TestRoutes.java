package io.eventlive.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Asks a feature's routes without a doorway before them.
public final class TestRoutes {
  private TestRoutes() {}

  /// What the request's handler answers; waits where that takes its time.
  public static HttpAnswer answer(Routes routes, HttpRequest request) {
    Routes.Route route =
        routes
            .find(request.method(), request.path())
            .orElseThrow(
                () -> new AssertionError("no route: " + request.method() + " " + request.path()));
    return switch (route.handler()) {
      case Handler.Blocking blocking -> blocking.answer(request);
      case Handler.Immediate immediate -> immediate.answer(request);
      case Handler.Handover handover -> {
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        handover.begin(request, answer::complete);
        yield answer.orTimeout(60, TimeUnit.SECONDS).join();
      }
    };
  }
}
