package io.eventlive.http;

/// Asks a feature's routes without a doorway before them.
public final class TestRoutes {
  private TestRoutes() {}

  /// What the blocking or immediate handler of this request answers.
  public static HttpAnswer answer(Routes routes, HttpRequest request) {
    Routes.Route route =
        routes
            .find(request.method(), request.path())
            .orElseThrow(
                () -> new AssertionError("no route: " + request.method() + " " + request.path()));
    return switch (route.handler()) {
      case Handler.Blocking blocking -> blocking.answer(request);
      case Handler.Immediate immediate -> immediate.answer(request);
      case Handler.Handover _ -> throw new AssertionError("hands its work over");
    };
  }
}
