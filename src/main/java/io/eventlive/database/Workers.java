package io.eventlive.database;

import java.sql.SQLException;
import java.util.Optional;

/// A fixed set of virtual threads, each owning one connection, that take requests from one bounded
/// [JobQueue].
public interface Workers {
  /// Queues a job. Never blocks; may be called from the event loop.
  ///
  /// @return false where there is no room for it: the job was not taken and will not run
  boolean offer(Job job);

  /// One request's work. Of a job that was taken exactly one of the first two methods is called.
  interface Job {
    /// Runs with the worker's connection, on the worker's thread.
    void run(RequestConnection connection);

    /// The job waited too long or made room for another, no connection could be had, or the server
    /// is stopping. May be called on whatever thread offers another job: must not block.
    void turnAway(Reason reason);

    /// What the queue may judge it by; empty where nobody said anything.
    default Optional<Ticket> ticket() {
      return Optional.empty();
    }
  }

  /// What a queue knows of a job. Each queue has a type of its own.
  interface Ticket {}

  /// Why a queued job was not run.
  sealed interface Reason {
    /// It waited longer than the limit for a free connection.
    record WaitedTooLong() implements Reason {}

    /// It made room for another job, or shared the place that another one asked for in vain.
    record QueueFull() implements Reason {}

    /// The database cannot be reached.
    record Unreachable(SQLException cause) implements Reason {}

    /// The server is draining.
    record Stopping() implements Reason {}
  }
}
