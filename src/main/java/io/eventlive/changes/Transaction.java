package io.eventlive.changes;

import java.time.Instant;

/// A transaction that was committed.
///
/// @param xid its id with the epoch, as `pg_current_xact_id()` gives it and `pg_current_snapshot()`
///   counts; never a subtransaction's
/// @param commit where its commit stands in the WAL
/// @param committedAt by PostgreSQL's clock
public record Transaction(long xid, Lsn commit, Instant committedAt) {}
