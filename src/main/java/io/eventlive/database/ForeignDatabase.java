package io.eventlive.database;

import io.eventlive.database.NoDatabase.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// A PostgreSQL that somebody else runs, looked at before anything is done with it.
final class ForeignDatabase {
  private static final int OLDEST = 150_000;

  private ForeignDatabase() {}

  /// Connects as the operator told us to.
  ///
  /// @throws NoDatabase with a sentence that says what to do about it
  static Connection connect(LibpqUrl url) throws NoDatabase {
    try {
      return url.open();
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      String said = String.valueOf(e.getMessage()).strip();
      String sentence =
          switch (state) {
            case "28000", "28P01" -> "The database at %s does not let this user in: %s";
            case "3D000" -> "The server of %s has no such database: %s";
            case "53300" -> "The database at %s has no connection left: %s";
            default -> "No database can be reached at %s: %s";
          };
      throw new NoDatabase(Kind.UNREACHABLE, sentence.formatted(url, said), e);
    }
  }

  /// What a database says of itself.
  ///
  /// @param versionNumber `server_version_num`, such as 150013 for 15.13
  /// @param connections how many it allows to others than superusers
  record Facts(int versionNumber, String version, boolean standby, int connections) {}

  /// Makes sure that it is new enough, that it can be written to, and that it has room for us.
  static void requireSuitable(Connection connection, LibpqUrl url, int connections)
      throws SQLException, NoDatabase {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select current_setting('server_version_num')::int,
                       current_setting('server_version'),
                       pg_is_in_recovery(),
                       current_setting('max_connections')::int
                         - current_setting('superuser_reserved_connections')::int
                """)) {
      row.next();
      Facts facts = new Facts(row.getInt(1), row.getString(2), row.getBoolean(3), row.getInt(4));
      requireSuitable(facts, url, connections);
    }
  }

  static void requireSuitable(Facts facts, LibpqUrl url, int connections) throws NoDatabase {
    if (facts.versionNumber() < OLDEST) {
      throw new NoDatabase(
          Kind.UNSUITABLE,
          "The database at %s is PostgreSQL %s, which is too old: EventLive needs PostgreSQL 15 or newer."
              .formatted(url, facts.version()));
    }
    if (facts.standby()) {
      throw new NoDatabase(
          Kind.UNSUITABLE,
          "The database at %s is a standby, which cannot be written to: name the primary."
              .formatted(url));
    }
    if (facts.connections() < connections) {
      throw new NoDatabase(
          Kind.UNSUITABLE,
          "The database at %s allows %d connections and EventLive is set to use up to %d: raise max_connections there, or lower EventLive's."
              .formatted(url, facts.connections(), connections));
    }
  }

  /// Whether policies do not bind this role. One that is not there is somebody else's complaint.
  static boolean passesRowSecurity(Connection connection, String role) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select rolsuper or rolbypassrls from pg_roles where rolname = ?")) {
      statement.setString(1, role);
      try (ResultSet row = statement.executeQuery()) {
        return !row.next() || row.getBoolean(1);
      }
    }
  }

  /// Names everything that is missing, one sentence each.
  static void requireNone(List<String> missing, LibpqUrl url) throws NoDatabase {
    if (!missing.isEmpty()) {
      throw new NoDatabase(
          Kind.UNSUITABLE,
          "The database at %s gives too few rights. %s".formatted(url, String.join(" ", missing)));
    }
  }
}
