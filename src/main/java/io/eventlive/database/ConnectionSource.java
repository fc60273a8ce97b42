package io.eventlive.database;

import java.sql.Connection;
import java.sql.SQLException;

/// Opens plain connections under one fixed login. For the few who keep a connection for themselves:
/// the catalogue's watcher, checks, tools.
@FunctionalInterface
public interface ConnectionSource {
  /// A new connection in autocommit; the caller closes it.
  ///
  /// @throws SQLException where the database cannot be reached or turns the login away
  Connection open() throws SQLException;
}
