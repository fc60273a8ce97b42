package io.eventlive.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// SIGTERM, SIGINT and SIGHUP as a wish to stop: the process then ends with the command's own exit
/// code instead of the signal's, once everything is put away.
///
/// Closed by the command's thread; the hook runs on a thread of the JVM.
final class Signals implements AutoCloseable {
  private final CompletableFuture<ExitCode> ended = new CompletableFuture<>();
  private final Thread hook;

  private Signals(StopRequest stop, Duration atMost) {
    this.hook =
        new Thread(
            () -> {
              stop.ask("asked to by a signal");
              Runtime.getRuntime().halt(awaitEnd(atMost).number());
            },
            "stop-on-signal");
  }

  /// Listens for signals until closed.
  ///
  /// @param atMost how long the process may take to end after a signal before it is cut off
  static Signals heed(StopRequest stop, Duration atMost) {
    Signals signals = new Signals(stop, atMost);
    Runtime.getRuntime().addShutdownHook(signals.hook);
    return signals;
  }

  /// Says how the command ended, to whoever waits for it.
  void ended(ExitCode code) {
    ended.complete(code);
  }

  @Override
  public void close() {
    ended.complete(ExitCode.UNREACHABLE); // where the command failed before it could say
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the JVM is already on its way down, and the hook ends it
    }
  }

  private ExitCode awaitEnd(Duration atMost) {
    try {
      return ended.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException _) {
      return ExitCode.UNREACHABLE; // it hangs; better cut off than never gone
    }
  }
}
