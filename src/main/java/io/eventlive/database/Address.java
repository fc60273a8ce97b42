package io.eventlive.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/// Where a database is, and how it is reached by whatever role.
///
/// @param options pgjdbc properties that hold for every connection, such as `sslmode`
record Address(String host, int port, String database, Map<String, String> options) {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration LOGIN_LIMIT = Duration.ofSeconds(20);

  Address {
    options = Map.copyOf(options);
  }

  Address withDatabase(String other) {
    return new Address(host, port, other, options);
  }

  String jdbcUrl() {
    String bracketed = host.contains(":") ? "[" + host + "]" : host;
    String encoded = java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8);
    return "jdbc:postgresql://" + bracketed + ":" + port + "/" + encoded;
  }

  Properties properties(String user, String password) {
    Properties properties = new Properties();
    properties.setProperty("connectTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
    properties.setProperty("loginTimeout", Long.toString(LOGIN_LIMIT.toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "eventlive");
    options.forEach(properties::setProperty);
    // details hold values of rows, and messages end up in the log; clients are told by
    // ServerMessage
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    return properties;
  }

  Connection connect(String user, String password) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), properties(user, password));
  }
}
