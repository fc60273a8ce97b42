package io.eventlive.answers;

import io.eventlive.changes.Change;
import io.eventlive.changes.Relation;
import io.eventlive.changes.Row;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The transactions that the feed told of last, and what is known of those that were told before.
///
/// Every told transaction is in one of three places: *here*, with its changes; or *forgotten*, its
/// changes cut off, by its id alone, because no fill that may still be stored is known to have seen
/// it; or *settled*, seen by everything that can be stored from now on, and then nowhere. Only by
/// being seen does a forgotten transaction settle: how long ago it was told says nothing, because a
/// commit may be told long before snapshots show it (where it waits for a standby).
///
/// Not thread-safe; guarded by the store's lock.
final class ToldLog {
  private static final int LONGEST_VALUE = 200;
  private static final int FORGOTTEN_MOST = 100_000;
  private static final long UNSEEN = Long.MAX_VALUE;

  private final int most;
  private final long longestNanos;
  private final Deque<Told> here = new ArrayDeque<>();

  /// Forgotten ids, each with the number of the first fill that certainly saw it.
  private final Map<Long, Long> forgotten = new HashMap<>();

  /// Where too many were forgotten: the newest of those that are not listed.
  private long floor;

  /// What is seen at the point from which the feed tells.
  private Snapshot base = Snapshot.NOTHING;

  private record Told(long xid, long nanos, List<Change> changes) {}

  /// @param most how many transactions stay here with their changes
  /// @param longestNanos how long
  ToldLog(int most, long longestNanos) {
    this.most = most;
    this.longestNanos = longestNanos;
  }

  void add(long xid, List<Change> changes, long nanos) {
    here.addLast(new Told(xid, nanos, compact(changes)));
    while (!here.isEmpty()
        && (here.size() > most || nanos - here.getFirst().nanos() > longestNanos)) {
      forget(here.removeFirst().xid());
    }
  }

  private void forget(long xid) {
    if (forgotten.size() >= FORGOTTEN_MOST) {
      for (long each : forgotten.keySet()) floor = Math.max(floor, each);
      forgotten.clear();
    }
    forgotten.put(xid, UNSEEN);
  }

  /// Whether no transaction is missing from a snapshot that may have touched what was read: of
  /// those that are here, none that did; of the forgotten, none at all.
  ///
  /// And of those that were committed before the feed began to tell, none at all: they are never
  /// told.
  boolean allSeen(Snapshot snapshot, ReadSet reads) {
    if (snapshot.xmin() <= floor) return false;
    for (long xid : snapshot.running()) {
      if (base.shows(xid)) return false;
    }
    for (long xid : forgotten.keySet()) {
      if (!snapshot.shows(xid)) return false;
    }
    for (Told told : here) {
      if (!snapshot.shows(told.xid()) && told.changes().stream().anyMatch(reads::isTouchedBy)) {
        return false;
      }
    }
    return true;
  }

  /// A fill has ended, with this snapshot. Whatever it saw, every fill that begins from now on will
  /// see too.
  ///
  /// @param nextFill the number of the next fill to begin
  /// @param oldestOpen the oldest fill that has not ended; the next one's where there is none
  void settle(Snapshot snapshot, long nextFill, long oldestOpen) {
    for (Iterator<Map.Entry<Long, Long>> each = forgotten.entrySet().iterator(); each.hasNext(); ) {
      Map.Entry<Long, Long> entry = each.next();
      if (entry.getValue() == UNSEEN && snapshot.shows(entry.getKey())) entry.setValue(nextFill);
      if (entry.getValue() <= oldestOpen) each.remove();
    }
  }

  /// Begins again, after the feed was lost: nothing that began before can be stored any more.
  ///
  /// @param from what is seen at the point from which the feed tells
  void restart(Snapshot from) {
    here.clear();
    forgotten.clear();
    floor = 0;
    base = from;
  }

  int forgotten() {
    return forgotten.size();
  }

  /// Long values count as not told: that matches more, never less.
  private static List<Change> compact(List<Change> changes) {
    return changes.stream()
        .map(change ->
            switch (change) {
              case Change.Inserted(Relation relation, Row row) ->
                  new Change.Inserted(relation, shortened(row));
              case Change.Updated(Relation relation, Row before, Row after) ->
                  new Change.Updated(relation, shortened(before), shortened(after));
              case Change.Deleted(Relation relation, Row before) ->
                  new Change.Deleted(relation, shortened(before));
              case Change.Truncated _, Change.SchemaChanged _, Change.Spoken _ -> change;
            })
        .toList();
  }

  private static Row shortened(Row row) {
    int[] tooLong =
        IntStream.range(0, row.width())
            .filter(i -> {
              String text = row.text(i);
              return text != null && text.length() > LONGEST_VALUE;
            })
            .toArray();
    return tooLong.length == 0 ? row : row.without(tooLong);
  }
}
