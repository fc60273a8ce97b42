package io.eventlive.answers;

import io.eventlive.changes.Change;
import io.eventlive.changes.Relation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects what one transaction changed. Of one that changed very much only the tables are kept,
/// as if each had been emptied: that matches more, never less.
///
/// Confined to the feed's thread.
final class Changed {
  private static final int ROWS_MOST = 1_000;

  private final List<Change> rows = new ArrayList<>();
  private final Map<Long, Relation> wholly = new LinkedHashMap<>();
  private boolean schema;

  void clear() {
    rows.clear();
    wholly.clear();
    schema = false;
  }

  void add(Change change) {
    switch (change) {
      case Change.Inserted(Relation relation, _) -> addRow(relation, change);
      case Change.Updated(Relation relation, _, _) -> addRow(relation, change);
      case Change.Deleted(Relation relation, _) -> addRow(relation, change);
      case Change.Truncated(List<Relation> relations) -> relations.forEach(this::addWholly);
      case Change.SchemaChanged _ -> schema = true;
      case Change.Spoken _ -> {
        // concerns no table
      }
    }
  }

  private void addRow(Relation relation, Change change) {
    if (wholly.containsKey(relation.oid())) return;
    rows.add(change);
    if (rows.size() <= ROWS_MOST) return;
    List<Change> all = List.copyOf(rows);
    rows.clear();
    for (Change each : all) {
      switch (each) {
        case Change.Inserted(Relation of, _) -> addWholly(of);
        case Change.Updated(Relation of, _, _) -> addWholly(of);
        case Change.Deleted(Relation of, _) -> addWholly(of);
        case Change.Truncated _, Change.SchemaChanged _, Change.Spoken _ -> {
          // are no rows
        }
      }
    }
  }

  private void addWholly(Relation relation) {
    wholly.put(relation.oid(), relation);
  }

  boolean schemaChanged() {
    return schema;
  }

  List<Change> changes() {
    List<Change> all = new ArrayList<>(rows);
    if (!wholly.isEmpty()) all.add(new Change.Truncated(List.copyOf(wholly.values())));
    return List.copyOf(all);
  }
}
