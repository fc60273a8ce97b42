package io.eventlive.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Primary keys, unique constraints, full unique indexes and foreign keys.
final class SelectKeys {
  private static final String CONSTRAINTS =
      """
      select
        k.conname,
        k.contype,
        k.conrelid,
        k.conkey,
        k.confrelid,
        k.confkey
      from pg_constraint k
      join pg_class c on c.oid = k.conrelid
      join pg_namespace n on n.oid = c.relnamespace
      where k.contype in ('p', 'u', 'f')
        and n.nspname !~ '^pg_'
        and n.nspname <> 'information_schema'
        and not c.relispartition
        and (k.contype <> 'f' or k.conparentid = 0)
      order by k.conrelid, k.conname
      """;

  private static final String UNIQUE_INDEXES =
      """
      select
        i.relname as conname,
        'u' as contype,
        x.indrelid as conrelid,
        (x.indkey::int2[])[0:x.indnkeyatts - 1] as conkey,
        0 as confrelid,
        null::int2[] as confkey
      from pg_index x
      join pg_class i on i.oid = x.indexrelid
      join pg_class c on c.oid = x.indrelid
      join pg_namespace n on n.oid = c.relnamespace
      where x.indisunique
        and x.indisvalid
        and x.indpred is null
        and x.indexprs is null
        and n.nspname !~ '^pg_'
        and n.nspname <> 'information_schema'
        and not c.relispartition
        and not exists (
          select from pg_constraint k
          where k.conindid = x.indexrelid and k.contype in ('p', 'u', 'x'))
      order by x.indrelid, i.relname
      """;

  /// One key.
  ///
  /// @param kind `p` primary, `u` unique, `f` foreign
  /// @param columns column numbers in key order
  /// @param referenced what a foreign key points to; 0 for the others
  record Key(
      String name,
      char kind,
      long relation,
      List<Integer> columns,
      long referenced,
      List<Integer> referencedColumns) {}

  private SelectKeys() {}

  static List<Key> constraints(Connection connection) throws SQLException {
    return keys(connection, CONSTRAINTS);
  }

  /// Unique indexes over plain columns that belong to no constraint.
  static List<Key> uniqueIndexes(Connection connection) throws SQLException {
    return keys(connection, UNIQUE_INDEXES);
  }

  private static List<Key> keys(Connection connection, String sql) throws SQLException {
    return Rows.all(
        connection,
        sql,
        row ->
            new Key(
                row.getString("conname"),
                row.getString("contype").charAt(0),
                row.getLong("conrelid"),
                Rows.numbers(row, "conkey").stream().map(Long::intValue).toList(),
                row.getLong("confrelid"),
                Rows.numbers(row, "confkey").stream().map(Long::intValue).toList()));
  }
}
