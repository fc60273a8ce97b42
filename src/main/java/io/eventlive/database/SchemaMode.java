package io.eventlive.database;

/// Whose schema a database has.
public enum SchemaMode {
  /// EventLive's: roles are made and migrations run.
  EVENTLIVE,
  /// The operator's own: nothing is written to it.
  EXISTING
}
