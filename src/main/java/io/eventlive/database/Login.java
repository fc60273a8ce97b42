package io.eventlive.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/// One way into a database.
///
/// @param options pgjdbc properties besides the address's own
/// @param onConnect statement that each new connection begins with; empty for none
record Login(
    Address address, String user, String password, Map<String, String> options, String onConnect)
    implements ConnectionSource {
  Login {
    options = Map.copyOf(options);
  }

  Login(Address address, String user, String password) {
    this(address, user, password, Map.of(), "");
  }

  Login withOptions(Map<String, String> others) {
    return new Login(address, user, password, others, onConnect);
  }

  Login beginningWith(String statement) {
    return new Login(address, user, password, options, statement);
  }

  @Override
  public Connection open() throws SQLException {
    Connection connection =
        new Address(address.host(), address.port(), address.database(), merged())
            .connect(user, password);
    if (onConnect.isEmpty()) {
      return connection;
    }
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute(onConnect);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  Map<String, String> merged() {
    Map<String, String> all = new java.util.HashMap<>(options);
    all.putAll(address.options());
    return all;
  }

  /// Without the password.
  @Override
  public String toString() {
    return "Login[" + user + "@" + address.host() + ":" + address.port() + "]";
  }
}
