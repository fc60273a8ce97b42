package io.eventlive.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The aggregates of the exposed schemas that make bodies.
final class SelectMediaAggregates {
  private static final String SQL =
      """
      select
        n.nspname as schema,
        p.proname as name,
        case when a.typrelid <> 0 then an.nspname end as rows_schema,
        a.typname as rows_name,
        t.typname as media_type,
        b.typname = 'bytea' as bytes
      from pg_aggregate g
      join pg_proc p on p.oid = g.aggfnoid
      join pg_namespace n on n.oid = p.pronamespace
      join pg_type t on t.oid = p.prorettype
      join pg_type b on b.oid = t.typbasetype
      join pg_type a on a.oid = p.proargtypes[0]
      join pg_namespace an on an.oid = a.typnamespace
      where n.nspname = any (?)
        and p.pronargs = 1
        and t.typname like '%/%'
        and (a.oid = 'anyelement'::regtype or a.typrelid <> 0)
      order by n.nspname, p.proname
      """;

  private SelectMediaAggregates() {}

  static List<MediaAggregate> from(Connection connection, List<String> schemas)
      throws SQLException {
    return Rows.all(
        connection,
        SQL,
        row ->
            new MediaAggregate(
                Rows.name(row),
                row.getString("rows_schema") == null
                    ? Optional.empty()
                    : Optional.of(
                        new QualifiedName(
                            row.getString("rows_schema"), row.getString("rows_name"))),
                row.getString("media_type").toLowerCase(Locale.ROOT),
                row.getBoolean("bytes")),
        schemas);
  }
}
