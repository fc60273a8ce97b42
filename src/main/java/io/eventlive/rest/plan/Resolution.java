package io.eventlive.rest.plan;

import io.eventlive.http.Refusal;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.Field;
import io.eventlive.rest.request.Window;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.Column;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import io.eventlive.schema.Type;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What names mean and which values can be, for one request: the catalogue, the caller's role, and
/// the two guards that see every name and every value.
///
/// @param rules what clients may do
record Resolution(
    Catalogue catalogue,
    Relationships relationships,
    String schema,
    String role,
    Hints hints,
    ValueCheck values,
    DialectRules rules) {
  private static final String SYSTEM = "pg_catalog";

  Table table(String name) {
    QualifiedName qualified = new QualifiedName(schema, name);
    return catalogue
        .table(qualified)
        .orElseThrow(
            () -> Refusals.tableUnknown(qualified, hints.forTable(catalogue, schema, name, role)));
  }

  /// A table that a foreign key leads to.
  Table table(QualifiedName name) {
    return catalogue
        .table(name)
        .orElseThrow(() -> new IllegalStateException("a key leads to no table: " + name));
  }

  ResolvedField field(RowShape shape, Field field) {
    return shape.resolve(field, catalogue, role, hints);
  }

  /// A field of which an aggregate is asked, or whose name is an aggregate's.
  ResolvedField aggregatedField(RowShape shape, Field field) {
    return shape.resolveAggregated(field, catalogue, role, hints);
  }

  /// A column that a body or `columns=` names.
  ///
  /// @throws Refusal PGRST204 where the table has none of that name
  Column writtenColumn(Table table, String name) {
    return table
        .column(name)
        .orElseThrow(
            () -> Refusals.columnNotInTable(table, name, hints.forColumn(table, name, role)));
  }

  /// The window, with the limit that every read has.
  Window bounded(Window window) {
    Long limit = window.limit();
    long maxRows = rules.maxRows();
    return limit != null && limit <= maxRows ? window : new Window(window.offset(), maxRows);
  }

  /// The text search configuration that PostgreSQL finds by a name; empty where it has to say that
  /// there is none, or the name needs quoting.
  Optional<QualifiedName> textSearch(String language) {
    Stream<String> path = Stream.concat(Stream.of(schema), rules.extraSearchPath().stream());
    boolean explicit = rules.extraSearchPath().contains(SYSTEM);
    return (explicit ? path : Stream.concat(Stream.of(SYSTEM), path))
        .map(each -> new QualifiedName(each, language.toLowerCase(Locale.ROOT)))
        .filter(catalogue.textSearch()::contains)
        .findFirst();
  }

  /// Passes a value on that PostgreSQL may accept.
  ///
  /// @throws Refusal in PostgreSQL's words where it certainly would not
  String checked(Type type, String value) {
    values
        .certainlyMalformed(type, value)
        .ifPresent(malformed -> {
          throw new Refusal(malformed.code(), malformed.message());
        });
    return value;
  }
}
