package io.eventlive.supabase;

import io.eventlive.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Everything that a database is and holds at a moment, to be compared with a later one.
///
/// @param catalogue every object, right, role and setting, one line each
/// @param rows how many rows each table has, and a hash over all of them
record Snapshot(List<String> catalogue, Map<String, Content> rows) {

  /// A table's rows.
  record Content(long rows, String hash) {}

  // What PostgreSQL counts by itself (pages, tuples, frozen ids) is left out.
  private static final List<String> CATALOGUE =
      List.of(
          "select 'schema', oid, nspname, nspowner, nspacl from pg_namespace where nspname !~ '^pg_(temp|toast_temp)'",
          """
          select 'relation', oid, relname, relnamespace, relkind, relowner, relacl, relhasindex,
            relhasrules, relhastriggers, relrowsecurity, relforcerowsecurity, relreplident, reloptions
          from pg_class where relnamespace <> 'pg_toast'::regnamespace
          """,
          "select 'column', * from pg_attribute where attrelid >= 16384",
          "select 'default', * from pg_attrdef",
          "select 'constraint', * from pg_constraint",
          "select 'index', * from pg_index where indexrelid >= 16384",
          "select 'function', * from pg_proc where oid >= 16384",
          "select 'type', * from pg_type where oid >= 16384",
          "select 'trigger', * from pg_trigger",
          "select 'policy', * from pg_policy",
          "select 'rule', * from pg_rewrite where oid >= 16384",
          "select 'event trigger', * from pg_event_trigger",
          "select 'extension', * from pg_extension",
          "select 'publication', * from pg_publication",
          "select 'published', * from pg_publication_rel",
          "select 'slot', slot_name from pg_replication_slots where database = current_database()",
          "select 'default right', * from pg_default_acl",
          "select 'comment', * from pg_description where objoid >= 16384",
          "select 'setting', * from pg_db_role_setting",
          "select 'role', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls, rolconfig from pg_roles",
          "select 'member', roleid, member, grantor, admin_option from pg_auth_members",
          "select 'database', datname, datdba, datacl from pg_database where datname = current_database()");

  static Snapshot of(TestDatabase database) {
    List<String> catalogue = new ArrayList<>();
    for (String question : CATALOGUE) {
      catalogue.addAll(database.rows(question).stream().sorted().toList());
    }
    Map<String, Content> rows = new TreeMap<>();
    for (String table :
        database.rows(
            """
            select format('%I.%I', relnamespace::regnamespace, relname)
            from pg_class
            where relkind = 'r' and oid >= 16384
            """)) {
      String content =
          database
              .rows(
                  "select count(*), md5(string_agg(md5(it::text), '' order by md5(it::text))) from "
                      + table
                      + " as it")
              .getFirst();
      int bar = content.indexOf('|');
      rows.put(
          table,
          new Content(Long.parseLong(content.substring(0, bar)), content.substring(bar + 1)));
    }
    return new Snapshot(catalogue, rows);
  }

  /// The tables whose rows are others now, with how many more there are.
  Map<String, Long> changedSince(Snapshot earlier) {
    Map<String, Long> changed = new TreeMap<>();
    rows.forEach((table, content) -> {
      Content then = earlier.rows.getOrDefault(table, new Content(0, ""));
      if (!then.equals(content)) changed.put(table, content.rows() - then.rows());
    });
    return changed;
  }
}
