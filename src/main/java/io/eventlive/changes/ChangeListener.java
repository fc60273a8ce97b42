package io.eventlive.changes;

import java.sql.Connection;
import java.sql.SQLException;

/// Is told what was committed, transaction by transaction in commit order, by the feed's one
/// thread. Everybody waits for it: an implementation is quick, and never blocks but in [#load].
///
/// The order of calls is `(load follows (begin change* commit)* gap)*`; `gap` may also come in the
/// middle of a transaction, which then counts as not told. A failure of any of them is a gap for
/// everybody, so that nobody goes on from a state that is wrong.
///
/// A commit may be told a moment before new snapshots see it, and a moment before its writer is
/// answered.
public interface ChangeListener {
  /// Reads what the listener holds in memory as of exactly the point from which the feed will tell:
  /// in a read-only transaction whose snapshot shows everything committed before that point, and
  /// nothing else. May block; until it returns nothing is told to anybody.
  ///
  /// One exception is PostgreSQL's own: a table that is truncated while this reads may already look
  /// empty, although changes of its rows and then the truncation are still to be told.
  ///
  /// @param snapshot in an open transaction; not to be kept
  default void load(Connection snapshot) throws SQLException {}

  /// The feed is complete from here on.
  void follows(Epoch epoch);

  void begin(Transaction transaction);

  void change(Transaction transaction, Change change);

  /// Everything of the transaction was told.
  void commit(Transaction transaction);

  /// The feed is lost: whatever is held may be wrong from now on and has to be dropped.
  void gap(Gap gap);
}
