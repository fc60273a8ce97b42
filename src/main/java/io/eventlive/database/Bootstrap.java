package io.eventlive.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.util.PasswordUtil;

/// Makes roles, schemas and the DDL notification, as administrator, before the migrations. May run
/// any number of times.
final class Bootstrap {
  private Bootstrap() {}

  static void run(Connection administrator) throws SQLException {
    administrator.setAutoCommit(false);
    try (Statement statement = administrator.createStatement()) {
      // One at a time, also where two nodes start on one database.
      statement.execute("select pg_advisory_xact_lock(hashtext('eventlive bootstrap'))");
      statement.execute(script());
      administrator.commit();
    } catch (SQLException e) {
      administrator.rollback();
      throw e;
    } finally {
      administrator.setAutoCommit(true);
    }
  }

  /// Puts the password in force. It leaves as a SCRAM verifier, so that no log of the server can
  /// show it.
  static void setPassword(Connection administrator, Role role, String password)
      throws SQLException {
    String verifier =
        PasswordUtil.encodePassword(role.sqlName(), password.toCharArray(), "scram-sha-256");
    try (PreparedStatement format =
        administrator.prepareStatement(
            "select format('alter role %I password %L', ?::text, ?::text)")) {
      format.setString(1, role.sqlName());
      format.setString(2, verifier);
      try (ResultSet text = format.executeQuery();
          Statement statement = administrator.createStatement()) {
        text.next();
        statement.execute(text.getString(1));
      }
    }
  }

  private static String script() {
    try (InputStream script = Bootstrap.class.getResourceAsStream("bootstrap.sql")) {
      if (script == null) {
        throw new IllegalStateException("bootstrap.sql is not on the class path");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("bootstrap.sql cannot be read", e);
    }
  }
}
