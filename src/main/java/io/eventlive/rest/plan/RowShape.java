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
/// @param name what the rows are of, for messages
/// @param depth 0 at the root of a request
/// @param alias what PostgREST calls the rows in its statements, and so in messages of columns
/// @param table the table that the rows are of; null for rows of a type of their own
record RowShape(
    String name, int depth, String alias, Map<String, Column> columns, @Nullable Table table) {
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
    String name = table.name().name();
    return new RowShape(name, 0, name, table.columns(), table);
  }

  /// Rows that are of no table.
  static RowShape of(String name, Map<String, Column> columns) {
    return new RowShape(name, 0, name, columns, null);
  }

  /// A table's rows, embedded in these.
  RowShape embedding(Table other, Relationship relationship) {
    String called = other.name().name();
    String numbered =
        switch (relationship) {
          case Relationship.Through _ -> called;
          case Relationship.Direct _, Relationship.Computed _ -> called + "_" + (depth + 1);
        };
    return new RowShape(called, depth + 1, numbered, other.columns(), other);
  }

  /// The field, if its column exists.
  ///
  /// @throws io.eventlive.http.Refusal 42703 where it does not
  ResolvedField resolve(Field field, Catalogue catalogue, String role, Hints hints) {
    return find(field, catalogue)
        .orElseThrow(() ->
            Refusals.columnUnknown(
                alias,
                field.name(),
                Optional.ofNullable(table)
                    .flatMap(known -> hints.forColumn(known, field.name(), role))));
  }

  /// The field that an aggregate is taken of, or that an aggregate's name may have been meant by.
  ///
  /// @throws io.eventlive.http.Refusal 42703 where its column does not exist
  ResolvedField resolveAggregated(Field field, Catalogue catalogue, String role, Hints hints) {
    return find(field, catalogue)
        .orElseThrow(() ->
            Refusals.columnUnknown(
                alias,
                field.name(),
                Optional.ofNullable(table)
                    .flatMap(known -> hints.forAggregated(known, field.name(), role))));
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
