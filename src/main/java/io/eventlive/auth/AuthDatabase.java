package io.eventlive.auth;

import io.eventlive.admission.Call;
import io.eventlive.admission.Turnstile;
import io.eventlive.database.ConnectionSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Where users and sessions are kept: connections of the role `supabase_auth_admin`, each used for
/// one statement or one transaction and given back.
///
/// There are few of them, and a crowd that signs in wants them all. So a place at the turnstile is
/// needed before a connection: sessions that go on pass before people who come in.
final class AuthDatabase {
  /// What the request on this thread is about; a sign-in where nothing was said.
  static final ScopedValue<Call> CALL = ScopedValue.newInstance();

  private static final Call SIGN_IN = new Call.SignIn();

  private final ConnectionSource pool;
  private final Turnstile turnstile;

  /// @param turnstile with a place for each connection of the pool
  AuthDatabase(ConnectionSource pool, Turnstile turnstile) {
    this.pool = pool;
    this.turnstile = turnstile;
  }

  /// What is done with a connection.
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T run(Connection connection) throws SQLException;
  }

  /// Reads rows.
  @FunctionalInterface
  interface Reader<T extends @Nullable Object> {
    T read(ResultSet rows) throws SQLException;
  }

  /// Runs statements that each commit for themselves.
  <T extends @Nullable Object> T run(Work<T> work) {
    enter();
    try (Connection connection = pool.open()) {
      return work.run(connection);
    } catch (SQLException e) {
      throw new DatabaseTrouble(e);
    } finally {
      turnstile.leave();
    }
  }

  private void enter() {
    try {
      if (turnstile.enter(CALL.orElse(SIGN_IN))) return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw new DatabaseTrouble(
        new SQLTransientConnectionException("no connection for sign-in was free in time"));
  }

  /// Runs statements that are all kept, or none where the work throws.
  <T extends @Nullable Object> T inTransaction(Work<T> work) {
    return run(connection -> {
      connection.setAutoCommit(false);
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    });
  }

  /// A connection that broke cannot be rolled back, and has been by PostgreSQL: what broke it is
  /// what the caller is told, or a passing trouble would look like a fault.
  private static void rollBack(Connection connection, Exception why) {
    try {
      connection.rollback();
    } catch (SQLException closed) {
      why.addSuppressed(closed);
    }
  }

  /// Runs one query and reads its rows.
  static <T extends @Nullable Object> T query(
      Connection connection, String sql, Reader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        return reader.read(rows);
      }
    }
  }

  /// Runs one statement without result.
  ///
  /// @return how many rows it touched
  static int update(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      return statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      @Nullable Object value = parameters[i];
      if (value instanceof Instant instant) {
        statement.setObject(i + 1, OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }
}
