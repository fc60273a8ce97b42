package io.eventlive.changes;

/// What of a row's old state is written to the WAL when it is updated or deleted.
public enum ReplicaIdentity {
  /// The primary key, where it changed or the row is deleted.
  DEFAULT,
  /// The columns of a chosen unique index, likewise.
  INDEX,
  /// Every column, always.
  FULL,
  /// Nothing: PostgreSQL refuses updates and deletes of such a table once they are published.
  NOTHING
}
