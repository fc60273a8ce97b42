package io.eventlive.rest.query;

import io.eventlive.database.Statement;
import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.rest.query.Expression.Value;
import io.eventlive.schema.QualifiedName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The text of one statement and its parameters, as they grow. Whatever is not a fixed text of ours
/// can only be written here as a name, which is quoted, as a value, which becomes a parameter and
/// is cast to its type as [Statement] demands, as a plain name of the catalogue's in a constant, or
/// as SQL that PostgreSQL wrote itself.
///
/// Confined to one thread.
final class SqlWriter {
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  private final StringBuilder text = new StringBuilder(512);
  private final List<@Nullable String> parameters = new ArrayList<>();

  Statement statement() {
    return new Statement(text.toString(), parameters);
  }

  /// A fixed text of ours.
  SqlWriter append(String fixed) {
    text.append(fixed);
    return this;
  }

  void number(int number) {
    text.append(number);
  }

  void value(Value value) {
    text.append("cast(? as ");
    type(value.type());
    text.append(')');
    parameters.add(value.text());
  }

  void type(TypeName type) {
    switch (type) {
      case TypeName.Known(QualifiedName name) -> qualified(name);
      case TypeName.Named(String name) -> identifier(name);
    }
  }

  /// A constant of the type `regconfig`. Quoted twice, which only plain names survive.
  void textSearch(QualifiedName configuration) {
    for (String name : List.of(configuration.schema(), configuration.name())) {
      if (!PLAIN.matcher(name).matches()) throw new IllegalArgumentException(name);
    }
    text.append("cast('");
    qualified(configuration);
    text.append("' as pg_catalog.regconfig)");
  }

  /// A name without a schema is left to the search path.
  void qualified(QualifiedName name) {
    if (!name.schema().isEmpty()) {
      identifier(name.schema());
      text.append('.');
    }
    identifier(name.name());
  }

  void identifier(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("no identifier of PostgreSQL: '" + name + "'");
    }
    text.append('"').append(name.replace("\"", "\"\"")).append('"');
  }

  <T> void list(List<T> items, Consumer<T> print) {
    list(items, ", ", print);
  }

  <T> void list(List<T> items, String separator, Consumer<T> print) {
    for (Iterator<T> rest = items.iterator(); rest.hasNext(); ) {
      print.accept(rest.next());
      if (rest.hasNext()) text.append(separator);
    }
  }

  /// SQL as PostgreSQL itself wrote it. The driver would take a bare `?` for a parameter.
  void catalogueSql(String sql) {
    char quote = 0;
    for (int i = 0; i < sql.length(); i++) {
      char next = sql.charAt(i);
      if (quote == 0 && (next == '\'' || next == '"')) quote = next;
      else if (next == quote) quote = 0;
      text.append(next == '?' && quote == 0 ? "??" : String.valueOf(next));
    }
  }
}
