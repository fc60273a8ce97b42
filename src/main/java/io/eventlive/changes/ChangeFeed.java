package io.eventlive.changes;

import io.eventlive.schema.QualifiedName;
import java.time.Duration;
import java.util.Set;

/// The change feed as others see it. Everything but [#add] may be asked from any thread, also the
/// event loop, and is answered from memory.
///
/// # How fresh it is
///
/// The feed writes a heartbeat into the WAL, five times a second while somebody wants it, and reads
/// it back among the changes. Heartbeats are transactions like others, so one that came back shows
/// that everything committed before it was *sent* has been told. Silence alone shows nothing: a
/// frozen PostgreSQL is silent too.
public interface ChangeFeed extends AutoCloseable {
  /// Where there is no feed: nothing is ever told, and nothing is ever fresh.
  ChangeFeed NONE = new NoFeed();

  /// Adds a listener, before the start.
  void add(ChangeListener listener);

  /// Begins to tell. Returns at once.
  void start();

  /// Whether every transaction whose commit was acknowledged before the given moment has been told
  /// to every listener, in the present epoch or by what they loaded at its beginning.
  ///
  /// With `System.nanoTime()` minus the staleness allowed: whether what is held is fresh enough.
  /// With the moment at which a write was acknowledged: whether it has been told.
  ///
  /// @param nanoTime a moment of [System#nanoTime()]
  boolean heardSince(long nanoTime);

  /// Says that somebody relies on [#heardSince] at present. Costs next to nothing; without it for
  /// ten seconds, heartbeats become rare.
  void wanted();

  /// The tables of which every change is told, whole, at present; partitions under their root. What
  /// is not among them may change unseen.
  Set<QualifiedName> tables();

  /// The present epoch's number; 0 while the feed is not followed.
  long epoch();

  /// How long ago the newest heartbeat that came back was sent; a very long time where none did.
  Duration silence();

  /// How long the newest heartbeat took from being sent to coming back.
  Duration lag();

  /// What has been told since the start.
  Totals totals();

  /// Ends it. Listeners are told of a gap.
  @Override
  void close();
}
