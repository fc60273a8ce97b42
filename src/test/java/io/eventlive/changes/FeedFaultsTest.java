package io.eventlive.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Role;
import io.eventlive.observation.Observation;
import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is held in memory is right again after whatever befell the stream.
final class FeedFaultsTest {
  private static final String SENDER =
      "select active_pid::text from pg_replication_slots"
          + " where database = current_database() and active order by 1 desc limit 1";

  private final TestDatabase database = TestDatabase.fresh();
  private final Mirror mirror = new Mirror();

  @BeforeEach
  void arrange() {
    database.execute(Mirror.TABLES);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void holdsWhatTheDatabaseHoldsAlsoAfterItsConnectionWasEnded() throws Exception {
    long seed = System.nanoTime();
    System.out.println("FeedFaultsTest seed " + seed);
    try (Followed followed = new Followed(database, mirror, Duration.ofSeconds(30))) {
      try (Writers writers =
          new Writers(database::asAdministrator, 4, new SplittableRandom(seed))) {
        for (int ended = 1; ended <= 3; ended++) {
          long before = writers.written();
          Eventually.within(
              Heard.LONGEST, "writing goes on", () -> writers.written() > before + 100);
          database.value(
              "select pg_terminate_backend(pid)::text from pg_stat_replication"
                  + " where application_name = 'eventlive' and pid = ("
                  + SENDER
                  + ")::int");
          followed.awaitGap(ended);
          followed.catchUp();
        }
      }
      followed.catchUp();

      try (Connection connection = database.asAdministrator()) {
        assertThat(mirror.rows()).isEqualTo(Mirror.read(connection));
      }
      assertThat(mirror.gaps())
          .extracting(Gap::cause)
          .containsOnly(Gap.Cause.CONNECTION_LOST)
          .hasSize(3);
      assertThat(followed.feed().totals().gaps()).isEqualTo(3);
      assertThat(mirror.told()).hasSizeGreaterThan(200);
    }
  }

  @Test
  void noticesASenderThatIsFrozenAndBeginsAnew() throws Exception {
    try (Followed followed = new Followed(database, mirror, Duration.ofMillis(500))) {
      long epoch = followed.feed().epoch();
      String pid = String.valueOf(database.value(SENDER));
      signal("STOP", pid);
      try {
        long frozen = System.nanoTime();
        followed.feed().wanted();
        database.execute("insert into public.copied values (1, 'unseen')");
        assertThat(followed.feed().heardSince(System.nanoTime())).isFalse();
        followed.awaitGap(1);
        assertThat(mirror.gaps().getFirst().cause()).isEqualTo(Gap.Cause.SILENCE);
        assertThat(Duration.ofNanos(System.nanoTime() - frozen))
            .isGreaterThan(Duration.ofMillis(400));
        followed.catchUp();
        assertThat(followed.feed().epoch()).isGreaterThan(epoch);
        assertThat(mirror.rows()).containsEntry("1", "unseen");
      } finally {
        signal("CONT", pid);
      }
    }
  }

  private static void signal(String name, String pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void aListenerThatFailsIsAGapForEverybodyAndLoadsAgain() throws Exception {
    ChangeFeeds.publish(database::asAdministrator, List.of("public"), false, _ -> {});
    try (ChangeFeed feed =
        ChangeFeeds.open(
            Followed.access(database),
            FeedConfig.of(Duration.ofMillis(50), Duration.ofSeconds(30)),
            _ -> {},
            new SplittableRandom(1))) {
      feed.add(mirror);
      feed.add(new FailsOnce());
      feed.start();
      Heard.catchUp(feed);
      database.execute("insert into public.copied values (1, 'a'), (2, 'b')");
      Eventually.within(Heard.LONGEST, "a gap", () -> mirror.gaps().size() == 1);
      Heard.catchUp(feed);

      assertThat(mirror.gaps().getFirst().cause()).isEqualTo(Gap.Cause.LISTENER_FAILED);
      assertThat(mirror.rows()).containsOnlyKeys("1", "2");
    }
  }

  private static final class FailsOnce extends Heard {
    private boolean failed;

    @Override
    public synchronized void change(Transaction transaction, Change change) {
      if (failed) return;
      failed = true;
      throw new IllegalStateException("a listener's own mistake");
    }
  }

  @Test
  void leavesNoSlotBehind() throws Exception {
    String slots = "select count(*) from pg_replication_slots where database = current_database()";
    try (Followed followed = new Followed(database, mirror, Duration.ofSeconds(30))) {
      assertThat(database.value(slots)).isEqualTo("1");
      assertThat(followed.feed().epoch()).isEqualTo(1);
    }
    assertThat(database.value(slots)).isEqualTo("0");
    assertThat(mirror.gaps()).extracting(Gap::cause).containsExactly(Gap.Cause.CLOSED);
  }

  @Test
  void saysWhatTheDatabaseDoesNotAllow() throws Exception {
    List<Observation> observed = new ArrayList<>();
    FeedAccess access = Followed.access(database);
    assertThat(open(access, observed)).isSameAs(ChangeFeed.NONE);
    assertThat(
            open(
                new FeedAccess(
                    access.replication(),
                    database.source(Role.EVENTLIVE_WATCHER),
                    access.heart(),
                    access.facts()),
                observed))
        .isSameAs(ChangeFeed.NONE);

    assertThat(observed)
        .extracting(each -> ((Observation.FeedImpossible) each).reason())
        .containsExactly(
            "there is no publication eventlive: make one, or start with --manage-publication",
            "the login may not replicate: give it the attribute REPLICATION");
    assertThat(ChangeFeed.NONE.heardSince(Long.MIN_VALUE)).isFalse();
  }

  private static ChangeFeed open(FeedAccess access, List<Observation> observed) throws Exception {
    return ChangeFeeds.open(
        access,
        FeedConfig.of(Duration.ofMillis(50), Duration.ofSeconds(30)),
        observed::add,
        new SplittableRandom(1));
  }
}
