package io.eventlive.changes;

import io.eventlive.database.ConnectionSource;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import io.eventlive.schema.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Writes the heartbeats, on a connection and a virtual thread of its own, and notices when they do
/// not come back.
///
/// That it cannot write one says nothing about the stream: what is held only grows old. But one
/// that PostgreSQL has committed has to come back, unless other things keep coming; where neither
/// does, whoever sends is frozen and the stream is given up.
final class Heart implements AutoCloseable {
  static final String PREFIX = "eventlive.heartbeat";

  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(6);
  private static final long PUBLICATION_EVERY = Duration.ofSeconds(1).toNanos();

  private static final String BEAT = "select pg_logical_emit_message(true, ?, ?)";

  private final ConnectionSource source;
  private final FeedConfig config;
  private final Pulse pulse;
  private final Observer observer;
  private final Thread thread = Thread.ofVirtual().name("change-feed-heart").unstarted(this::run);
  private volatile long wantedAt = System.nanoTime() - FeedConfig.WANTED_FOR.toNanos();
  private volatile boolean closing;
  private @Nullable Connection connection;
  private long looked;

  /// The stream's side of it. Called by the heart's thread.
  interface Pulse {
    /// Which stretch of the stream is followed; 0 for none.
    long epoch();

    /// What is written into a heartbeat that is sent now.
    String beat();

    /// A heartbeat was committed that had been sent at the given moment.
    ///
    /// @return whether it has waited too long, with nothing else coming
    boolean overdue();

    void committed(long sentAt);

    void giveUp(long epoch, Gap gap);

    Set<QualifiedName> tables();
  }

  Heart(ConnectionSource source, FeedConfig config, Pulse pulse, Observer observer) {
    this.observer = observer;
    this.source = source;
    this.config = config;
    this.pulse = pulse;
  }

  void start() {
    thread.start();
  }

  /// From any thread. Writes to shared memory at most once a second.
  void wanted() {
    long now = System.nanoTime();
    long since = now - wantedAt;
    if (since < 1_000_000_000L) return;
    wantedAt = now;
    if (since >= FeedConfig.WANTED_FOR.toNanos()) beatNow();
  }

  void beatNow() {
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closing) {
      long epoch = pulse.epoch();
      if (epoch != 0) beat(epoch);
      LockSupport.parkNanos((epoch == 0 ? config.heartbeat() : pause()).toNanos());
    }
    disconnect();
  }

  /// Nobody waits longer than the silence limit for the look whether one is overdue.
  private Duration pause() {
    boolean wanted = System.nanoTime() - wantedAt < FeedConfig.WANTED_FOR.toNanos();
    if (wanted) return config.heartbeat();
    return config.silenceLimit().compareTo(FeedConfig.RARE_HEARTBEAT) < 0
        ? config.silenceLimit()
        : FeedConfig.RARE_HEARTBEAT;
  }

  private void beat(long epoch) {
    if (pulse.overdue()) {
      pulse.giveUp(epoch, new Gap(Gap.Cause.SILENCE, "heartbeats do not come back"));
      return;
    }
    try {
      Connection open = connected();
      long sentAt = System.nanoTime();
      try (PreparedStatement statement = open.prepareStatement(BEAT)) {
        statement.setString(1, PREFIX);
        statement.setString(2, pulse.beat());
        statement.execute();
      }
      pulse.committed(sentAt);
      if (System.nanoTime() - looked >= PUBLICATION_EVERY) look(open, epoch);
    } catch (SQLException _) { // what is held grows old, which is what counts
      disconnect();
    } catch (RuntimeException fault) {
      disconnect();
      observer.observe(
          new Observation.UnexpectedFailure("a heartbeat of the feed", Optional.empty(), fault));
    }
  }

  private void look(Connection open, long epoch) throws SQLException {
    looked = System.nanoTime();
    if (!Publication.complete(open).equals(pulse.tables())) {
      pulse.giveUp(epoch, new Gap(Gap.Cause.PUBLICATION_CHANGED, "other tables are published"));
    }
  }

  private Connection connected() throws SQLException {
    Connection open = connection;
    if (open != null) return open;
    open = source.open();
    connection = open;
    open.setNetworkTimeout(Runnable::run, Math.toIntExact(STATEMENT_LIMIT.toMillis()));
    try (Statement statement = open.createStatement()) {
      // On disk here, so that it is sent at once; without waiting for another machine's disk.
      statement.execute("set synchronous_commit = local");
    }
    return open;
  }

  private void disconnect() {
    Connection open = connection;
    connection = null;
    if (open == null) return;
    try {
      open.close();
    } catch (SQLException _) {
      // it has ended already
    }
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
