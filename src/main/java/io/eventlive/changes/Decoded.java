package io.eventlive.changes;

import java.time.Instant;

/// What one message of the output plugin means.
sealed interface Decoded {
  /// A transaction begins to be told.
  ///
  /// @param xid its lower 32 bits
  record Begun(Lsn commit, Instant committedAt, int xid) implements Decoded {}

  /// Everything of it was told.
  ///
  /// @param end behind its last byte: what was told so far ends here
  record Committed(Lsn commit, Lsn end) implements Decoded {}

  record Changed(Change change) implements Decoded {}

  /// Somebody's `pg_logical_emit_message`.
  ///
  /// @param transactional whether it belongs to the transaction that is open; else it stands alone
  record Emitted(boolean transactional, String prefix, String content) implements Decoded {}

  /// Something about tables, types or origins, of which nothing is told.
  record Described() implements Decoded {}
}
