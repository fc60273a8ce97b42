package io.eventlive.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The columns of every relation, and the grants on single columns.
final class SelectColumns {
  private static final String COLUMNS =
      """
      select
        a.attrelid,
        a.attnum,
        a.attname,
        a.atttypid,
        not (a.attnotnull or t.typtype = 'd' and t.typnotnull) as nullable,
        case
          when a.attidentity <> '' then
            format('nextval(%L::regclass)', s.objid::regclass::text)
          when a.attgenerated <> '' then null
          else coalesce(pg_get_expr(d.adbin, d.adrelid), t.typdefault)
        end as default_sql,
        a.attgenerated <> '' or a.attidentity = 'a' as generated_always
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
      join pg_type t on t.oid = a.atttypid
      left join pg_depend s
        on s.classid = 'pg_class'::regclass
        and s.refclassid = 'pg_class'::regclass
        and s.refobjid = a.attrelid
        and s.refobjsubid = a.attnum
        and s.deptype = 'i'
        and a.attidentity <> ''
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where n.nspname !~ '^pg_'
        and n.nspname <> 'information_schema'
        and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
        and not c.relispartition
        and a.attnum > 0
        and not a.attisdropped
      order by a.attrelid, a.attnum
      """;

  // Few columns have grants of their own, so the many are answered by their table's.
  private static final String GRANTS =
      """
      select
        a.attrelid,
        a.attnum,
        r.role,
        has_column_privilege(r.role, a.attrelid, a.attnum, 'select') as may_select,
        has_column_privilege(r.role, a.attrelid, a.attnum, 'insert') as may_insert,
        has_column_privilege(r.role, a.attrelid, a.attnum, 'update') as may_update
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
      cross join unnest(?) as r (role)
      where n.nspname = any (?)
        and a.attacl is not null
        and a.attnum > 0
        and not a.attisdropped
        and has_schema_privilege(r.role, n.oid, 'usage')
      """;

  /// One column by its place.
  record Id(long relation, int number) {}

  /// One column as declared.
  record Declared(
      Id id,
      String name,
      long type,
      boolean nullable,
      @Nullable String defaultSql,
      boolean generatedAlways) {}

  /// What one role may do with one column that has grants of its own.
  record Grant(Id column, String role, boolean select, boolean insert, boolean update) {}

  private SelectColumns() {}

  /// Columns by relation, in the relation's order.
  static Map<Long, List<Declared>> from(Connection connection) throws SQLException {
    return Rows.all(
            connection,
            COLUMNS,
            row ->
                new Declared(
                    new Id(row.getLong("attrelid"), row.getInt("attnum")),
                    row.getString("attname"),
                    row.getLong("atttypid"),
                    row.getBoolean("nullable"),
                    row.getString("default_sql"),
                    row.getBoolean("generated_always")))
        .stream()
        .collect(Collectors.groupingBy(column -> column.id().relation()));
  }

  static Map<Id, List<Grant>> grants(
      Connection connection, List<String> roles, List<String> schemas) throws SQLException {
    return Rows.all(
            connection,
            GRANTS,
            row ->
                new Grant(
                    new Id(row.getLong("attrelid"), row.getInt("attnum")),
                    row.getString("role"),
                    row.getBoolean("may_select"),
                    row.getBoolean("may_insert"),
                    row.getBoolean("may_update")),
            roles,
            schemas)
        .stream()
        .collect(Collectors.groupingBy(Grant::column));
  }
}
