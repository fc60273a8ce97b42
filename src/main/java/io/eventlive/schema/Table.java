package io.eventlive.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A table, view, materialised view, foreign or partitioned table of an exposed schema.
///
/// @param columns by name, in the table's order (a `LinkedHashMap` made unmodifiable)
/// @param primaryKey column names in key order; empty without one (views: traced where possible)
/// @param uniqueKeys every unique constraint and full unique index over plain columns, primary key
///   included
/// @param deletableBy roles that may delete rows
/// @param rowSecurity the table's policies; off for views
/// @param onInsert what else happens when a row comes in
public record Table(
    QualifiedName name,
    Kind kind,
    Map<String, Column> columns,
    List<String> primaryKey,
    List<UniqueKey> uniqueKeys,
    boolean insertable,
    boolean updatable,
    boolean deletable,
    Set<String> deletableBy,
    RowSecurity rowSecurity,
    OnInsert onInsert) {

  /// What kind of relation it is.
  public enum Kind {
    TABLE,
    PARTITIONED_TABLE,
    VIEW,
    MATERIALIZED_VIEW,
    FOREIGN_TABLE
  }

  /// A constraint or index that makes a set of columns unique.
  public record UniqueKey(String name, List<String> columns) {}

  /// What happens beside an insert.
  ///
  /// @param triggers the functions that triggers of somebody's own call, as `schema.name`
  /// @param later whether something may happen at the commit, or instead of the insert: a
  ///   constraint that can be deferred, or a rule
  public record OnInsert(Set<String> triggers, boolean later) {
    public OnInsert {
      triggers = Set.copyOf(triggers);
    }
  }

  public Optional<Column> column(String columnName) {
    return Optional.ofNullable(columns.get(columnName));
  }

  /// Whether a role may do anything at all here: what hints may name.
  public boolean visibleTo(String role) {
    return deletableBy.contains(role)
        || columns.values().stream()
            .anyMatch(column ->
                column.selectableBy().contains(role)
                    || column.insertableBy().contains(role)
                    || column.updatableBy().contains(role));
  }
}
