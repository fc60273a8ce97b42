package io.eventlive.server;

import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// What a server has opened, to be closed in reverse. Used by the thread that starts and stops it.
final class Opened implements AutoCloseable {
  private record Entry(String name, AutoCloseable part) {}

  private final Deque<Entry> parts = new ArrayDeque<>();
  private Observer observer = _ -> {};

  /// Keeps a part, to be closed before everything that was kept earlier.
  <T extends AutoCloseable> T keep(String name, T part) {
    parts.push(new Entry(name, part));
    return part;
  }

  /// Whom to tell about parts that do not close.
  void tell(Observer told) {
    this.observer = told;
  }

  /// Closes everything, whatever one part says of it.
  @Override
  @SuppressWarnings("CatchingUnchecked") // the next part has to be closed in any case
  public void close() {
    while (!parts.isEmpty()) {
      Entry entry = parts.pop();
      try {
        entry.part().close();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (Exception failure) {
        observer.observe(
            new Observation.UnexpectedFailure(
                "closing " + entry.name(), Optional.empty(), failure));
      }
    }
  }
}
