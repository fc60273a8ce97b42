package io.eventlive.changes;

import io.eventlive.database.ConnectionSource;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Finds out whether the database can be followed, and makes the feed that fits.
public final class ChangeFeeds {
  private ChangeFeeds() {}

  /// Makes the publication, or adds the tables that it lacks, and lets changes of the schema leave
  /// a message. What the login may not do is left, and observed.
  ///
  /// @param publisher of connections that may publish the tables
  /// @param announce whether event triggers may be made as well
  public static void publish(
      ConnectionSource publisher, List<String> schemas, boolean announce, Observer observer) {
    try (Connection connection = publisher.open()) {
      int added = Publication.bringUpToDate(connection, schemas);
      boolean announced = !announce || Publication.announceSchemaChanges(connection);
      if (added > 0 || !announced) {
        observer.observe(new Observation.TablesPublished(added, announced));
      }
    } catch (SQLException problem) {
      observer.observe(new Observation.PublicationRefused(String.valueOf(problem.getMessage())));
    }
  }

  /// A feed that is not started yet; [ChangeFeed#NONE] where the database allows none.
  public static ChangeFeed open(
      FeedAccess access, FeedConfig config, Observer observer, RandomGenerator random)
      throws SQLException {
    Preconditions found;
    try (Connection connection = access.replicator().open()) {
      found = Preconditions.of(connection);
    }
    Optional<String> obstacle = found.obstacle();
    if (obstacle.isPresent()) {
      observer.observe(new Observation.FeedImpossible(obstacle.get()));
      return ChangeFeed.NONE;
    }
    found.warn(observer);
    return new WalFeed(access, config, observer, random);
  }
}
