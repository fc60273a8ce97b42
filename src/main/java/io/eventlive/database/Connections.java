package io.eventlive.database;

import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Opens the workers' connections and knows when there is no use in trying: after a failure one
/// thread alone tries again, ever slower, and everybody else is told at once.
///
/// `this` guards `outage` and `closed`.
final class Connections {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final ConnectionSource source;
  private final Observer observer;
  private final RandomGenerator seeds;
  private @Nullable SQLException outage;
  private boolean closed;

  /// @param seeds safe for use by several threads
  Connections(ConnectionSource source, Observer observer, RandomGenerator seeds) {
    this.source = source;
    this.observer = observer;
    this.seeds = seeds;
  }

  /// What came of asking for a connection.
  sealed interface Attempt {
    record Opened(PostgresRequestConnection connection) implements Attempt {}

    record Failed(SQLException problem) implements Attempt {}
  }

  Attempt tryOpen() {
    SQLException known = outage();
    if (known != null) {
      return new Attempt.Failed(known);
    }
    try {
      return new Attempt.Opened(open());
    } catch (SQLException e) {
      beginOutage(e);
      return new Attempt.Failed(e);
    } catch (RuntimeException e) {
      SQLException problem = of(e);
      beginOutage(problem);
      return new Attempt.Failed(problem);
    }
  }

  /// A driver that breaks is no reason to lose a worker or the probe.
  private SQLException of(RuntimeException fault) {
    observer.observe(
        new Observation.UnexpectedFailure("opening a connection", Optional.empty(), fault));
    return new SQLException("opening a connection failed", "08001", fault);
  }

  private PostgresRequestConnection open() throws SQLException {
    Connection connection = source.open();
    return new PostgresRequestConnection(
        connection, observer, new SplittableRandom(seeds.nextLong()));
  }

  /// Whether a connection could be had when one was last asked for.
  synchronized boolean reachable() {
    return outage == null;
  }

  private synchronized @Nullable SQLException outage() {
    return outage;
  }

  private synchronized void beginOutage(SQLException problem) {
    if (outage != null || closed) {
      return;
    }
    outage = problem;
    observer.observe(new Observation.DatabaseUnreachable(String.valueOf(problem.getMessage())));
    Thread.ofVirtual().name("database-probe").start(this::probe);
  }

  private void probe() {
    long began = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    while (!isClosed()) {
      LockSupport.parkNanos(pause.toNanos());
      try {
        open().leave();
        endOutage(Duration.ofNanos(System.nanoTime() - began));
        return;
      } catch (SQLException e) {
        keepOutage(e);
      } catch (RuntimeException e) {
        keepOutage(of(e));
      }
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
  }

  private synchronized void keepOutage(SQLException problem) {
    outage = problem;
  }

  private synchronized void endOutage(Duration after) {
    outage = null;
    observer.observe(new Observation.DatabaseReachable(after));
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  synchronized void close() {
    closed = true;
  }
}
