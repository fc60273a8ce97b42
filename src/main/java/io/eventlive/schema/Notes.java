package io.eventlive.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the database says of its objects to people: comments, and what their types allow.
///
/// @param schemas comments by schema
/// @param relations comments by table or view
/// @param columns by table or view and name, for those that have something to say
/// @param functions comments by name
/// @param labels of enumerated types, in their order
public record Notes(
    Map<String, String> schemas,
    Map<QualifiedName, String> relations,
    Map<QualifiedName, Map<String, ColumnNote>> columns,
    Map<QualifiedName, String> functions,
    Map<QualifiedName, List<String>> labels) {
  public static final Notes NONE = new Notes(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

  /// Of one column.
  ///
  /// @param mostCharacters of a text with a limit
  public record ColumnNote(Optional<String> comment, Optional<Integer> mostCharacters) {
    static final ColumnNote NOTHING = new ColumnNote(Optional.empty(), Optional.empty());
  }

  public Notes {
    schemas = Map.copyOf(schemas);
    relations = Map.copyOf(relations);
    columns = Map.copyOf(columns);
    functions = Map.copyOf(functions);
    labels = Map.copyOf(labels);
  }

  public ColumnNote column(QualifiedName table, String column) {
    return columns.getOrDefault(table, Map.of()).getOrDefault(column, ColumnNote.NOTHING);
  }
}
