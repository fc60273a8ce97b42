package io.eventlive.database;

import java.sql.SQLException;
import java.util.OptionalLong;

/// What became of one member of a batch, now that the batch is committed.
///
/// @param <T> what is read of a member's result
public sealed interface Inserted<T> {
  /// It was carried out.
  ///
  /// @param writtenBy the batch's transaction; empty where nothing had been written in it so far
  record Carried<T>(T result, OptionalLong writtenBy) implements Inserted<T> {}

  /// PostgreSQL refused it; nothing of it was written.
  record Refused<T>(SQLException problem) implements Inserted<T> {}

  /// Its result was not exactly one row, so that it was taken back.
  record Undone<T>() implements Inserted<T> {}
}
