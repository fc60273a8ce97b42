package io.eventlive.server;

import io.eventlive.changes.ChangeFeed;
import io.eventlive.changes.ChangeFeeds;
import io.eventlive.changes.FeedAccess;
import io.eventlive.changes.FeedConfig;
import io.eventlive.database.Database;
import io.eventlive.observation.Metrics;
import io.eventlive.observation.Observer;
import io.eventlive.webinar.LiveCounters;
import io.eventlive.webinar.LiveCounters.Counts;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/// The change feed's settings, and the feed that follows from them.
///
/// @param followed whether the WAL is followed at all
/// @param managePublication whether a publication may be created in a foreign database
record FeedSettings(boolean followed, boolean managePublication, FeedConfig config) {
  static FeedSettings of(Settings settings) throws CannotStart {
    Duration heartbeat =
        settings.duration(Setting.HEARTBEAT, Duration.ofMillis(10), Duration.ofSeconds(5));
    Duration limit =
        settings.duration(Setting.HEARTBEAT_LIMIT, Duration.ofMillis(100), Duration.ofMinutes(10));
    if (limit.compareTo(heartbeat) <= 0) {
      throw settings.unusable(
          Setting.HEARTBEAT_LIMIT, "longer than " + Setting.HEARTBEAT.variable());
    }
    return new FeedSettings(
        settings.flag(Setting.CHANGE_FEED),
        settings.flag(Setting.MANAGE_PUBLICATION),
        FeedConfig.of(heartbeat, limit));
  }

  /// A feed that waits for its listeners; none where the database allows none.
  ///
  /// @param schemas whose tables are published where that is ours to do
  ChangeFeed open(
      Database database, List<String> schemas, Observer observer, RandomGenerator random)
      throws SQLException {
    if (!followed) return ChangeFeed.NONE;
    boolean ours = !database.schemaVersion().equals("existing");
    if (ours || managePublication) {
      ChangeFeeds.publish(database.owner(), schemas, !ours, observer);
    }
    return ChangeFeeds.open(
        new FeedAccess(
            database.replication(), database.replicator(), database.watcher(), database.owner()),
        config,
        observer,
        random);
  }

  /// Shows the feed, and what is counted by it, in the metrics.
  static void register(Metrics metrics, ChangeFeed feed, LiveCounters counters) {
    metrics
        .gauge(
            "eventlive_registrations",
            "Registrations of all webinars, counted by the change feed.",
            () -> sum(counters, Counts::registrations))
        .gauge(
            "eventlive_questions",
            "Questions of all webinars, counted by the change feed.",
            () -> sum(counters, Counts::questions))
        .gauge(
            "eventlive_feed_epoch",
            "How often the change feed has begun; 0 while it is not followed.",
            feed::epoch)
        .gauge(
            "eventlive_feed_silence_seconds",
            "How long ago the newest heartbeat that came back was sent.",
            () -> feed.epoch() == 0 ? Double.NaN : feed.silence().toNanos() / 1e9)
        .gauge(
            "eventlive_feed_lag_seconds",
            "How long the newest heartbeat took to come back.",
            () -> feed.lag().toNanos() / 1e9)
        .gauge(
            "eventlive_feed_slowest_seconds",
            "The longest that listeners took for one transaction.",
            () -> feed.totals().slowest().toNanos() / 1e9)
        .count(
            "eventlive_feed_transactions_total",
            "Transactions told.",
            () -> feed.totals().transactions())
        .count("eventlive_feed_changes_total", "Changes told.", () -> feed.totals().changes())
        .count(
            "eventlive_feed_heartbeats_total",
            "Heartbeats that came back.",
            () -> feed.totals().heartbeats())
        .count(
            "eventlive_feed_gaps_total",
            "Times that the change feed was lost.",
            () -> feed.totals().gaps());
  }

  private static double sum(LiveCounters counters, ToLongFunction<Counts> number) {
    return counters
        .all()
        .map(all -> (double) all.values().stream().mapToLong(number).sum())
        .orElse(Double.NaN);
  }
}
