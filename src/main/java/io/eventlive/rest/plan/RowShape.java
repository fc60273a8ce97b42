package io.eventlive.rest.plan;

import io.eventlive.rest.request.Field;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.Column;
import io.eventlive.schema.Function;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import io.eventlive.schema.Type;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The columns that one level's rows have, and what to say of one that they do not have.
///
/// @param name for messages
/// @param table the table that the rows are of; null for rows of a type of their own
record RowShape(String name, Map<String, Column> columns, @Nullable Table table) {
  /// Columns that every table of PostgreSQL has besides its own.
  private static final Map<String, Type> SYSTEM_COLUMNS =
      Map.of(
          "ctid", ResolvedField.builtIn("tid", 'U', "tid"),
          "xmin", ResolvedField.builtIn("xid", 'U', "xid"),
          "xmax", ResolvedField.builtIn("xid", 'U', "xid"),
          "cmin", ResolvedField.builtIn("cid", 'U', "cid"),
          "cmax", ResolvedField.builtIn("cid", 'U', "cid"),
          "tableoid", ResolvedField.builtIn("oid", 'N', "oid"));

  static RowShape of(Table table) {
    return new RowShape(table.name().name(), table.columns(), table);
  }

  /// The field, if its column exists.
  ///
  /// @throws io.eventlive.http.Refusal 42703 where it does not
  ResolvedField resolve(Field field, Catalogue catalogue, String role, Hints hints) {
    return find(field, catalogue)
        .orElseThrow(() ->
            Refusals.columnUnknown(
                name,
                field.name(),
                Optional.ofNullable(table)
                    .flatMap(known -> hints.forColumn(known, field.name(), role))));
  }

  Optional<ResolvedField> find(Field field, Catalogue catalogue) {
    return type(field.name(), catalogue)
        .map(type -> new ResolvedField(field.name(), type, field.path()));
  }

  private Optional<Type> type(String column, Catalogue catalogue) {
    Column own = columns.get(column);
    if (own != null) return Optional.of(own.type());
    if (table == null) return Optional.empty();
    return computed(table, column, catalogue).or(() -> system(table, column));
  }

  /// `row.f` also means `f(row)`, where there is such a function.
  private static Optional<Type> computed(Table table, String column, Catalogue catalogue) {
    return catalogue.exposedSchemas().stream()
        .flatMap(schema -> catalogue.functions(new QualifiedName(schema, column)).stream())
        .filter(function -> function.arguments().size() == 1)
        .filter(function -> function.arguments().getFirst().type().name().equals(table.name()))
        .flatMap(function ->
            switch (function.returns()) {
              case Function.Returns.Scalar scalar when !scalar.set() -> Stream.of(scalar.type());
              case Function.Returns.Scalar _,
                  Function.Returns.Nothing _,
                  Function.Returns.Composite _ ->
                  Stream.empty();
            })
        .findFirst();
  }

  private static Optional<Type> system(Table table, String column) {
    return switch (table.kind()) {
      case TABLE, PARTITIONED_TABLE, FOREIGN_TABLE, MATERIALIZED_VIEW ->
          Optional.ofNullable(SYSTEM_COLUMNS.get(column));
      case VIEW -> Optional.empty();
    };
  }
}
