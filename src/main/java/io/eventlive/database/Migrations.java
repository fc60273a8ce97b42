package io.eventlive.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.internal.jdbc.DriverDataSource;

/// EventLive's schema, brought up to date by Flyway as [Role#EVENTLIVE_OWNER].
final class Migrations {
  private static final String LOCATION = "classpath:io/eventlive/database/migrations";

  private Migrations() {}

  /// Whether EventLive made the schema of this database.
  static boolean haveRun(Connection connection) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select to_regclass('eventlive.flyway_schema_history') is not null")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /// Runs what has not run yet.
  ///
  /// @return the version that the schema has then; `0` where there is no migration
  static String run(Address address, String ownerPassword) {
    ClassLoader classes = Migrations.class.getClassLoader();
    Properties properties = address.properties(Role.EVENTLIVE_OWNER.sqlName(), ownerPassword);
    properties.remove("user");
    properties.remove("password");
    Flyway flyway =
        Flyway.configure(classes)
            .dataSource(
                new DriverDataSource(
                    classes,
                    null,
                    address.jdbcUrl(),
                    Role.EVENTLIVE_OWNER.sqlName(),
                    ownerPassword,
                    null,
                    properties,
                    java.util.Map.of()))
            .locations(LOCATION)
            .schemas("eventlive")
            .defaultSchema("eventlive")
            .createSchemas(false)
            // The schema holds what bootstrap.sql made before there is a history.
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .load();
    flyway.migrate();
    MigrationInfo current = flyway.info().current();
    return current == null || current.getVersion() == null ? "0" : current.getVersion().toString();
  }
}
