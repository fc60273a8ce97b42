package io.eventlive.changes;

import io.eventlive.database.Replication;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import io.eventlive.schema.QualifiedName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The feed of a database whose WAL can be followed.
///
/// One virtual thread owns the stream: it connects, makes a slot that lives as long as the
/// connection, lets listeners load from the slot's snapshot, and tells them what comes. Whatever
/// goes wrong is a gap: the slot is gone, what is committed meanwhile is never told, and everything
/// begins again after a pause that grows with each failure and is never quite the same.
///
/// Nothing is kept in memory but the message that is being told. How far the feed is, [Progress]
/// keeps for everybody who asks; `this` guards `current` and `verdict`.
final class WalFeed implements ChangeFeed {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final FeedAccess access;
  private final FeedConfig config;
  private final Observer observer;
  private final RandomGenerator random;
  private final List<ChangeListener> added = new ArrayList<>();
  private final Progress progress;
  private final Heart heart;
  private final Thread thread = Thread.ofVirtual().name("change-feed").unstarted(this::run);
  private Telling telling = new Telling(List.of());
  private @Nullable Replication current;
  private @Nullable Gap verdict;
  private long epochs;
  private boolean told;
  private volatile boolean closing;

  /// @param random used by the feed's thread alone
  WalFeed(FeedAccess access, FeedConfig config, Observer observer, RandomGenerator random) {
    this.access = access;
    this.config = config;
    this.observer = observer;
    this.random = random;
    this.progress =
        new Progress(HexFormat.of().toHexDigits(random.nextLong()), config, this::giveUp);
    this.heart = new Heart(access.heart(), config, progress, observer);
  }

  @Override
  public void add(ChangeListener listener) {
    if (thread.getState() != Thread.State.NEW) {
      throw new IllegalStateException("who comes later would have missed something");
    }
    added.add(listener);
  }

  @Override
  public void start() {
    telling = new Telling(added);
    thread.start();
    heart.start();
  }

  private void run() {
    Duration pause = config.firstPause();
    while (!closing) {
      long epoch = epochs;
      Gap gap = follow();
      if (closing) return;
      if (epochs != epoch) pause = config.firstPause(); // it had been followed
      Duration jittered = Duration.ofNanos(random.nextLong(pause.toNanos() / 2, pause.toNanos()));
      observer.observe(
          new Observation.FeedLost(gap.cause().name(), gap.problem(), epochs != epoch, jittered));
      LockSupport.parkNanos(jittered.toNanos());
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(config.longestPause()) < 0 ? twice : config.longestPause();
    }
  }

  /// From the connection to its loss.
  private Gap follow() {
    Gap gap;
    try (Replication replication = access.replication().open()) {
      hold(replication);
      gap = follow(replication);
    } catch (SQLException problem) {
      gap = new Gap(cause(problem), String.valueOf(problem.getMessage()));
    } catch (Unreadable problem) {
      gap = new Gap(Gap.Cause.UNREADABLE, String.valueOf(problem.getMessage()));
    } catch (RuntimeException fault) {
      observer.observe(
          new Observation.UnexpectedFailure("following the WAL", Optional.empty(), fault));
      gap = new Gap(Gap.Cause.LISTENER_FAILED, String.valueOf(fault.getMessage()));
    }
    return lost(gap);
  }

  private static Gap.Cause cause(SQLException problem) {
    // PostgreSQL's words where a slot was invalidated, before and since version 16
    String said = String.valueOf(problem.getMessage());
    boolean slot = said.contains("replication slot") || said.contains("has already been removed");
    return slot ? Gap.Cause.SLOT_LOST : Gap.Cause.CONNECTION_LOST;
  }

  private Gap follow(Replication replication) throws SQLException, Unreadable {
    long began = System.nanoTime();
    Replication.Slot slot =
        replication.createSlot("eventlive_" + HexFormat.of().toHexDigits(random.nextLong()));
    Facts facts = Facts.load(access.facts(), slot, config.loadLimit(), telling.listeners());
    replication.follow(slot, Publication.NAME);
    Epoch epoch = new Epoch(++epochs, new Lsn(slot.consistentPoint()));
    told = true;
    telling.follows(epoch);
    progress.follows(epoch.number(), facts.tables(), began);
    observer.observe(
        new Observation.FeedFollows(
            epoch.number(),
            epoch.from().toString(),
            facts.tables().size(),
            Duration.ofNanos(System.nanoTime() - began)));
    heart.beatNow();
    Stream stream = new Stream(telling, progress, new WideXids(facts.xid()), config, observer);
    while (!closing) {
      Optional<Lsn> told = stream.take(replication.read());
      told.ifPresent(end -> replication.confirm(end.position()));
    }
    replication.leave(slot);
    return new Gap(Gap.Cause.CLOSED, "the server is stopping");
  }

  private synchronized void hold(Replication replication) {
    current = replication;
    verdict = null;
  }

  /// Nobody may trust what is held from here on.
  private Gap lost(Gap found) {
    progress.lost();
    Gap gap;
    synchronized (this) {
      current = null;
      gap = verdict == null ? found : verdict;
    }
    if (closing) gap = new Gap(Gap.Cause.CLOSED, "the server is stopping");
    if (told) {
      told = false;
      telling.gap(
          gap,
          fault ->
              observer.observe(
                  new Observation.UnexpectedFailure("telling of a gap", Optional.empty(), fault)));
    }
    return gap;
  }

  /// Ends the stream from outside, so that its thread begins again.
  private synchronized void giveUp(long epoch, Gap gap) {
    Replication open = current;
    if (open == null || epoch != progress.epoch()) return;
    verdict = gap;
    close(open);
  }

  private static void close(Replication replication) {
    try {
      replication.close();
    } catch (SQLException _) {
      // it has ended already
    }
  }

  @Override
  public boolean heardSince(long nanoTime) {
    return progress.heardSince(nanoTime);
  }

  @Override
  public void wanted() {
    heart.wanted();
  }

  @Override
  public Set<QualifiedName> tables() {
    return progress.tables();
  }

  @Override
  public long epoch() {
    return progress.epoch();
  }

  @Override
  public Duration silence() {
    return progress.silence();
  }

  @Override
  public Duration lag() {
    return progress.lag();
  }

  @Override
  public Totals totals() {
    return progress.totals();
  }

  /// The last heartbeat wakes the stream's thread, which then leaves in good order.
  @Override
  public void close() {
    closing = true;
    if (thread.getState() == Thread.State.NEW) return;
    heart.beatNow();
    LockSupport.unpark(thread);
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        synchronized (this) {
          if (current != null) close(current);
        }
        thread.join(CLOSE_LIMIT);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    heart.close();
  }
}
