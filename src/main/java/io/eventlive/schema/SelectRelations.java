package io.eventlive.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Tables, views and row types, without their columns.
final class SelectRelations {
  // Partitions stay out: a request for a partitioned table names its root.
  private static final String RELATIONS =
      """
      select
        c.oid,
        n.nspname,
        c.relname,
        c.relkind,
        case c.relkind when 'c' then 0 else pg_relation_is_updatable(c.oid, true) end as writable,
        c.relrowsecurity,
        array(
          select distinct fn.nspname || '.' || f.proname
          from pg_trigger t
          join pg_proc f on f.oid = t.tgfoid
          join pg_namespace fn on fn.oid = f.pronamespace
          where t.tgrelid = c.oid
            and not t.tgisinternal
            and t.tgenabled <> 'D'
            and t.tgtype & 4 <> 0
        ) as insert_triggers,
        c.relhasrules or exists (
          select from pg_trigger t
          where t.tgrelid = c.oid
            and t.tgdeferrable
            and t.tgtype & 4 <> 0
        ) as deferred,
        array(
          select r.rolname::text
          from pg_roles r
          where r.rolname = any (?)
            and (r.rolsuper
              or r.rolbypassrls
              or not c.relforcerowsecurity and pg_has_role(r.oid, c.relowner, 'usage'))
        ) as exempt
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname !~ '^pg_'
        and n.nspname <> 'information_schema'
        and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
        and not c.relispartition
      """;

  private static final String GRANTS =
      """
      select
        c.oid,
        r.role,
        has_table_privilege(r.role, c.oid, 'select') as may_select,
        has_table_privilege(r.role, c.oid, 'insert') as may_insert,
        has_table_privilege(r.role, c.oid, 'update') as may_update,
        has_table_privilege(r.role, c.oid, 'delete') as may_delete
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      cross join unnest(?) as r (role)
      where n.nspname = any (?)
        and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and not c.relispartition
        and has_schema_privilege(r.role, n.oid, 'usage')
      """;

  /// One relation.
  ///
  /// @param kind `pg_class.relkind`
  /// @param writable bits as `pg_relation_is_updatable` sets them
  record Relation(
      long id,
      QualifiedName name,
      char kind,
      int writable,
      boolean rowSecurity,
      Table.OnInsert onInsert,
      Set<String> exempt) {
    private static final int UPDATABLE = 1 << 2;
    private static final int INSERTABLE = 1 << 3;
    private static final int DELETABLE = 1 << 4;

    boolean insertable() {
      return (writable & INSERTABLE) != 0;
    }

    boolean updatable() {
      return (writable & UPDATABLE) != 0;
    }

    boolean deletable() {
      return (writable & DELETABLE) != 0;
    }

    boolean isView() {
      return kind == 'v' || kind == 'm';
    }

    boolean isTable() {
      return kind != 'c';
    }
  }

  /// What one role may do with a whole relation.
  record Grant(
      long relation, String role, boolean select, boolean insert, boolean update, boolean delete) {}

  private SelectRelations() {}

  static Map<Long, Relation> from(Connection connection, List<String> roles) throws SQLException {
    return Rows.all(
            connection,
            RELATIONS,
            row ->
                new Relation(
                    row.getLong("oid"),
                    new QualifiedName(row.getString("nspname"), row.getString("relname")),
                    row.getString("relkind").charAt(0),
                    row.getInt("writable"),
                    row.getBoolean("relrowsecurity"),
                    new Table.OnInsert(
                        Rows.textSet(row, "insert_triggers"), row.getBoolean("deferred")),
                    Rows.textSet(row, "exempt")),
            roles)
        .stream()
        .collect(Collectors.toMap(Relation::id, relation -> relation));
  }

  static Map<Long, List<Grant>> grants(
      Connection connection, List<String> roles, List<String> schemas) throws SQLException {
    return Rows.all(
            connection,
            GRANTS,
            row ->
                new Grant(
                    row.getLong("oid"),
                    row.getString("role"),
                    row.getBoolean("may_select"),
                    row.getBoolean("may_insert"),
                    row.getBoolean("may_update"),
                    row.getBoolean("may_delete")),
            roles,
            schemas)
        .stream()
        .collect(Collectors.groupingBy(Grant::relation));
  }
}
