package io.eventlive.changes;

import java.util.List;

/// One thing that a transaction did, in the order in which it did them.
public sealed interface Change {
  /// A row was inserted.
  record Inserted(Relation relation, Row row) implements Change {}

  /// A row was updated.
  ///
  /// @param before the row as it was: everything with replica identity full, else the columns of
  ///   the replica identity
  /// @param after the row as it is
  record Updated(Relation relation, Row before, Row after) implements Change {}

  /// A row was deleted.
  ///
  /// @param before the row as it was: everything with replica identity full, else the columns of
  ///   the replica identity
  record Deleted(Relation relation, Row before) implements Change {}

  /// Tables were emptied with `truncate`; no row of theirs is told.
  record Truncated(List<Relation> relations) implements Change {
    public Truncated {
      relations = List.copyOf(relations);
    }
  }

  /// The schema changed here: what came before it in the feed was of the old schema and what comes
  /// behind it is of the new one. Told only where an event trigger of ours says so.
  ///
  /// @param command its tag, such as `ALTER TABLE`
  record SchemaChanged(String command) implements Change {}

  /// A message that somebody wrote into the WAL with `pg_logical_emit_message`; not our own
  /// heartbeats.
  record Spoken(String prefix, String content) implements Change {}
}
