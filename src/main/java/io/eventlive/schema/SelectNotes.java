package io.eventlive.schema;

import io.eventlive.schema.Notes.ColumnNote;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Comments, limits of texts and labels of enumerated types.
final class SelectNotes {
  private static final String SCHEMAS =
      """
      select n.nspname as schema, '' as name, obj_description(n.oid, 'pg_namespace') as comment
      from pg_namespace n
      where n.nspname = any (?)
      """;

  private static final String RELATIONS =
      """
      select n.nspname as schema, c.relname as name, obj_description(c.oid, 'pg_class') as comment
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any (?)
        and c.relkind in ('r', 'p', 'v', 'm', 'f')
      """;

  // Of overloads the one with the fewest arguments speaks for all.
  private static final String FUNCTIONS =
      """
      select distinct on (n.nspname, p.proname)
        n.nspname as schema,
        p.proname as name,
        obj_description(p.oid, 'pg_proc') as comment
      from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = any (?)
        and obj_description(p.oid, 'pg_proc') is not null
      order by n.nspname, p.proname, p.pronargs, p.oid
      """;

  private static final String COLUMNS =
      """
      select
        n.nspname as schema,
        c.relname as name,
        a.attname,
        d.description as comment,
        case
          when a.atttypid in ('varchar'::regtype, 'bpchar'::regtype) and a.atttypmod > 4
          then a.atttypmod - 4
        end as most_characters
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
      left join pg_description d
        on d.classoid = 'pg_class'::regclass and d.objoid = c.oid and d.objsubid = a.attnum
      where n.nspname = any (?)
        and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and a.attnum > 0
        and not a.attisdropped
        and (d.description is not null
          or a.atttypid in ('varchar'::regtype, 'bpchar'::regtype) and a.atttypmod > 4)
      """;

  private static final String LABELS =
      """
      select
        n.nspname as schema,
        t.typname as name,
        array_agg(e.enumlabel::text order by e.enumsortorder) as labels
      from pg_enum e
      join pg_type t on t.oid = e.enumtypid
      join pg_namespace n on n.oid = t.typnamespace
      group by n.nspname, t.typname
      """;

  private record Comment(QualifiedName name, @Nullable String text) {}

  private record Column(QualifiedName table, String name, ColumnNote note) {}

  private record Labels(QualifiedName type, List<String> labels) {}

  private SelectNotes() {}

  static Notes from(Connection connection, List<String> schemas) throws SQLException {
    Map<String, String> ofSchemas = new HashMap<>();
    comments(connection, SCHEMAS, schemas)
        .forEach((name, comment) -> ofSchemas.put(name.schema(), comment));
    Map<QualifiedName, Map<String, ColumnNote>> columns = new HashMap<>();
    for (Column column : columns(connection, schemas)) {
      columns
          .computeIfAbsent(column.table(), _ -> new HashMap<>())
          .put(column.name(), column.note());
    }
    columns.replaceAll((_, notes) -> Map.copyOf(notes));
    Map<QualifiedName, List<String>> labels = new HashMap<>();
    Rows.all(connection, LABELS, row -> new Labels(Rows.name(row), Rows.texts(row, "labels")))
        .forEach(each -> labels.put(each.type(), List.copyOf(each.labels())));
    return new Notes(
        ofSchemas,
        comments(connection, RELATIONS, schemas),
        columns,
        comments(connection, FUNCTIONS, schemas),
        labels);
  }

  private static List<Column> columns(Connection connection, List<String> schemas)
      throws SQLException {
    return Rows.all(
        connection,
        COLUMNS,
        row -> {
          int most = row.getInt("most_characters");
          ColumnNote note =
              new ColumnNote(
                  Optional.ofNullable(row.getString("comment")),
                  most == 0 ? Optional.empty() : Optional.of(most));
          return new Column(Rows.name(row), row.getString("attname"), note);
        },
        schemas);
  }

  private static Map<QualifiedName, String> comments(
      Connection connection, String sql, List<String> schemas) throws SQLException {
    Map<QualifiedName, String> comments = new HashMap<>();
    for (Comment each :
        Rows.all(
            connection,
            sql,
            row -> new Comment(Rows.name(row), row.getString("comment")),
            schemas)) {
      if (each.text() != null) comments.put(each.name(), each.text());
    }
    return comments;
  }
}
