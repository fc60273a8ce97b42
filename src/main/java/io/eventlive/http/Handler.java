package io.eventlive.http;

/// What a route does with a request: one of the server's two tempos, or a hand-over between them.
public sealed interface Handler {
  /// Answers from memory on the event loop. Must not block, wait or burn.
  @FunctionalInterface
  non-sealed interface Immediate extends Handler {
    HttpAnswer answer(HttpRequest request);
  }

  /// Answers in plain blocking code on a virtual thread of its own.
  @FunctionalInterface
  non-sealed interface Blocking extends Handler {
    HttpAnswer answer(HttpRequest request);
  }

  /// Begins on the event loop (memory only) and hands the rest to workers of its own, which call
  /// [Reply#send] exactly once, from any thread. A [Refusal] thrown before the hand-over is
  /// answered by the doorway.
  @FunctionalInterface
  non-sealed interface Handover extends Handler {
    void begin(HttpRequest request, Reply reply);
  }

  /// Where the answer to one request goes.
  @FunctionalInterface
  interface Reply {
    /// Sends the answer, from any thread. A second call is a programming error: it is observed and
    /// otherwise ignored.
    void send(HttpAnswer answer);

    /// Whether the client has gone, so that work which only reads may be left undone. The answer
    /// must be sent all the same.
    default boolean abandoned() {
      return false;
    }
  }
}
