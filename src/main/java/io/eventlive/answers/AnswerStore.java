package io.eventlive.answers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.eventlive.changes.Change;
import io.eventlive.changes.ChangeFeed;
import io.eventlive.changes.ChangeListener;
import io.eventlive.changes.Epoch;
import io.eventlive.changes.Gap;
import io.eventlive.changes.Transaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers in memory, each with what it was read from, dropped by the change that touches it.
///
/// # What is promised
///
/// An answer that [#find] gives is what its query would have answered at some moment not longer ago
/// than the allowed staleness. Answers that are found, and still [Stored#holds()] when all of them
/// have been found, were right together at one such moment, if each is [#isRipe] or all are of one
/// fill.
///
/// # Ending an answer
///
/// The feed tells every transaction after it was committed, in commit order. All changes of one are
/// applied together, under the lock, when its commit is told. So at any time the answers that hold
/// are untouched by everything told so far: they are right as of the feed's place. How far that is
/// behind is what the feed's heartbeats bound ([ChangeFeed#heardSince]); when they stay away,
/// nothing is given and nothing stored.
///
/// # Beginning one: the rule for filling
///
/// The trouble is the answer that is being made while something is told. The order of three things
/// is not fixed: that a transaction T is *told*, that new snapshots *see* it, and that the query
/// takes its snapshot. T may be told before the query begins and still be unseen by it: the
/// walsender reads the commit from the WAL before the committer has left the list of running
/// transactions, and where it waits for a standby that may take minutes. Comparing counters ("was
/// anything told since the query began?") cannot find that. So the reading statement itself selects
/// `pg_current_snapshot()`, and its result is stored only if
///
/// 1. nothing was dropped as a whole since before the query began (the feed's epoch, the schema);
/// 2. every transaction that was told, before the query began or after, and that may touch what was
///    read, is seen by the snapshot. One whose changes are no longer remembered counts as touching
///    everything, until whatever may still be stored has seen it ([ToldLog]);
/// 3. everything that was committed before the feed's first transaction, and so is never told, is
///    seen by the snapshot;
/// 4. the feed is not silent.
///
/// Whatever is told later finds the answer in the index, because storing and applying exclude each
/// other. So for every answer that holds, every transaction that was told and may touch it is in
/// it, and every one that was not told yet will end it. There is no need to register what is read
/// before the query begins, because the log keeps everything that was told until it is seen.
///
/// # Changes of the schema
///
/// A told change of the schema ends everything, and nothing is given or stored until the catalogue
/// is known as of a snapshot that shows it: until then, for whom an answer is right would be judged
/// by yesterday's policies. What no event trigger tells (roles) is noticed when the catalogue is
/// read again. Besides, every fill proves in its own statement under which policies it ran.
///
/// # Without a feed
///
/// Nothing ends an answer but its age, and nothing is known to hold together.
///
/// # Threads
///
/// [#find] and its questions take no lock. All else is done under `lock`: by the feed's thread, to
/// which alone `pending` belongs, and by workers before and after a query. The cache evicts on
/// whichever thread it likes, so it only notes what left, in `left`; whoever has the lock next
/// takes it out of the index.
///
/// @param <V> what an answer is
public final class AnswerStore<V> implements ChangeListener {
  /// How much there may be.
  ///
  /// @param bytes of all answers together
  /// @param bytesOfOne of the largest
  /// @param remembered transactions that are remembered with their changes
  /// @param rememberedFor how long
  /// @param staleness how long ago the feed may have been heard
  public record Limits(
      long bytes, int bytesOfOne, int remembered, Duration rememberedFor, Duration staleness) {
    public static final Limits DEFAULT =
        new Limits(
            64L * 1024 * 1024, 1024 * 1024, 10_000, Duration.ofSeconds(10), Duration.ofSeconds(1));
  }

  private static final int OVERHEAD = 256;

  private final ChangeFeed feed;
  private final boolean fed;
  private final Limits limits;
  private final long stalenessNanos;
  private final Supplier<String> schemaAsOf;
  private final LongSupplier nanoClock;
  private final Cache<Object, Stored<V>> cache;
  private final Queue<Stored<V>> left = new ConcurrentLinkedQueue<>();
  private final AtomicLong ended = new AtomicLong();

