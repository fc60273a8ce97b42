package io.eventlive.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// The wish that a server stops, and why. The first one counts. May be used by any thread.
final class StopRequest {
  private final CompletableFuture<String> reason = new CompletableFuture<>();

  void ask(String why) {
    reason.complete(why);
  }

  /// Whether somebody has asked.
  boolean isAsked() {
    return reason.isDone();
  }

  /// Waits for the wish.
  ///
  /// @return why
  String await() {
    try {
      return reason.get();
    } catch (InterruptedException _) {
      return "interrupted"; // cleared on purpose: stopping has to wait for requests and PostgreSQL
    } catch (ExecutionException failure) {
      throw new IllegalStateException("Nobody fails this", failure);
    }
  }
}
