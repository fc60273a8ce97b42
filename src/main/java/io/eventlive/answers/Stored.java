package io.eventlive.answers;

/// An answer that is held, or was.
///
/// Made and ended under the store's lock; [#holds] may be asked from any thread.
///
/// @param <V> what an answer is
public final class Stored<V> {
  private final Object key;
  private final V value;
  private final ReadSet reads;
  private final Fill fill;
  private final long filledNanos;
  private final int weight;
  private volatile boolean ended;

  Stored(Object key, V value, ReadSet reads, Fill fill, long filledNanos, int weight) {
    this.key = key;
    this.value = value;
    this.reads = reads;
    this.fill = fill;
    this.filledNanos = filledNanos;
    this.weight = weight;
  }

  public V value() {
    return value;
  }

  /// Whether no change that may touch it has been told.
  ///
  /// Asked about several after all of them were found, it says whether they hold together: what
  /// held when the last one was found held before, too.
  public boolean holds() {
    return !ended;
  }

  /// Before its query began.
  public long begunNanos() {
    return fill.nanos();
  }

  /// After its query ended: what it saw was committed before.
  public long filledNanos() {
    return filledNanos;
  }

  /// Whether both come from one statement, and so from one snapshot.
  public boolean isOfOneFillWith(Stored<?> other) {
    return fill.number() == other.fill.number();
  }

  ReadSet reads() {
    return reads;
  }

  Object key() {
    return key;
  }

  int weight() {
    return weight;
  }

  void end() {
    ended = true;
  }
}
