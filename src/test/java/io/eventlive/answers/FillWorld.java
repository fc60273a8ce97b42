package io.eventlive.answers;

import io.eventlive.answers.AnswerStore.Filled;
import io.eventlive.answers.AnswerStore.Limits;
import io.eventlive.answers.FillRuleTest.Fault;
import io.eventlive.answers.FillRuleTest.Step;
import io.eventlive.answers.ReadSet.TableRead;
import io.eventlive.changes.Attribute;
import io.eventlive.changes.Change;
import io.eventlive.changes.Epoch;
import io.eventlive.changes.Gap;
import io.eventlive.changes.Lsn;
import io.eventlive.changes.Relation;
import io.eventlive.changes.ReplicaIdentity;
import io.eventlive.changes.Row;
import io.eventlive.changes.Transaction;
import io.eventlive.schema.QualifiedName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// A database of two transactions that both write the one row that the one answer shows, and the
/// real store beside it. What is stored is the set of transactions that the query saw.
final class FillWorld {
  private static final QualifiedName TABLE = new QualifiedName("public", "things");
  private static final Relation RELATION =
      new Relation(1, TABLE, List.of(new Attribute("id", 23, -1, true)), ReplicaIdentity.FULL);
  private static final ReadSet READS =
      new ReadSet(List.of(TableRead.where(TABLE, Map.of("id", Set.of("7")))));
  private static final String KEY = "key";
  private static final long FIRST = 11;
  private static final long SCHEMA_CHANGE = 20;
  private static final long NEXT = 30;

  private final Fault fault;
  private final FakeFeed feed = new FakeFeed();
  private final AnswerStore<Set<Long>> store;
  private final Set<Long> written = new TreeSet<>();
  private final Set<Long> seen = new TreeSet<>();
  private final Set<Long> owed = new HashSet<>();
  private final Map<Integer, Fill> fills = new HashMap<>();
  private final Map<Integer, Set<Long>> read = new HashMap<>();
  private final Map<Integer, Snapshot> snapshots = new HashMap<>();
  private String schemaAsOf = SCHEMA_CHANGE + ":" + SCHEMA_CHANGE + ":";
  private boolean schemaUnknown;
  private boolean following = true;
  private int stored;

  FillWorld(int remembered, Duration longest, Fault fault) {
    this.fault = fault;
    this.store =
        new AnswerStore<>(
            feed,
            new Limits(1_000_000, 10_000, remembered, longest, Duration.ofSeconds(1)),
            () -> schemaAsOf,
            () -> 0);
    store.load(new Snapshot(FIRST, FIRST, new long[0]));
    store.follows(new Epoch(1, Lsn.NONE));
  }

  void happen(Step step) {
    switch (step) {
      case WAL_1 -> written.add(FIRST);
      case WAL_2 -> written.add(FIRST + 1);
      case SEEN_1 -> seen.add(FIRST);
      case SEEN_2 -> seen.add(FIRST + 1);
      case TOLD_1 -> tell(FIRST);
      case TOLD_2 -> tell(FIRST + 1);
      case BEGIN_1 -> fills.put(1, store.begin());
      case BEGIN_2 -> fills.put(2, store.begin());
      case READ_1 -> read(1);
      case READ_2 -> read(2);
      case END_1 -> end(1);
      case END_2 -> end(2);
      case GAP -> {
        following = false;
        store.gap(new Gap(Gap.Cause.CONNECTION_LOST, "planned"));
      }
      case FOLLOW -> follow();
      case EVICT -> store.evictAll();
      case SCHEMA_TOLD -> {
        schemaUnknown = true;
        tell(SCHEMA_CHANGE, new Change.SchemaChanged("ALTER TABLE"));
      }
      case SCHEMA_READ -> {
        schemaUnknown = false;
        schemaAsOf = NEXT + ":" + NEXT + ":";
      }
    }
  }

  /// What was written before the feed follows again is never told, only asked for to be seen.
  private void follow() {
    following = true;
    owed.clear();
    owed.addAll(written);
    boolean ignored = fault == Fault.BASE_IGNORED;
    store.load(ignored ? new Snapshot(0, 0, new long[0]) : snapshot(written));
    store.follows(new Epoch(2, Lsn.NONE));
  }

  private void tell(long xid) {
    if (!following || owed.contains(xid)) return;
    owed.add(xid);
    tell(xid, new Change.Inserted(RELATION, Row.of(List.of("7"))));
  }

  private void tell(long xid, Change change) {
    Transaction transaction = new Transaction(xid, Lsn.NONE, Instant.EPOCH);
    store.begin(transaction);
    store.change(transaction, change);
    store.commit(transaction);
  }

  private void read(int which) {
    Set<Long> saw = Set.copyOf(seen);
    read.put(which, saw);
    boolean ignored = fault == Fault.SNAPSHOT_IGNORED;
    snapshots.put(which, ignored ? new Snapshot(NEXT, NEXT, new long[0]) : snapshot(saw));
  }

  private void end(int which) {
    Set<Long> saw = Objects.requireNonNull(read.get(which));
    Snapshot snapshot = Objects.requireNonNull(snapshots.get(which));
    Fill fill = Objects.requireNonNull(fills.get(which));
    if (fault == Fault.EPOCH_IGNORED) {
      Fill now = store.begin();
      store.abandon(now);
      fill = new Fill(fill.number(), now.generation(), fill.nanos());
    }
    Fill.Outcome outcome = store.end(fill, snapshot, 0, List.of(new Filled<>(KEY, READS, saw, 10)));
    if (outcome == Fill.Outcome.STORED) stored++;
  }

  /// What is not written yet has not begun; a transaction that began before a written one runs.
  private Snapshot snapshot(Set<Long> shown) {
    long xmax = FIRST;
    for (long xid : written) xmax = Math.max(xmax, xid + 1);
    List<Long> running = new ArrayList<>();
    for (long xid = FIRST; xid < xmax; xid++) {
      if (!shown.contains(xid)) running.add(xid);
    }
    long xmin = running.isEmpty() ? xmax : running.getFirst();
    return new Snapshot(xmin, xmax, running.stream().mapToLong(xid -> xid).toArray());
  }

  /// Whether what the store gives is right: it holds everything that was told, or that is never
  /// going to be.
  boolean isRight() {
    Stored<Set<Long>> found = store.find(KEY);
    if (found == null) return true;
    return following && !schemaUnknown && found.value().containsAll(owed);
  }

  int stored() {
    return stored;
  }
}
