package io.eventlive.schema;

import io.eventlive.schema.Grounds.Source;
import io.eventlive.schema.Grounds.Told;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads [Grounds].
final class SelectGrounds {
  private static final String HORIZON =
      "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint";

  // Rows of children by inheritance are told as the children's; foreign partitions are not told at
  // all. Generated columns are told nowhere, or not by every version; they are named by nobody
  // then.
  private static final String TOLD =
      """
      select
        n.nspname as schema,
        c.relname as name,
        array(
          select a.attname::text
          from pg_attribute a
          where a.attrelid = c.oid
            and a.attnum > 0
            and not a.attisdropped
            and a.attgenerated = ''
            and (
              c.relreplident = 'f'
              or exists (
                select from pg_index i
                where i.indrelid = c.oid
                  and a.attnum = any (i.indkey[0 : i.indnkeyatts - 1])
                  and case c.relreplident
                    when 'd' then i.indisprimary
                    when 'i' then i.indisreplident
                    else false
                  end))
        ) as before,
        array(
          select a.attname::text
          from pg_attribute a
          left join pg_collation l on l.oid = a.attcollation
          where a.attrelid = c.oid
            and a.attnum > 0
            and not a.attisdropped
            and (a.attgenerated <> '' or not coalesce(l.collisdeterministic, true))
        ) as uncertain
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_publication_tables t on t.schemaname = n.nspname and t.tablename = c.relname
      join pg_publication p on p.pubname = t.pubname
      where p.pubname = any (?)
        and n.nspname = any (?)
        and p.pubinsert and p.pubupdate and p.pubdelete and p.pubtruncate
        and t.rowfilter is null
        and not exists (
          select from pg_attribute a
          where a.attrelid = c.oid
            and a.attnum > 0
            and not a.attisdropped
            and a.attgenerated = ''
            and not a.attname = any (t.attnames))
        and c.relpersistence = 'p'
        and not c.relispartition
        and (
          c.relkind = 'r' and not exists (select from pg_inherits i where i.inhparent = c.oid)
          or c.relkind = 'p' and p.pubviaroot
            and not exists (
              select from pg_partition_tree(c.oid) e
              join pg_class part on part.oid = e.relid
              where part.relkind not in ('r', 'p') or part.relpersistence <> 'p'))
      """;

  private static final String MARKS =
      """
      select n.nspname as schema, c.relname as name, p.polname, p.oid::text || '.' || p.xmin as mark
      from pg_policy p
      join pg_class c on c.oid = p.polrelid
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any (?)
      """;

  private static final String FUNCTIONS =
      """
      select
        p.oid::regprocedure::text as signature,
        p.oid::text || '.' || p.xmin as mark,
        l.lanname,
        lower(btrim(regexp_replace(p.prosrc, '\\s+', ' ', 'g'))) as body,
        p.prosecdef,
        coalesce(p.proconfig, '{}') as settings
      from pg_proc p
      join pg_language l on l.oid = p.prolang
      join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = any (?) and p.prokind = 'f'
      """;

  private record Mark(QualifiedName table, String policy, String mark) {}

  private SelectGrounds() {}

  /// @param publications of the change feed
  static Grounds from(Connection connection, List<String> schemas, List<String> publications)
      throws SQLException {
    long horizon = Rows.all(connection, HORIZON, row -> row.getLong(1)).getFirst();
    Map<QualifiedName, Told> told = new HashMap<>();
    Rows.all(
        connection,
        TOLD,
        row ->
            told.put(
                Rows.name(row),
                new Told(Rows.textSet(row, "before"), Rows.textSet(row, "uncertain"))),
        publications,
        schemas);
    Map<QualifiedName, Map<String, String>> marks =
        Rows.all(
                connection,
                MARKS,
                row -> new Mark(Rows.name(row), row.getString("polname"), row.getString("mark")),
                schemas)
            .stream()
            .collect(
                Collectors.groupingBy(
                    Mark::table, Collectors.toUnmodifiableMap(Mark::policy, Mark::mark)));
    Map<String, Source> functions = new HashMap<>();
    Rows.all(
        connection,
        FUNCTIONS,
        row ->
            functions.put(
                row.getString("signature"),
                new Source(
                    row.getString("mark"),
                    row.getString("lanname"),
                    row.getString("body"),
                    row.getBoolean("prosecdef"),
                    Set.copyOf(Rows.texts(row, "settings")))),
        List.of("auth", "eventlive"));
    return new Grounds(horizon, told, marks, functions);
  }
}
