package io.eventlive.schema;

import io.eventlive.schema.Type.Representation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The implicit casts between domains and `json` or `text` that are made by functions.
final class SelectRepresentations {
  private static final String SQL =
      """
      select
        coalesce(source.oid, target.oid) as domain,
        max(n.nspname) filter (where target.oid is null and c.casttarget = 'json'::regtype)
          as writer_schema,
        max(p.proname) filter (where target.oid is null and c.casttarget = 'json'::regtype)
          as writer,
        max(n.nspname) filter (where source.oid is null and c.castsource = 'json'::regtype)
          as reader_schema,
        max(p.proname) filter (where source.oid is null and c.castsource = 'json'::regtype)
          as reader,
        max(n.nspname) filter (where source.oid is null and c.castsource = 'text'::regtype)
          as parser_schema,
        max(p.proname) filter (where source.oid is null and c.castsource = 'text'::regtype)
          as parser
      from pg_cast c
      join pg_proc p on p.oid = c.castfunc
      join pg_namespace n on n.oid = p.pronamespace
      left join pg_type source on source.oid = c.castsource and source.typtype = 'd'
      left join pg_type target on target.oid = c.casttarget and target.typtype = 'd'
      where c.castcontext = 'i'
        and c.castmethod = 'f'
        and (source.oid is null) <> (target.oid is null)
      group by 1
      """;

  private record Row(long domain, Representation representation) {}

  private SelectRepresentations() {}

  /// By the domain's object id.
  static Map<Long, Representation> from(Connection connection) throws SQLException {
    Map<Long, Representation> found = new HashMap<>();
    for (Row row :
        Rows.all(
            connection,
            SQL,
            r ->
                new Row(
                    r.getLong("domain"),
                    new Representation(
                        name(r.getString("writer_schema"), r.getString("writer")),
                        name(r.getString("reader_schema"), r.getString("reader")),
                        name(r.getString("parser_schema"), r.getString("parser")))))) {
      found.put(row.domain(), row.representation());
    }
    return found;
  }

  private static Optional<QualifiedName> name(@Nullable String schema, @Nullable String name) {
    return schema == null || name == null
        ? Optional.empty()
        : Optional.of(new QualifiedName(schema, name));
  }
}
