package io.eventlive.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Database;
import io.eventlive.database.OwnCluster;
import io.eventlive.database.TestCluster;
import io.eventlive.observation.Observation;
import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What only a cluster of its own can suffer: PostgreSQL killed, and more WAL than it holds back.
final class ClusterFaultsTest {
  private final List<Observation> observed = new CopyOnWriteArrayList<>();
  private final Path folder;
  private final Database database;

  ClusterFaultsTest() throws Exception {
    folder = Files.createTempDirectory(TestCluster.scratch(), "feed-");
    database = OwnCluster.start(folder, observed::add);
  }

  @BeforeEach
  void arrange() throws Exception {
    execute(Mirror.TABLES);
    execute("alter table public.ticket owner to eventlive_owner");
    execute("alter table public.copied owner to eventlive_owner");
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private Connection administrator() throws java.sql.SQLException {
    return TestCluster.connect(database.administratorUrl());
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = administrator()) {
      connection.createStatement().execute(sql);
    }
  }

  private ChangeFeed follow(ChangeListener listener) throws Exception {
    ChangeFeeds.publish(database.owner(), List.of("public"), false, observed::add);
    ChangeFeed feed =
        ChangeFeeds.open(
            new FeedAccess(
                database.replication(),
                database.replicator(),
                database.watcher(),
                database.owner()),
            FeedConfig.of(Duration.ofMillis(50), Duration.ofSeconds(60)),
            observed::add,
            new SplittableRandom(3));
    feed.add(listener);
    feed.start();
    Heard.catchUp(feed);
    return feed;
  }

  @Test
  void holdsWhatTheDatabaseHoldsAfterPostgresWasKilled() throws Exception {
    Mirror mirror = new Mirror();
    try (ChangeFeed feed = follow(mirror)) {
      try (Writers writers = new Writers(this::administrator, 2, new SplittableRandom(5))) {
        Eventually.within(Heard.LONGEST, "writing", () -> writers.written() > 50);
        long pid =
            Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst());
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        Eventually.within(Heard.LONGEST, "a gap", () -> !mirror.gaps().isEmpty());
        assertThat(feed.heardSince(System.nanoTime())).isFalse();
        Eventually.within(Duration.ofMinutes(2), "it is followed again", () -> feed.epoch() > 1);
        long before = writers.written();
        Eventually.within(Heard.LONGEST, "writing goes on", () -> writers.written() > before + 50);
      }
      Heard.catchUp(feed);

      try (Connection connection = administrator()) {
        assertThat(mirror.rows()).isEqualTo(Mirror.read(connection));
        assertThat(TestDatabase.rows(connection, "select count(*) from pg_replication_slots"))
            .containsExactly("1");
      }
      assertThat(observed).hasAtLeastOneElementOfType(Observation.FeedLost.class);
    }
  }

  @Test
  void beginsAnewWhenPostgresHoldsNoMoreWalBackForIt() throws Exception {
    execute("alter system set max_slot_wal_keep_size = '1MB'");
    execute("select pg_reload_conf()");
    CountDownLatch released = new CountDownLatch(1);
    Mirror mirror = new Mirror();
    try (ChangeFeed feed = follow(mirror)) {
      // A second one that never reads: PostgreSQL cannot send, and its slot stays behind.
      ChangeFeed stuck = follow(new Stuck(released));
      execute("insert into public.copied values (1, 'a')");
      try (Connection connection = administrator()) {
        for (int i = 0; i < 40; i++) {
          TestDatabase.rows(
              connection, "select pg_logical_emit_message(true, 'filler', repeat('x', 1000000))");
        }
        TestDatabase.rows(connection, "select pg_switch_wal()");
        TestDatabase.rows(connection, "checkpoint");
        Eventually.within(
            Heard.LONGEST,
            "the slot is given up",
            () ->
                TestDatabase.rows(
                            connection,
                            "select count(*) from pg_replication_slots where wal_status = 'lost'"
                                + " or not active")
                        .getFirst()
                        .equals("1")
                    || TestDatabase.rows(connection, "select count(*) from pg_replication_slots")
                        .getFirst()
                        .equals("1"));
      }
      released.countDown();
      Eventually.within(Heard.LONGEST, "it begins anew", () -> stuck.epoch() == 2);
      stuck.close();
      Heard.catchUp(feed);
      assertThat(mirror.rows()).containsEntry("1", "a");
    }
  }

  /// Waits inside its first change.
  private static final class Stuck extends Heard {
    private final CountDownLatch released;

    private Stuck(CountDownLatch released) {
      this.released = released;
    }

    @Override
    public synchronized void change(Transaction transaction, Change change) {
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      super.change(transaction, change);
    }
  }
}