  private final Changed pending = new Changed();

  private final ReentrantLock lock = new ReentrantLock();
  private final ReadIndex<Stored<V>> index = new ReadIndex<>();
  private final ToldLog told;
  private final TreeSet<Long> open = new TreeSet<>();
  private final List<Long> schemaChanges = new ArrayList<>();
  private Snapshot loaded = Snapshot.NOTHING;
  private long fills;
  private long generation;
  private volatile boolean following;
  private volatile boolean schemaUnknown;

  /// @param feed to which it is added
  /// @param schemaAsOf `pg_current_snapshot()` as of which the catalogue in force is known
  /// @param nanoClock [System#nanoTime()]
  public AnswerStore(
      ChangeFeed feed, Limits limits, Supplier<String> schemaAsOf, LongSupplier nanoClock) {
    this.feed = feed;
    this.fed = !feed.equals(ChangeFeed.NONE);
    this.limits = limits;
    this.stalenessNanos = limits.staleness().toNanos();
    this.schemaAsOf = schemaAsOf;
    this.nanoClock = nanoClock;
    this.told = new ToldLog(limits.remembered(), limits.rememberedFor().toNanos());
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(limits.bytes())
            .weigher((Object _, Stored<V> stored) -> stored.weight())
            .removalListener((@Nullable Object _, @Nullable Stored<V> stored, RemovalCause _) -> {
              if (stored != null) left.add(stored);
            })
            .executor(Runnable::run)
            .build();
    feed.add(this);
  }

  /* --- Giving --- */

  /// The answer under a key, if there is one that may be given at this moment.
  public @Nullable Stored<V> find(Object key) {
    Stored<V> stored = cache.getIfPresent(key);
    return stored != null && stored.holds() && mayGive(stored) ? stored : null;
  }

  private boolean mayGive(Stored<V> stored) {
    long oldest = nanoClock.getAsLong() - stalenessNanos;
    return fed ? isHeard(oldest) : stored.begunNanos() - oldest >= 0;
  }

  /// Whether the feed and the schema are known well enough to give or to store anything.
  public boolean isKnown() {
    return !fed || isHeard(nanoClock.getAsLong() - stalenessNanos);
  }

  private boolean isHeard(long since) {
    feed.wanted();
    return following && feed.heardSince(since) && (!schemaUnknown || schemaHasBeenRead());
  }

  /// Whether the feed has told everything that the answer's query saw: then the answer is right as
  /// of the feed's present place, as is every other ripe one that holds.
  public boolean isRipe(Stored<?> stored) {
    return fed && following && feed.heardSince(stored.filledNanos());
  }

  /// Whether everything is told that was acknowledged before a moment.
  public boolean isTold(long nanos) {
    return fed && following && feed.heardSince(nanos);
  }

  /* --- Filling --- */

