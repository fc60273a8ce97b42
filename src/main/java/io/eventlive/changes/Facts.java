package io.eventlive.changes;

import io.eventlive.database.ConnectionSource;
import io.eventlive.database.Replication;
import io.eventlive.schema.QualifiedName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What was true at the point from which a slot tells: read in the snapshot that PostgreSQL made
/// together with the slot, so that nothing is missed and nothing comes twice.
///
/// @param xid a transaction id of that moment, in full
/// @param tables what is told completely
record Facts(long xid, Set<QualifiedName> tables) {
  private static final Pattern SNAPSHOT = Pattern.compile("[0-9A-Fa-f-]{1,63}");

  /// Reads them, and lets every listener load its own.
  static Facts load(
      ConnectionSource source,
      Replication.Slot slot,
      Duration statementLimit,
      List<ChangeListener> listeners)
      throws SQLException {
    if (!SNAPSHOT.matcher(slot.snapshot()).matches()) {
      throw new SQLException("the slot's snapshot has no name", "08P01");
    }
    try (Connection connection = source.open()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("set transaction isolation level repeatable read, read only");
        statement.execute("set transaction snapshot '" + slot.snapshot() + "'");
        statement.execute("set local statement_timeout = " + statementLimit.toMillis());
      }
      Facts facts = new Facts(xid(connection), Publication.complete(connection));
      for (ChangeListener listener : listeners) listener.load(connection);
      connection.rollback();
      return facts;
    }
  }

  private static long xid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select pg_snapshot_xmax(pg_current_snapshot())::text")) {
      row.next();
      return Long.parseUnsignedLong(row.getString(1));
    }
  }
}
