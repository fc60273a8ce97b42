package io.eventlive.changes;

import java.util.List;
import java.util.function.Consumer;

/// Tells every listener what comes, and measures how long they take. Belongs to the feed's thread.
final class Telling {
  private final List<ChangeListener> listeners;
  private long inListeners;

  Telling(List<ChangeListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  List<ChangeListener> listeners() {
    return listeners;
  }

  void follows(Epoch epoch) {
    all(listener -> listener.follows(epoch));
  }

  void begin(Transaction transaction) {
    inListeners = 0;
    timed(listener -> listener.begin(transaction));
  }

  void change(Transaction transaction, Change change) {
    timed(listener -> listener.change(transaction, change));
  }

  /// Ends a transaction.
  ///
  /// @return how long listeners took for all of it, in nanoseconds
  long commit(Transaction transaction) {
    timed(listener -> listener.commit(transaction));
    return inListeners;
  }

  /// Everybody is told, also behind one that fails.
  void gap(Gap gap, Consumer<RuntimeException> failed) {
    for (ChangeListener listener : listeners) {
      try {
        listener.gap(gap);
      } catch (RuntimeException fault) {
        failed.accept(fault);
      }
    }
  }

  private void timed(Consumer<ChangeListener> telling) {
    long began = System.nanoTime();
    all(telling);
    inListeners += System.nanoTime() - began;
  }

  private void all(Consumer<ChangeListener> telling) {
    for (ChangeListener listener : listeners) {
      try {
        telling.accept(listener);
      } catch (RuntimeException fault) {
        throw new ListenerFailed(fault);
      }
    }
  }

  /// A listener threw, so that it can no longer be right.
  @SuppressWarnings("serial") // never serialised
  static final class ListenerFailed extends RuntimeException {
    ListenerFailed(RuntimeException cause) {
      super("a listener failed: " + cause.getClass().getSimpleName(), cause);
    }
  }
}
