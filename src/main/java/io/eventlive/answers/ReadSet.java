package io.eventlive.answers;

import io.eventlive.changes.Change;
import io.eventlive.changes.Relation;
import io.eventlive.changes.Row;
import io.eventlive.schema.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything that an answer was read from: which changes can make another one of it, and, what
/// matters more, which cannot.
public record ReadSet(List<TableRead> reads) {
  public ReadSet {
    reads = List.copyOf(reads);
  }

  /// The rows of one table that were looked at, found or not.
  ///
  /// @param bound columns that have to have one of some values, in the form in which the feed
  ///   writes them; empty for the whole table
  /// @param relevant columns of which alone an update matters; empty for all
  public record TableRead(
      QualifiedName table, Map<String, Set<String>> bound, Set<String> relevant) {
    public TableRead {
      bound = Map.copyOf(bound);
      relevant = Set.copyOf(relevant);
    }

    public static TableRead whole(QualifiedName table) {
      return new TableRead(table, Map.of(), Set.of());
    }

    public static TableRead where(QualifiedName table, Map<String, Set<String>> bound) {
      return new TableRead(table, bound, Set.of());
    }

    private boolean touches(Relation relation, Row row) {
      if (!relation.name().equals(table)) return false;
      for (Map.Entry<String, Set<String>> each : bound.entrySet()) {
        OptionalInt position = relation.position(each.getKey());
        if (position.isEmpty() || !row.tells(position.getAsInt())) continue; // nobody knows
        String value = row.text(position.getAsInt());
        if (value == null || !each.getValue().contains(value)) return false;
      }
      return true;
    }

    private boolean changesWhatMatters(Relation relation, Row before, Row after) {
      if (relevant.isEmpty()) return true;
      for (String column : relevant) {
        OptionalInt found = relation.position(column);
        if (found.isEmpty()) return true;
        int position = found.getAsInt();
        boolean told = before.tells(position) && after.tells(position);
        if (!told || !same(before.text(position), after.text(position))) return true;
      }
      return false;
    }

    private static boolean same(@Nullable String one, @Nullable String other) {
      return one == null ? other == null : one.equals(other);
    }

    private boolean isTouchedBy(Change change) {
      return switch (change) {
        case Change.Inserted(Relation relation, Row row) -> touches(relation, row);
        case Change.Deleted(Relation relation, Row before) -> touches(relation, before);
        case Change.Updated(Relation relation, Row before, Row after) ->
            (touches(relation, before) || touches(relation, after))
                && changesWhatMatters(relation, before, after);
        case Change.Truncated(List<Relation> relations) ->
            relations.stream().anyMatch(relation -> relation.name().equals(table));
        case Change.SchemaChanged _, Change.Spoken _ -> false;
      };
    }
  }

  /// Whether a change may have made another answer of it. What the feed does not tell counts as if
  /// it did. (A change of the schema ends every answer and is not asked about.)
  public boolean isTouchedBy(Change change) {
    for (TableRead read : reads) {
      if (read.isTouchedBy(change)) return true;
    }
    return false;
  }

  /// Roughly what it takes in memory.
  int weight() {
    int weight = 64;
    for (TableRead read : reads) {
      weight += 128;
      for (Set<String> values : read.bound().values()) {
        for (String value : values) weight += 96 + value.length();
      }
    }
    return weight;
  }
}
