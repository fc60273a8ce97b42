package io.eventlive.testing;

import io.eventlive.database.Caller;
import io.eventlive.database.ConnectionSource;
import io.eventlive.database.Replication;
import io.eventlive.database.Role;
import io.eventlive.database.TestCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A database of its own for one test class: EventLive's roles and schema, no rows. Dropped when
/// closed.
///
/// ```java
/// private static final TestDatabase DATABASE = TestDatabase.fresh();
///
/// @AfterAll
/// static void close() {
///   DATABASE.close();
/// }
/// ```
public final class TestDatabase implements AutoCloseable {
  private final TestCluster cluster;
  private final String name;

  private TestDatabase(TestCluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  public static TestDatabase fresh() {
    TestCluster cluster = TestCluster.ofThisRun();
    return new TestDatabase(cluster, cluster.create());
  }

  /// A database as a Supabase project leaves it, with the old webinar platform and its 100,000 rows
  /// in it; nothing of EventLive's. Made by a script once, then copied.
  public static TestDatabase likeSupabase() {
    TestCluster cluster = TestCluster.ofThisRun();
    return SupabaseFixture.copy(
        new TestDatabase(cluster, cluster.create(SupabaseFixture.template())));
  }

  /// A database with nothing in it.
  static TestDatabase empty() {
    TestCluster cluster = TestCluster.ofThisRun();
    return new TestDatabase(cluster, cluster.create("template0"));
  }

  public String name() {
    return name;
  }

  /// A connection in autocommit under one of EventLive's logins; the caller closes it.
  public Connection as(Role role) {
    return opened(Optional.of(role));
  }

  /// A superuser's connection in autocommit; the caller closes it.
  public Connection asAdministrator() {
    return opened(Optional.empty());
  }

  /// A source of connections under one of EventLive's logins, as the server hands it to features.
  public ConnectionSource source(Role role) {
    return () -> cluster.connect(name, Optional.of(role));
  }

  /// A source of connections on which its WAL comes.
  public Replication.Source replication() {
    return () -> cluster.replication(name);
  }

  public String password(Role role) {
    return cluster.password(role);
  }

  /// A libpq URL for a superuser.
  public String administratorUrl() {
    return cluster.administratorUrl(name);
  }

  /// A libpq URL for a login that a test made.
  public String url(String user, String password) {
    return cluster.url(name, user, password);
  }

  /// Runs statements as administrator, for arranging and for looking behind the scenes.
  public void execute(String sql) {
    try (Connection connection = asAdministrator();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + " in " + sql, e);
    }
  }

  /// The rows of a query as administrator, each column as PostgreSQL's text, columns joined by `|`.
  public List<String> rows(String sql, String... parameters) {
    try (Connection connection = asAdministrator()) {
      return rows(connection, sql, parameters);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + " in " + sql, e);
    }
  }

  /// The first column of the only row, or null.
  public @Nullable String value(String sql, String... parameters) {
    List<String> rows = rows(sql, parameters);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /// Runs work in one transaction with the caller's role and claims in force, as requests do, and
  /// commits.
  public <T> T asCaller(Caller caller, Work<T> work) throws SQLException {
    try (Connection connection = as(Role.AUTHENTICATOR)) {
      connection.setAutoCommit(false);
      rows(
          connection,
          "select set_config('role', ?, true), set_config('request.jwt.claims', ?, true)",
          caller.role(),
          caller.claims());
      T value = work.run(connection);
      connection.commit();
      return value;
    }
  }

  /// The rows that a query shows to the caller; what it writes stays.
  public List<String> rowsAs(Caller caller, String sql, String... parameters) throws SQLException {
    return asCaller(caller, connection -> rows(connection, sql, parameters));
  }

  /// What is done in a caller's transaction.
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /// Runs one statement and gives its rows, columns joined by `|`; empty where it has none.
  public static List<String> rows(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      List<String> rows = new ArrayList<>();
      if (statement.execute()) {
        try (ResultSet result = statement.getResultSet()) {
          int columns = result.getMetaData().getColumnCount();
          while (result.next()) {
            List<String> values = new ArrayList<>();
            for (int column : IntStream.rangeClosed(1, columns).toArray()) {
              values.add(String.valueOf(result.getString(column)));
            }
            rows.add(values.stream().collect(Collectors.joining("|")));
          }
        }
      }
      return rows;
    }
  }

  private Connection opened(Optional<Role> role) {
    try {
      return cluster.connect(name, role);
    } catch (SQLException e) {
      throw new IllegalStateException("no connection for a test", e);
    }
  }

  @Override
  public void close() {
    cluster.drop(name);
  }
}
