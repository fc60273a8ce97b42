package io.eventlive.database;

import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Workers over real connections.
///
/// `lock` guards `queue`, `state` and `busy`; `arrived` wakes workers, `finished` whoever drains. A
/// worker's connection is touched by that worker alone. One more thread, the warden, turns away
/// what has waited too long while every worker is busy.
final class ConnectionWorkers implements Workers {
  private static final Duration WARDEN_ROUND = Duration.ofMillis(20);

  /// A connection that was idle longer than this is asked whether it is still alive.
  private static final Duration TRUSTED_IDLE = Duration.ofMillis(500);

  private final Connections connections;
  private final Observer observer;
  private final JobQueue queue;
  private final List<Thread> threads = new ArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition finished = lock.newCondition();
  private State state = State.OPEN;
  private int busy;

  private enum State {
    OPEN,
    DRAINING,
    STOPPED
  }

  private ConnectionWorkers(Connections connections, JobQueue queue, Observer observer) {
    this.connections = connections;
    this.queue = queue;
    this.observer = observer;
  }

  /// Starts the threads; each connects before it takes its first job.
  ///
  /// @param count how many workers, and so connections
  /// @param queue of nobody else
  static ConnectionWorkers start(
      Connections connections, int count, JobQueue queue, Observer observer) {
    ConnectionWorkers workers = new ConnectionWorkers(connections, queue, observer);
    IntStream.range(0, count)
        .forEach(
            i -> workers.threads.add(Thread.ofVirtual().name("worker-" + i).start(workers::work)));
    workers.threads.add(Thread.ofVirtual().name("queue-warden").start(workers::ward));
    return workers;
  }

  @Override
  public boolean offer(Job job) {
    List<Job> leaving;
    lock.lock();
    try {
      if (state != State.OPEN) {
        return false;
      }
      leaving = queue.add(job, System.nanoTime());
      arrived.signal();
    } finally {
      lock.unlock();
    }
    boolean taken = true;
    for (Job each : leaving) {
      if (same(each, job)) {
        taken = false;
      } else {
        turnAway(each, new Reason.QueueFull());
      }
    }
    return taken;
  }

  @SuppressWarnings("ReferenceEquality") // a job is one piece of work, whatever it is equal to
  private static boolean same(Job one, Job other) {
    return one == other;
  }

  /// How many jobs wait at the moment.
  int waiting() {
    lock.lock();
    try {
      return queue.size();
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
    for (Optional<Job> next = take(); next.isPresent(); next = take()) {
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
      Job next, @Nullable PostgresRequestConnection held, long idleSince) {
    PostgresRequestConnection usable = usable(held, idleSince);
    if (usable != null) {
      run(next, usable);
      return usable;
    }
    return switch (connections.tryOpen()) {
      case Connections.Attempt.Opened(PostgresRequestConnection opened) -> {
        run(next, opened);
        yield opened;
      }
      case Connections.Attempt.Failed(SQLException problem) -> {
        turnAway(next, new Reason.Unreachable(problem));
        yield null;
      }
    };
  }

  private void run(Job job, PostgresRequestConnection connection) {
    long began = System.nanoTime();
    try {
      job.run(connection);
    } catch (RuntimeException | Error e) {
      observer.observe(new Observation.UnexpectedFailure("a worker's job", Optional.empty(), e));
      connection.close(); // nobody knows in what state the job left it
    } finally {
      tell(job, System.nanoTime() - began);
    }
  }

  private void tell(Job job, long nanos) {
    lock.lock();
    try {
      queue.ran(job, nanos);
    } finally {
      lock.unlock();
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

  /// The next job; empty when the workers are to end.
  private Optional<Job> take() {
    lock.lock();
    try {
      Optional<Job> next = queue.next(System.nanoTime());
      while (next.isEmpty() && state == State.OPEN) {
        arrived.awaitUninterruptibly();
        next = queue.next(System.nanoTime());
      }
      if (next.isPresent()) {
        busy++;
      }
      return next;
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
      List<Job> overdue;
      lock.lock();
      try {
        if (state == State.STOPPED) {
          return;
        }
        overdue = queue.overdue(System.nanoTime());
        if (!overdue.isEmpty()) {
          finished.signal();
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
    List<Job> left;
    boolean complete;
    lock.lock();
    try {
      state = State.DRAINING;
      arrived.signalAll();
      long remaining = end - System.nanoTime();
      while ((busy > 0 || queue.size() > 0) && remaining > 0) {
        remaining = finished.awaitNanos(remaining);
      }
      complete = busy == 0 && queue.size() == 0;
    } catch (InterruptedException _) { // stop now, then
      Thread.currentThread().interrupt();
      complete = false;
    } finally {
      state = State.STOPPED;
      left = queue.clear();
      arrived.signalAll();
      lock.unlock();
    }
    left.forEach(job -> turnAway(job, new Reason.Stopping()));
    connections.close();
    return complete;
  }
}
