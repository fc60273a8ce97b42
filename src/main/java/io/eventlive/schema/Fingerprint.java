package io.eventlive.schema;

import java.sql.Connection;
import java.sql.SQLException;

/// A short text that differs whenever something differs that a [Catalogue] or a policy's meaning
/// depends on: schemas, tables, columns, keys, views, policies, grants, functions with their
/// bodies, types, comments, publications, and the roles with their attributes, memberships and
/// settings.
///
/// Made from the identity and `xmin` of catalogue rows, which every change of a row renews, so that
/// no definition has to be rendered. It may also differ without cause (`truncate`, a restored
/// dump); that costs one reload. `pg_authid` is closed to ordinary roles, so roles go in by value.
///
/// @param asOf `pg_current_snapshot()` of the statement that made it
record Fingerprint(String text, String asOf) {
  private static final String SQL =
      """
      with own as materialized (
        select oid
        from pg_namespace
        where nspname !~ '^pg_' and nspname <> 'information_schema'
      ),
      relation as materialized (
        select oid, xmin
        from pg_class
        where relnamespace in (select oid from own) and relkind in ('r', 'p', 'v', 'm', 'f', 'c')
      ),
      part (id) as (
        select concat_ws('.', 'schema', oid, xmin) from pg_namespace
        where oid in (select oid from own)
        union all
        select concat_ws('.', 'relation', oid, xmin) from relation
        union all
        select concat_ws('.', 'column', attrelid, attnum, xmin) from pg_attribute
        where attnum > 0 and attrelid in (select oid from relation)
        union all
        select concat_ws('.', 'key', oid, xmin) from pg_constraint
        where connamespace in (select oid from own)
        union all
        select concat_ws('.', 'index', indexrelid, xmin) from pg_index
        where indisunique and indrelid in (select oid from relation)
        union all
        select concat_ws('.', 'view', oid, xmin) from pg_rewrite
        where ev_class in (select oid from relation)
        union all
        select concat_ws('.', 'policy', oid, xmin) from pg_policy
        union all
        select concat_ws('.', 'function', oid, xmin) from pg_proc
        where pronamespace in (select oid from own)
        union all
        select concat_ws('.', 'type', oid, xmin) from pg_type
        where typnamespace in (select oid from own)
        union all
        select concat_ws('.', 'comment', objoid, objsubid, xmin) from pg_description
        where objoid >= 16384
        union all
        select concat_ws('.', 'label', oid, xmin) from pg_enum
        union all
        select concat_ws('.', 'search', oid, xmin) from pg_ts_config
        union all
        select concat_ws('.', 'cast', oid, xmin) from pg_cast
        where castsource >= 16384 or casttarget >= 16384
        union all
        select concat_ws('.', 'member', roleid, member, xmin) from pg_auth_members
        union all
        select concat_ws('.', 'setting', setdatabase, setrole, xmin) from pg_db_role_setting
        union all
        select concat_ws('.', 'role', oid, rolname, rolsuper, rolinherit, rolbypassrls)
        from pg_roles
        union all
        select concat_ws('.', 'publication', oid, xmin) from pg_publication
        union all
        select concat_ws('.', 'published', oid, xmin) from pg_publication_rel
        union all
        select concat_ws('.', 'published schema', oid, xmin) from pg_publication_namespace
        union all
        select concat_ws('.', 'child', inhrelid, inhparent, xmin) from pg_inherits
        union all
        select concat_ws('.', 'collation', oid, xmin) from pg_collation where oid >= 16384
      )
      select concat(count(*), ':', sum(hashtextextended(id, 0))), pg_current_snapshot()::text
      from part
      """;

  static Fingerprint of(Connection connection) throws SQLException {
    return Rows.all(connection, SQL, row -> new Fingerprint(row.getString(1), row.getString(2)))
        .getFirst();
  }
}
