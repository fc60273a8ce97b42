package io.eventlive.changes;

import io.eventlive.database.Role;
import io.eventlive.observation.Observation;
import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/// A test's database with a feed that is followed.
final class Followed implements AutoCloseable {
  private final ChangeFeed feed;
  private final Heard heard;
  private final List<Observation> observed = new CopyOnWriteArrayList<>();

  Followed(TestDatabase database, Heard heard, Duration silenceLimit) throws Exception {
    this.heard = heard;
    ChangeFeeds.publish(database::asAdministrator, List.of("public"), false, observed::add);
    this.feed =
        ChangeFeeds.open(
            access(database),
            FeedConfig.of(Duration.ofMillis(50), silenceLimit),
            observed::add,
            new SplittableRandom(7));
    feed.add(heard);
    feed.start();
    Heard.catchUp(feed);
  }

  static FeedAccess access(TestDatabase database) {
    return new FeedAccess(
        database.replication(),
        database.source(Role.EVENTLIVE_REPLICATOR),
        database.source(Role.EVENTLIVE_WATCHER),
        database.source(Role.EVENTLIVE_OWNER));
  }

  ChangeFeed feed() {
    return feed;
  }

  Heard heard() {
    return heard;
  }

  List<Observation> observed() {
    return observed;
  }

  /// Waits until everything committed so far has been told.
  void catchUp() {
    Heard.catchUp(feed);
  }

  void awaitGap(int gaps) {
    Eventually.within(Heard.LONGEST, gaps + " gaps", () -> heard.gaps().size() >= gaps);
  }

  @Override
  public void close() {
    feed.close();
  }
}
