package io.eventlive.database;

import io.eventlive.observation.Observer;
import java.time.Duration;
import java.util.Random;

/// Real workers over a test's database, for features that hand their work over.
public final class TestWorkers implements Workers, AutoCloseable {
  private final ConnectionWorkers workers;

  private TestWorkers(ConnectionWorkers workers) {
    this.workers = workers;
  }

  public static TestWorkers start(ConnectionSource source, int count, Observer observer) {
    Connections connections = new Connections(source, observer, new Random(7));
    return new TestWorkers(
        ConnectionWorkers.start(
            connections, count, new ArrivalQueue(1_000, Duration.ofSeconds(20)), observer));
  }

  /// With a queue of the test's own.
  public static TestWorkers start(
      ConnectionSource source, int count, JobQueue queue, Observer observer) {
    Connections connections = new Connections(source, observer, new Random(7));
    return new TestWorkers(ConnectionWorkers.start(connections, count, queue, observer));
  }

  @Override
  public boolean offer(Job job) {
    return workers.offer(job);
  }

  /// Takes nothing more and runs what waits, for so long.
  public boolean drain(Duration limit) {
    return workers.drain(limit);
  }

  @Override
  public void close() {
    workers.drain(Duration.ofSeconds(5));
  }
}
