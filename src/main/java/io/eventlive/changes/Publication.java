package io.eventlive.changes;

import io.eventlive.schema.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The publication `eventlive`: which tables PostgreSQL tells the feed of. Partitions are told
/// under the name of their root.
final class Publication {
  static final String NAME = "eventlive";

  /// Only tables whose updates and deletes PostgreSQL would not refuse once they are published, and
  /// only those of the connection's own role, because nobody else may publish a table.
  private static final String MISSING =
      """
      select format('%I.%I', schema.nspname, relation.relname)
      from pg_class as relation
      join pg_namespace as schema on schema.oid = relation.relnamespace
      where schema.nspname = any (string_to_array(?, ','))
        and relation.relkind in ('r', 'p')
        and not relation.relispartition
        and relation.relpersistence = 'p'
        and pg_has_role(relation.relowner, 'usage')
        and not exists (
          select from pg_publication_rel as published
          join pg_publication as publication on publication.oid = published.prpubid
          where published.prrelid = relation.oid and publication.pubname = 'eventlive')
        and not exists (
          select from (
            select relation.oid as relid
            union all
            select tree.relid from pg_partition_tree(relation.oid) as tree) as part
          join pg_class as leaf on leaf.oid = part.relid
          where not (
            leaf.relreplident = 'f'
            or leaf.relreplident = 'd'
              and exists (select from pg_index where indrelid = leaf.oid and indisprimary)
            or leaf.relreplident = 'i'
              and exists (select from pg_index where indrelid = leaf.oid and indisreplident)))
      order by 1
      """;

  /// Tables of which everything is published: no row filter, no column left out but generated ones,
  /// no kind of change left out, and under the root's name.
  private static final String COMPLETE =
      """
      select told.schemaname, told.tablename
      from pg_publication as publication
      join pg_publication_tables as told on told.pubname = publication.pubname
      where publication.pubname = 'eventlive'
        and publication.pubinsert and publication.pubupdate
        and publication.pubdelete and publication.pubtruncate and publication.pubviaroot
        and told.rowfilter is null
        and (
          select bool_and(attribute.attname = any (told.attnames))
          from pg_attribute as attribute
          join pg_class as relation on relation.oid = attribute.attrelid
          join pg_namespace as schema on schema.oid = relation.relnamespace
          where schema.nspname = told.schemaname and relation.relname = told.tablename
            and attribute.attnum > 0 and not attribute.attisdropped
            and attribute.attgenerated = '')
      """;

  private static final String EXISTS =
      "select exists (select from pg_publication where pubname = 'eventlive')";

  private static final List<String> ANNOUNCEMENT =
      List.of(
          "create schema if not exists eventlive",
          """
          create or replace function eventlive.announce_schema_change()
          returns event_trigger
          language plpgsql
          set search_path = ''
          as $$
          begin
            perform pg_logical_emit_message(true, 'eventlive.ddl', tg_tag);
          end
          $$
          """,
          """
          create event trigger eventlive_ddl on ddl_command_end
            execute function eventlive.announce_schema_change()
          """,
          """
          create event trigger eventlive_drop on sql_drop
            execute function eventlive.announce_schema_change()
          """);

  private Publication() {}

  static boolean exists(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(EXISTS)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /// Makes it where it is missing and adds what it lacks; takes nothing away.
  ///
  /// @param schemas whose tables are meant
  /// @return how many tables were added
  static int bringUpToDate(Connection connection, List<String> schemas) throws SQLException {
    List<String> missing = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(MISSING)) {
      statement.setString(1, String.join(",", schemas));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) missing.add(rows.getString(1));
      }
    }
    try (Statement statement = connection.createStatement()) {
      if (!exists(connection)) {
        statement.execute("create publication eventlive with (publish_via_partition_root = true)");
      }
      for (String table : missing) {
        statement.execute("alter publication eventlive add table " + table);
      }
    }
    return missing.size();
  }

  /// Lets the schema's changes leave a message in the WAL, where the login may make event triggers.
  ///
  /// @return whether they do
  static boolean announceSchemaChanges(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery(
              "select exists (select from pg_event_trigger where evtname = 'eventlive_ddl')")) {
        if (row.next() && row.getBoolean(1)) return true;
      }
      connection.setAutoCommit(false);
      for (String step : ANNOUNCEMENT) statement.execute(step);
      connection.commit();
      return true;
    } catch (SQLException refused) {
      if (!connection.getAutoCommit()) connection.rollback();
      if ("42501".equals(refused.getSQLState())) return false;
      throw refused;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  static Set<QualifiedName> complete(Connection connection) throws SQLException {
    Set<QualifiedName> tables = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COMPLETE)) {
      while (rows.next()) tables.add(new QualifiedName(rows.getString(1), rows.getString(2)));
    }
    return Set.copyOf(tables);
  }
}
