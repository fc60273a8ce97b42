package io.eventlive.registration;

import java.util.Locale;

/// Why an insert has a transaction of its own, although its table's inserts may share one.
public enum Alone {
  /// The table has a trigger that nobody reviewed, a constraint that can be deferred, or a rule.
  TABLE,
  /// It is not exactly one row.
  ROWS,
  /// It may change rows that are there.
  MERGES,
  /// It wants a say in how its transaction begins or ends.
  TRANSACTION,
  /// It asks for PostgreSQL's plan.
  PLAN,
  /// It is large, and would hold up the rest.
  SIZE,
  /// It sets what holds for a transaction as a whole.
  SETTINGS,
  /// It met a lock.
  LOCKED,
  /// Its result was not the one row that was asked for.
  UNDONE,
  /// The batch as a whole came to nothing.
  BATCH_FAILED;

  /// As it stands in the log and in metrics.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
