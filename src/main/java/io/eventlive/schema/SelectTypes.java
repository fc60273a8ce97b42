package io.eventlive.schema;

import io.eventlive.schema.Type.Representation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Every type of the database by its object id, and what stands behind domains and composites.
final class SelectTypes {
  private static final String SQL =
      """
      select
        t.oid,
        n.nspname,
        t.typname,
        t.typarray,
        t.typcategory,
        t.typtype,
        t.typbasetype,
        t.typrelid,
        format_type(t.oid, null) as display
      from pg_type t
      join pg_namespace n on n.oid = t.typnamespace
      """;

  /// @param kind `pg_type.typtype`: `b` base, `c` composite, `d` domain, `e` enum, `p` pseudo, …
  /// @param baseId for a domain, what it is declared over; else 0
  /// @param relation the row type's relation; 0 for other types
  private record Row(
      long id,
      QualifiedName name,
      long arrayId,
      char category,
      char kind,
      long baseId,
      long relation,
      String display) {}

  private final Map<Long, Row> rows = new HashMap<>();
  private final Map<Long, Type> types = new HashMap<>();

  private final Map<Long, Representation> representations;

  private SelectTypes(Map<Long, Representation> representations) {
    this.representations = representations;
  }

  static SelectTypes from(Connection connection) throws SQLException {
    SelectTypes found = new SelectTypes(SelectRepresentations.from(connection));
    for (Row row :
        Rows.all(
            connection,
            SQL,
            r ->
                new Row(
                    r.getLong("oid"),
                    new QualifiedName(r.getString("nspname"), r.getString("typname")),
                    r.getLong("typarray"),
                    r.getString("typcategory").charAt(0),
                    r.getString("typtype").charAt(0),
                    r.getLong("typbasetype"),
                    r.getLong("typrelid"),
                    r.getString("display")))) {
      found.rows.put(row.id(), row);
    }
    return found;
  }

  Type type(long id) {
    return types.computeIfAbsent(
        id,
        _ -> {
          Row row = row(id);
          Optional<QualifiedName> array =
              Optional.ofNullable(rows.get(base(row).arrayId())).map(Row::name);
          return new Type(
              row.name(),
              array,
              row.category(),
              base(row).name(),
              representations.getOrDefault(id, Representation.PLAIN),
              row.display());
        });
  }

  boolean isVoid(long id) {
    return row(id).name().equals(new QualifiedName("pg_catalog", "void"));
  }

  /// Whether only the server itself calls functions that return this: triggers.
  boolean isTrigger(long id) {
    QualifiedName name = row(id).name();
    return name.schema().equals("pg_catalog")
        && (name.name().equals("trigger") || name.name().equals("event_trigger"));
  }

  /// The relation whose rows the type (or the type that a domain stands on) describes; 0 if none.
  long relation(long id) {
    return base(row(id)).relation();
  }

  private Row base(Row row) {
    return row.kind() == 'd' ? base(row(row.baseId())) : row;
  }

  private Row row(long id) {
    Row row = rows.get(id);
    if (row == null) throw new IllegalStateException("pg_type has no row " + id);
    return row;
  }
}
