package io.eventlive.database;

import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Workers over real connections.
///
/// `lock` guards `waiting`, `state` and `busy`; `arrived` wakes workers, `finished` whoever drains.
/// A worker's connection is touched by that worker alone. One more thread, the warden, turns away
/// what has waited too long while every worker is busy.
final class ConnectionWorkers implements Workers {
  private static final Duration WARDEN_ROUND = Duration.ofMillis(20);

  /// A connection that was idle longer than this is asked whether it is still alive.
  private static final Duration TRUSTED_IDLE = Duration.ofMillis(500);

  private final Connections connections;
  private final Observer observer;
  private final int queueLimit;
  private final long longestWaitNanos;
  private final List<Thread> threads = new ArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition finished = lock.newCondition();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private State state = State.OPEN;
  private int busy;

  private enum State {
    OPEN,
    DRAINING,
    STOPPED
  }

  private record Waiting(Job job, long since) {}

  private ConnectionWorkers(
      Connections connections, int queueLimit, Duration longestWait, Observer observer) {
    this.connections = connections;
    this.queueLimit = queueLimit;
    this.longestWaitNanos = longestWait.toNanos();
    this.observer = observer;
  }

  /// Starts the threads; each connects before it takes its first job.
  ///
  /// @param count how many workers, and so connections
  /// @param queueLimit how many jobs may wait
  /// @param longestWait how long each of them may wait
  static ConnectionWorkers start(
      Connections connections, int count, int queueLimit, Duration longestWait, Observer observer) {
    ConnectionWorkers workers =
        new ConnectionWorkers(connections, queueLimit, longestWait, observer);
    IntStream.range(0, count)
        .forEach(
            i -> workers.threads.add(Thread.ofVirtual().name("worker-" + i).start(workers::work)));
    workers.threads.add(Thread.ofVirtual().name("queue-warden").start(workers::ward));
    return workers;
  }

  @Override
  public boolean offer(Job job) {
    lock.lock();
    try {
      if (state != State.OPEN || waiting.size() >= queueLimit) {
        return false;
      }
      waiting.addLast(new Waiting(job, System.nanoTime()));
      arrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// How many jobs wait at the moment.
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  boolean reachable() {
    return connections.reachable();
  }

  private void work() {
    PostgresRequestConnection connection =
        connections.tryOpen() instanceof Connections.Attempt.Opened(PostgresRequestConnection first)
            ? first
            : null;
    long idleSince = System.nanoTime();
    for (Optional<Waiting> next = take(); next.isPresent(); next = take()) {
      try {
        connection = serve(next.get(), connection, idleSince);
      } finally {
        idleSince = System.nanoTime();
        done();
      }
    }
    if (connection != null) {
      connection.leave();
    }
  }

  /// Runs or turns away one job.
  ///
  /// @return the connection to go on with
  private @Nullable PostgresRequestConnection serve(
      Waiting next, @Nullable PostgresRequestConnection held, long idleSince) {
    if (System.nanoTime() - next.since() > longestWaitNanos) {
      turnAway(next.job(), new Reason.WaitedTooLong());
      return held;
    }
    PostgresRequestConnection usable = usable(held, idleSince);
    if (usable != null) {
      run(next.job(), usable);
      return usable;
    }
    return switch (connections.tryOpen()) {
      case Connections.Attempt.Opened(PostgresRequestConnection opened) -> {
        run(next.job(), opened);
        yield opened;
      }
      case Connections.Attempt.Failed(SQLException problem) -> {
        turnAway(next.job(), new Reason.Unreachable(problem));
        yield null;
      }
    };
  }

  private void run(Job job, PostgresRequestConnection connection) {
    try {
      job.run(connection);
    } catch (RuntimeException | Error e) {
      observer.observe(new Observation.UnexpectedFailure("a worker's job", Optional.empty(), e));
      connection.close(); // nobody knows in what state the job left it
    }
  }

  private @Nullable PostgresRequestConnection usable(
      @Nullable PostgresRequestConnection held, long idleSince) {
    if (held == null || !held.isOpen()) {
      return null;
    }
    boolean trusted = System.nanoTime() - idleSince < TRUSTED_IDLE.toNanos();
    try {
      if (trusted || held.answers(1)) {
        return held;
      }
    } catch (RuntimeException e) {
      observer.observe(
          new Observation.UnexpectedFailure("asking a connection", Optional.empty(), e));
    }
    held.close();
    return null;
  }

  private Optional<Waiting> take() {
    lock.lock();
    try {
      while (waiting.isEmpty() && state == State.OPEN) {
        arrived.awaitUninterruptibly();
      }
      Waiting next = waiting.pollFirst();
      if (next != null) {
        busy++;
      }
      return Optional.ofNullable(next);
    } finally {
      lock.unlock();
    }
  }

  private void done() {
    lock.lock();
    try {
      busy--;
      finished.signal();
    } finally {
      lock.unlock();
    }
  }

  private void ward() {
    while (true) {
      List<Job> overdue = new ArrayList<>();
      lock.lock();
      try {
        if (state == State.STOPPED) {
          return;
        }
        long now = System.nanoTime();
        for (Waiting first = waiting.peekFirst();
            first != null && now - first.since() > longestWaitNanos;
            first = waiting.peekFirst()) {
          overdue.add(waiting.removeFirst().job());
        }
      } finally {
        lock.unlock();
      }
      overdue.forEach(job -> turnAway(job, new Reason.WaitedTooLong()));
      LockSupport.parkNanos(WARDEN_ROUND.toNanos());
    }
  }

  private void turnAway(Job job, Reason reason) {
    try {
      job.turnAway(reason);
    } catch (RuntimeException | Error e) {
      observer.observe(new Observation.UnexpectedFailure("a worker's job", Optional.empty(), e));
    }
  }

  /// Takes nothing more, runs what waits, and ends the workers; what has not begun when the time is
  /// over is turned away, and what has not ended is left to its statement timeout.
  ///
  /// @return whether everything that had been taken was run
  boolean drain(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    List<Job> left = new ArrayList<>();
    boolean complete;
    lock.lock();
    try {
      state = State.DRAINING;
      arrived.signalAll();
      long remaining = end - System.nanoTime();
      while ((busy > 0 || !waiting.isEmpty()) && remaining > 0) {
        remaining = finished.awaitNanos(remaining);
      }
      complete = busy == 0 && waiting.isEmpty();
    } catch (InterruptedException _) { // stop now, then
      Thread.currentThread().interrupt();
      complete = false;
    } finally {
      state = State.STOPPED;
      waiting.forEach(waiter -> left.add(waiter.job()));
      waiting.clear();
      arrived.signalAll();
      lock.unlock();
    }
    left.forEach(job -> turnAway(job, new Reason.Stopping()));
    connections.close();
    return complete;
  }
}
