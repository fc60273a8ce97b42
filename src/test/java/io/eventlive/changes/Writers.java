package io.eventlive.changes;

import io.eventlive.database.ConnectionSource;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Several at once who write random transactions to what a [Mirror] copies, until they are stopped.
final class Writers implements AutoCloseable {
  private static final int KEYS = 50;

  private final ConnectionSource source;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong written = new AtomicLong();
  private volatile boolean stopping;

  Writers(ConnectionSource source, int count, SplittableRandom random) {
    this.source = source;
    for (int i = 0; i < count; i++) {
      SplittableRandom own = random.split();
      threads.add(Thread.ofVirtual().start(() -> write(own)));
    }
  }

  /// How many transactions were committed.
  long written() {
    return written.get();
  }

  private void write(SplittableRandom random) {
    while (!stopping) {
      try (Connection connection = source.open()) {
        connection.setAutoCommit(false);
        while (!stopping) transaction(connection, random);
      } catch (SQLException _) {
        // PostgreSQL is being restarted, or ended this connection
      }
    }
  }

  private void transaction(Connection connection, SplittableRandom random) throws SQLException {
    TestDatabase.rows(connection, "update public.ticket set n = n + 1");
    int statements = 1 + random.nextInt(5);
    for (int i = 0; i < statements; i++) {
      String key = Integer.toString(random.nextInt(KEYS));
      String value = random.nextInt(20) == 0 ? "x".repeat(5_000) : "v" + random.nextInt();
      switch (random.nextInt(40)) {
        case 0, 1, 2, 3, 4, 5, 6 ->
            TestDatabase.rows(
                connection, "delete from public.copied where id = cast(? as int)", key);
        case 7 -> {
          TestDatabase.rows(connection, "savepoint s");
          TestDatabase.rows(
              connection,
              "update public.copied set value = 'undone' where id > cast(? as int)",
              key);
          TestDatabase.rows(connection, "rollback to s");
        }
        default ->
            TestDatabase.rows(
                connection,
                "insert into public.copied values (cast(? as int), ?)"
                    + " on conflict (id) do update set value = excluded.value",
                key,
                value);
      }
    }
    if (random.nextInt(10) == 0) {
      connection.rollback();
    } else {
      connection.commit();
      written.incrementAndGet();
    }
  }

  @Override
  public void close() {
    stopping = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
