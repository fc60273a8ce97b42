package io.eventlive.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// One worker's connection, logged in as `authenticator`, and the two transaction shapes in which a
/// request may use it. Used by one request at a time, on the worker's thread.
///
/// Every statement selects [#WITNESS] last and gives at least one row (wrap a write that may give
/// none); both shapes check it, and a mismatch or its absence discards the answer, closes the
/// connection, is observed, and surfaces as [ConnectionLost].
public interface RequestConnection {
  /// The columns that prove under whose name a statement ran.
  String WITNESS =
      "current_user::text as eventlive_role,"
          + " current_setting('eventlive.nonce', true) as eventlive_nonce";

  /// Settings and one statement in one round trip and one implicit transaction (one Sync).
  ///
  /// @throws ConnectionLost where the connection ended meanwhile; it says whether the statement may
  ///   have written
  /// @throws SQLException what PostgreSQL said; nothing has been written then
  <T> T inOneSync(RequestSettings settings, Statement statement, ResultReader<T> reader)
      throws SQLException;

  /// Settings and one statement as above, and between them what PostgreSQL plans for another one,
  /// which is not run.
  ///
  /// @throws ConnectionLost where the connection ended meanwhile
  /// @throws SQLException what PostgreSQL said of either; nothing has been written then
  <T> Explained<T> inOneSync(
      RequestSettings settings, Statement explained, Statement statement, ResultReader<T> reader)
      throws SQLException;

  /// Begin, settings, the work's statements, then commit or roll back as the work decides. A
  /// setting `transaction_isolation` is possible only here.
  ///
  /// @throws ConnectionLost where the connection ended meanwhile; it says whether the work may have
  ///   been committed
  /// @throws SQLException what PostgreSQL said, or the work; nothing has been written then
  <T> T inTransaction(RequestSettings settings, Work<T> work) throws SQLException;

  /// Inserts of many callers in one round trip and one transaction, each under its own settings and
  /// each for itself: a member that fails is undone alone. There is a function in EventLive's
  /// schema for it; in a schema of somebody else's there is none.
  ///
  /// @param inserts not empty; all set the same settings, and none one that holds for a whole
  ///   transaction. The first one's `statement_timeout` is that of the batch.
  /// @param lockWait how long a member may wait for a lock
  /// @return what became of each, in the same order; everything of it is committed
  /// @throws ConnectionLost where the connection ended meanwhile; all of it may be written
  /// @throws SQLException what PostgreSQL said to the batch as a whole; nothing has been written
  ///   then
  <T> List<Inserted<T>> together(List<Insert> inserts, Duration lockWait, ResultReader<T> reader)
      throws SQLException;

  /// The transaction in which the last call wrote, as `pg_current_snapshot()` counts it; empty
  /// where it wrote nothing, or its end is not known.
  OptionalLong writtenBy();

  /// A plan, and what was read beside it.
  ///
  /// @param plan as `explain (format json)` writes it
  /// @param value what was read of the statement that was run
  record Explained<T>(String plan, T value) {}

  /// Reads a statement's rows.
  @FunctionalInterface
  interface ResultReader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /// What happens between begin and commit.
  @FunctionalInterface
  interface Work<T> {
    Outcome<T> run(Transaction transaction) throws SQLException;
  }

  /// An open transaction with its settings in force.
  interface Transaction {
    <T> T query(Statement statement, ResultReader<T> reader) throws SQLException;

    /// What PostgreSQL plans for a statement, line by line; with the option `analyze` the statement
    /// is carried out. The witness is asked for beside it, since a plan has no columns of ours.
    ///
    /// @param options of `explain`, by word
    String plan(Statement statement, boolean json, Set<String> options) throws SQLException;

    /// Judges what was deferred until the commit, for a transaction that will not have one.
    ///
    /// @throws SQLException where a commit would have failed
    void checkDeferred() throws SQLException;
  }

  /// The value to return and whether what was written stays.
  record Outcome<T>(T value, boolean commit) {}
}
