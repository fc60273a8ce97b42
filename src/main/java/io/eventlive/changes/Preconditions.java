package io.eventlive.changes;

import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/// What a database has to allow before its WAL can be followed.
///
/// @param unlimited whether a slot that nobody reads may fill the disk
record Preconditions(String walLevel, boolean mayReplicate, boolean published, boolean unlimited) {
  private static final String QUERY =
      """
      select current_setting('wal_level'),
             exists (
               select from pg_roles
               where rolname = session_user and (rolreplication or rolsuper)),
             current_setting('max_slot_wal_keep_size') = '-1'
      """;

  static Preconditions of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      row.next();
      return new Preconditions(
          row.getString(1), row.getBoolean(2), Publication.exists(connection), row.getBoolean(3));
    }
  }

  /// Why there can be no feed, and what would help.
  Optional<String> obstacle() {
    if (!walLevel.equals("logical")) {
      return Optional.of("wal_level is " + walLevel + ": set it to logical and restart PostgreSQL");
    }
    if (!mayReplicate) {
      return Optional.of("the login may not replicate: give it the attribute REPLICATION");
    }
    if (!published) {
      return Optional.of(
          "there is no publication eventlive: make one, or start with --manage-publication");
    }
    return Optional.empty();
  }

  void warn(Observer observer) {
    if (unlimited) observer.observe(new Observation.FeedUnbounded());
  }
}
