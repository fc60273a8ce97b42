package io.eventlive.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// The text search configurations whose names need no quoting.
final class SelectTextSearch {
  private static final String SQL =
      """
      select n.nspname as schema, c.cfgname as name
      from pg_ts_config c
      join pg_namespace n on n.oid = c.cfgnamespace
      where n.nspname ~ '^[a-z_][a-z0-9_]*$'
        and c.cfgname ~ '^[a-z_][a-z0-9_]*$'
      """;

  private SelectTextSearch() {}

  static List<QualifiedName> from(Connection connection) throws SQLException {
    return Rows.all(connection, SQL, Rows::name);
  }
}
