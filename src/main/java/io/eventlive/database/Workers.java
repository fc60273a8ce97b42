package io.eventlive.database;

import java.sql.SQLException;

/// A fixed set of virtual threads, each owning one connection, that take requests from one bounded
/// queue in order of arrival.
public interface Workers {
  /// Queues a job. Never blocks; may be called from the event loop.
  ///
  /// @return false when the queue is full: the job was not taken and will not run
  boolean offer(Job job);

  /// One request's work. Exactly one of the two methods is called, on a worker's thread.
  interface Job {
    /// Runs with the worker's connection.
    void run(RequestConnection connection);

    /// The job waited too long, no connection could be had, or the server is stopping.
    void turnAway(Reason reason);
  }

  /// Why a queued job was not run.
  sealed interface Reason {
    /// It waited longer than the limit for a free connection.
    record WaitedTooLong() implements Reason {}

    /// It shared the place in the queue that another job asked for in vain.
    record QueueFull() implements Reason {}

    /// The database cannot be reached.
    record Unreachable(SQLException cause) implements Reason {}

    /// The server is draining.
    record Stopping() implements Reason {}
  }
}
