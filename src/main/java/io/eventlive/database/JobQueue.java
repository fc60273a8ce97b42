package io.eventlive.database;

import java.util.List;
import java.util.Optional;

/// Where jobs wait for a worker: who goes next, how long each may wait, and how many may.
///
/// Called under the workers' lock, so by one thread at a time, and must not block. Moments are
/// those of `System.nanoTime`, handed in, so that a test may move them. A job that was added leaves
/// exactly once: by [#next], [#overdue] or [#clear], or because a later [#add] names it.
public interface JobQueue {
  /// Adds a job.
  ///
  /// @return who has to go for lack of room: nobody, the job itself, or one that has waited
  List<Workers.Job> add(Workers.Job job, long now);

  /// Takes out whoever goes next, never one whose time is over; empty where nobody waits.
  Optional<Workers.Job> next(long now);

  /// Takes out those whose time is over. Called many times a second, also where nobody waits.
  List<Workers.Job> overdue(long now);

  /// A job that was taken has run for so long on its connection.
  void ran(Workers.Job job, long nanos);

  /// Takes out everybody.
  List<Workers.Job> clear();

  /// How many wait.
  int size();
}
