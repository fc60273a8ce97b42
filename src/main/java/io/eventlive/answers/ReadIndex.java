package io.eventlive.answers;

import io.eventlive.answers.ReadSet.TableRead;
import io.eventlive.changes.Change;
import io.eventlive.changes.Relation;
import io.eventlive.changes.Row;
import io.eventlive.schema.QualifiedName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Finds the answers that a change touches without looking at all of them: by table, column and
/// value. Each read of an answer stands under one of the columns that bind it, the one with the
/// fewest values; what is found there is then asked about the others.
///
/// Not thread-safe; guarded by the store's lock.
///
/// @param <E> what is found
final class ReadIndex<E> {
  private final Map<QualifiedName, OfTable<E>> tables = new HashMap<>();

  private static final class OfTable<E> {
    private final Set<E> whole = new HashSet<>();
    private final Map<String, Map<String, Set<E>>> byColumn = new HashMap<>();

    private boolean isEmpty() {
      return whole.isEmpty() && byColumn.isEmpty();
    }
  }

  void add(E entry, ReadSet reads) {
    for (TableRead read : reads.reads()) {
      OfTable<E> table = tables.computeIfAbsent(read.table(), _ -> new OfTable<>());
      Optional<String> column = narrowest(read);
      if (column.isEmpty()) {
        table.whole.add(entry);
        continue;
      }
      Map<String, Set<E>> values =
          table.byColumn.computeIfAbsent(column.get(), _ -> new HashMap<>());
      for (String value : valuesOf(read, column.get())) {
        values.computeIfAbsent(value, _ -> new HashSet<>(2)).add(entry);
      }
    }
  }

  void remove(E entry, ReadSet reads) {
    for (TableRead read : reads.reads()) {
      OfTable<E> table = tables.get(read.table());
      if (table == null) continue;
      Optional<String> column = narrowest(read);
      if (column.isEmpty()) table.whole.remove(entry);
      else removeBelow(table, column.get(), entry, valuesOf(read, column.get()));
      if (table.isEmpty()) tables.remove(read.table());
    }
  }

  private static <E> void removeBelow(
      OfTable<E> table, String column, E entry, Set<String> columnValues) {
    Map<String, Set<E>> values = table.byColumn.get(column);
    if (values == null) return;
    for (String value : columnValues) {
      Set<E> entries = values.get(value);
      if (entries == null) continue;
      entries.remove(entry);
      if (entries.isEmpty()) values.remove(value);
    }
    if (values.isEmpty()) table.byColumn.remove(column);
  }

  /// Everything that a change may touch; some of it may turn out not to be.
  Set<E> candidates(Change change) {
    Set<E> found = new HashSet<>();
    switch (change) {
      case Change.Inserted(Relation relation, Row row) -> collect(relation, row, found);
      case Change.Deleted(Relation relation, Row before) -> collect(relation, before, found);
      case Change.Updated(Relation relation, Row before, Row after) -> {
        collect(relation, before, found);
        collect(relation, after, found);
      }
      case Change.Truncated(List<Relation> relations) ->
          relations.forEach(relation -> collectAll(relation.name(), found));
      case Change.SchemaChanged _, Change.Spoken _ -> {
        // ends everything, or concerns nobody
      }
    }
    return found;
  }

  private void collect(Relation relation, Row row, Set<E> found) {
    OfTable<E> table = tables.get(relation.name());
    if (table == null) return;
    found.addAll(table.whole);
    table.byColumn.forEach((column, values) -> {
      OptionalInt position = relation.position(column);
      if (position.isEmpty() || !row.tells(position.getAsInt())) {
        values.values().forEach(found::addAll);
        return;
      }
      String value = row.text(position.getAsInt());
      Set<E> entries = value == null ? null : values.get(value);
      if (entries != null) found.addAll(entries);
    });
  }

  private void collectAll(QualifiedName name, Set<E> found) {
    OfTable<E> table = tables.get(name);
    if (table == null) return;
    found.addAll(table.whole);
    table.byColumn.values().forEach(values -> values.values().forEach(found::addAll));
  }

  void clear() {
    tables.clear();
  }

  /// For tests: whether nothing is left in it.
  boolean isEmpty() {
    return tables.isEmpty();
  }

  private static Optional<String> narrowest(TableRead read) {
    return read.bound().entrySet().stream()
        .min(
            Comparator.<Map.Entry<String, Set<String>>>comparingInt(each -> each.getValue().size())
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey);
  }

  private static Set<String> valuesOf(TableRead read, String column) {
    return read.bound().getOrDefault(column, Set.of());
  }
}
