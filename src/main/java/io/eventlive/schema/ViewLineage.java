package io.eventlive.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which column of which table a view's column shows unchanged.
///
/// PostgreSQL notes the origin of each column in the stored query of the view (`resorigtbl` and
/// `resorigcol` of its target list). The origin may be another view; it is followed to the table.
final class ViewLineage {
  private static final String SQL =
      """
      select
        c.oid,
        w.ev_action::text as query
      from pg_rewrite w
      join pg_class c on c.oid = w.ev_class
      join pg_namespace n on n.oid = c.relnamespace
      where w.rulename = '_RETURN'
        and n.nspname !~ '^pg_'
        and n.nspname <> 'information_schema'
      """;

  private record View(long id, String query) {}

  private final Map<SelectColumns.Id, SelectColumns.Id> origins;

  private ViewLineage(Map<SelectColumns.Id, SelectColumns.Id> origins) {
    this.origins = origins;
  }

  static ViewLineage from(Connection connection) throws SQLException {
    Map<SelectColumns.Id, SelectColumns.Id> origins = new HashMap<>();
    for (View view :
        Rows.all(connection, SQL, row -> new View(row.getLong("oid"), row.getString("query")))) {
      for (TargetList.Entry entry : TargetList.of(view.query())) {
        if (entry.table() != 0 && !entry.junk()) {
          origins.put(
              new SelectColumns.Id(view.id(), entry.number()),
              new SelectColumns.Id(entry.table(), entry.column()));
        }
      }
    }
    return new ViewLineage(origins);
  }

  /// The table's column behind a view's column; empty for an expression, and for views that are
  /// replaced until they show each other: PostgreSQL lets that happen, and refuses their queries.
  Optional<SelectColumns.Id> origin(SelectColumns.Id viewColumn) {
    SelectColumns.Id found = origins.get(viewColumn);
    if (found == null) return Optional.empty();
    Set<SelectColumns.Id> passed = new HashSet<>();
    for (SelectColumns.Id next = origins.get(found); next != null; next = origins.get(found)) {
      if (!passed.add(found)) return Optional.empty();
      found = next;
    }
    return Optional.of(found);
  }

  /// For each table that a view shows, which columns of the view show which of the table's.
  Map<Long, Map<Integer, List<Integer>>> shown(long view, int columns) {
    Map<Long, Map<Integer, List<Integer>>> shown = new LinkedHashMap<>();
    for (int number = 1; number <= columns; number++) {
      Optional<SelectColumns.Id> origin = origin(new SelectColumns.Id(view, number));
      if (origin.isPresent()) {
        shown
            .computeIfAbsent(origin.get().relation(), _ -> new HashMap<>())
            .computeIfAbsent(origin.get().number(), _ -> new ArrayList<>())
            .add(number);
      }
    }
    return shown;
  }
}
