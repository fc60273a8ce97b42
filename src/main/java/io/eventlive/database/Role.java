package io.eventlive.database;

import java.util.Locale;

/// The roles that EventLive itself logs in as, each for one purpose.
public enum Role {
  /// Requests: takes the caller's role for each transaction and owns nothing.
  AUTHENTICATOR,
  /// Sign-in: users, sessions and tokens.
  SUPABASE_AUTH_ADMIN,
  /// Migrations: owns the schemas and everything in them.
  EVENTLIVE_OWNER,
  /// Listens for notifications and reads the catalogue.
  EVENTLIVE_WATCHER,
  /// Follows the WAL.
  EVENTLIVE_REPLICATOR;

  /// Its name in PostgreSQL.
  public String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
