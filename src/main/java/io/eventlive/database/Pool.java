package io.eventlive.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/// A few connections that are lent out: closing one gives it back.
final class Pool implements ConnectionSource, AutoCloseable {
  /// The pool takes no shorter one.
  private static final Duration LEAST_WAIT = Duration.ofMillis(250);

  private static final Duration LONGEST_LIFE = Duration.ofMinutes(30);

  private final HikariDataSource connections;

  private Pool(HikariDataSource connections) {
    this.connections = connections;
  }

  /// Starts with one connection and opens the others when they are needed.
  ///
  /// @param longestWait how long somebody may wait for one
  static Pool of(String name, Login login, int size, Duration longestWait) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(login.address().jdbcUrl());
    config.setDataSourceProperties(properties(login));
    if (!login.onConnect().isEmpty()) {
      config.setConnectionInitSql(login.onConnect());
    }
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(Math.max(LEAST_WAIT.toMillis(), longestWait.toMillis()));
    config.setMaxLifetime(LONGEST_LIFE.toMillis());
    config.setInitializationFailTimeout(-1); // what is unreachable now may be back when needed
    return new Pool(new HikariDataSource(config));
  }

  private static Properties properties(Login login) {
    return new Address(
            login.address().host(),
            login.address().port(),
            login.address().database(),
            login.merged())
        .properties(login.user(), login.password());
  }

  @Override
  public Connection open() throws SQLException {
    return connections.getConnection();
  }

  @Override
  public void close() {
    connections.close();
  }
}