  /// To be called before the query begins; [#end] must follow.
  public Fill begin() {
    lock.lock();
    try {
      long number = fills++;
      open.add(number);
      return new Fill(number, generation, nanoClock.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  /// One answer that a query gave.
  ///
  /// @param weight its bytes
  public record Filled<V>(Object key, ReadSet reads, V value, int weight) {}

  /// To be called after the query, with what may be stored of it.
  ///
  /// @param snapshot that the reading statement selected
  /// @param horizon of the [io.eventlive.schema.Grounds] that it was planned by
  public Fill.Outcome end(Fill fill, Snapshot snapshot, long horizon, List<Filled<V>> results) {
    lock.lock();
    try {
      takeOutWhatLeft();
      Fill.Outcome outcome = judge(fill, snapshot, horizon);
      if (outcome == Fill.Outcome.STORED) {
        for (Filled<V> result : results) {
          Fill.Outcome one = store(fill, snapshot, result);
          if (one != Fill.Outcome.STORED) outcome = one;
        }
      }
      open.remove(fill.number());
      told.settle(snapshot, fills, open.isEmpty() ? fills : open.first());
      return outcome;
    } finally {
      lock.unlock();
    }
  }

  /// To be called instead where there is nothing to store.
  public void abandon(Fill fill) {
    lock.lock();
    try {
      open.remove(fill.number());
    } finally {
      lock.unlock();
    }
  }

  private Fill.Outcome judge(Fill fill, Snapshot snapshot, long horizon) {
    if (fill.generation() != generation) return Fill.Outcome.DROPPED;
    if (!fed) return Fill.Outcome.STORED;
    if (!isKnown()) return Fill.Outcome.FEED_SILENT;
    if (snapshot.xmin() < horizon) return Fill.Outcome.WRITERS_OF_BEFORE;
    return Fill.Outcome.STORED;
  }

  private Fill.Outcome store(Fill fill, Snapshot snapshot, Filled<V> result) {
    int weight = OVERHEAD + result.weight() + result.reads().weight();
    if (weight > limits.bytesOfOne()) return Fill.Outcome.TOO_LARGE;
    if (fed && !told.allSeen(snapshot, result.reads())) return Fill.Outcome.OVERTAKEN;
    Stored<V> stored =
        new Stored<>(
            result.key(), result.value(), result.reads(), fill, nanoClock.getAsLong(), weight);
    if (fed) index.add(stored, result.reads());
    cache.put(result.key(), stored);
    return Fill.Outcome.STORED;
  }

  private void takeOutWhatLeft() {
    for (Stored<V> stored = left.poll(); stored != null; stored = left.poll()) {
      index.remove(stored, stored.reads());
    }
  }

  /* --- Being told --- */

  @Override
  public void load(Connection snapshot) throws SQLException {
    try (Statement statement = snapshot.createStatement();
        ResultSet row = statement.executeQuery("select pg_current_snapshot()::text")) {
      row.next();
      load(Snapshot.parse(row.getString(1)));
    }
  }

  void load(Snapshot snapshot) {
    lock.lock();
    try {
      loaded = snapshot;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void follows(Epoch epoch) {
    lock.lock();
    try {
      dropAll();
      told.restart(loaded);
      schemaChanges.clear();
      schemaUnknown = false;
      following = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void begin(Transaction transaction) {
    pending.clear();
  }

  @Override
  public void change(Transaction transaction, Change change) {
    pending.add(change);
  }

  @Override
  public void commit(Transaction transaction) {
    List<Change> changes = pending.changes();
    lock.lock();
    try {
      takeOutWhatLeft();
      if (pending.schemaChanged()) {
        dropAll();
        schemaChanges.add(transaction.xid());
        schemaUnknown = true;
      }
      if (changes.isEmpty()) return;
      told.add(transaction.xid(), changes, nanoClock.getAsLong());
      for (Change change : changes) {
        for (Stored<V> stored : index.candidates(change)) {
          if (stored.holds() && stored.reads().isTouchedBy(change)) endOne(stored);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void endOne(Stored<V> stored) {
    stored.end();
    ended.incrementAndGet();
    index.remove(stored, stored.reads());
    cache.asMap().remove(stored.key(), stored);
  }

  @Override
  public void gap(Gap gap) {
    lock.lock();
    try {
      following = false;
      dropAll();
    } finally {
      lock.unlock();
    }
  }

  /// Drops everything, also what is being made.
  public void drop() {
    lock.lock();
    try {
      dropAll();
    } finally {
      lock.unlock();
    }
  }

  private void dropAll() {
    generation++;
    for (Stored<V> stored : cache.asMap().values()) stored.end();
    cache.invalidateAll();
    left.clear();
    index.clear();
  }

  private boolean schemaHasBeenRead() {
    Snapshot known = Snapshot.parse(schemaAsOf.get());
    lock.lock();
    try {
      schemaChanges.removeIf(known::shows);
      schemaUnknown = !schemaChanges.isEmpty();
      return !schemaUnknown;
    } finally {
      lock.unlock();
    }
  }

  /* --- Numbers --- */

  /// How many answers were ended by changes.
  public long ended() {
    return ended.get();
  }

  public long size() {
    return cache.estimatedSize();
  }

  /// Bytes of all answers, as far as they are counted.
  public long bytes() {
    return cache.policy().eviction().map(each -> each.weightedSize().orElse(0)).orElse(0L);
  }

  /// For tests: as if memory were short.
  void evictAll() {
    cache.invalidateAll();
  }

  /// For tests: whether the index holds nothing.
  boolean isIndexEmpty() {
    lock.lock();
    try {
      cache.cleanUp();
      takeOutWhatLeft();
      return index.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
