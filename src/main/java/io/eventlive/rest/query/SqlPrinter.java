package io.eventlive.rest.query;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.Statement;
import io.eventlive.rest.query.Command.Assignment;
import io.eventlive.rest.query.Command.Conflict;
import io.eventlive.rest.query.Command.Output;
import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.rest.query.Expression.Value;
import io.eventlive.rest.query.Select.Sort;
import io.eventlive.schema.QualifiedName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes a tree as SQL text with `?` for every value. What a caller sent reaches the text only as
/// a quoted identifier; every value becomes a parameter, and every parameter is cast to its type,
/// as [Statement] demands.
///
/// One printer prints one statement and is confined to its thread.
final class SqlPrinter {
  private final StringBuilder sql = new StringBuilder(512);
  private final List<@Nullable String> parameters = new ArrayList<>();

  private SqlPrinter() {}

  static Statement print(Query query) {
    SqlPrinter printer = new SqlPrinter();
    printer.query(query);
    return new Statement(printer.sql.toString(), printer.parameters);
  }

  private void query(Query query) {
    if (!query.steps().isEmpty()) {
      sql.append("with ");
      list(
          query.steps(),
          step -> {
            identifier(step.name());
            sql.append(" as (");
            command(step.command());
            sql.append(")");
          });
      sql.append(' ');
    }
    select(query.result(), true);
  }

  private void command(Command command) {
    switch (command) {
      case Select select -> select(select, false);
      case Command.Insert insert -> insert(insert);
      case Command.Update update -> update(update);
      case Command.Delete delete -> delete(delete);
    }
  }

  private void select(Select select, boolean witnessed) {
    sql.append("select ");
    list(select.outputs(), this::output);
    if (witnessed) sql.append(", ").append(RequestConnection.WITNESS);
    sql.append(" from ");
    from(select.from());
    select.joins().forEach(this::join);
    if (select.where() != null) where(select.where());
    if (!select.groups().isEmpty()) {
      sql.append(" group by ");
      list(select.groups(), sql::append);
    }
    if (!select.order().isEmpty()) {
      sql.append(" order by ");
      list(select.order(), this::sort);
    }
    if (select.limit() != null) {
      sql.append(" limit ");
      expression(select.limit());
    }
    if (select.offset() != null) {
      sql.append(" offset ");
      expression(select.offset());
    }
  }

  private void insert(Command.Insert insert) {
    sql.append("insert into ");
    qualified(insert.table());
    sql.append(" as ");
    identifier(insert.alias());
    if (!insert.columns().isEmpty()) {
      sql.append(" (");
      list(insert.columns(), this::identifier);
      sql.append(')');
    }
    sql.append(' ');
    select(insert.rows(), false);
    if (insert.conflict() != null) conflict(insert.conflict());
    returning(insert.returning());
  }

  private void conflict(Conflict conflict) {
    sql.append(" on conflict (");
    list(conflict.key(), this::identifier);
    sql.append(')');
    if (conflict.assignments().isEmpty()) {
      sql.append(" do nothing");
      return;
    }
    sql.append(" do update set ");
    list(conflict.assignments(), this::assignment);
    if (conflict.where() != null) where(conflict.where());
  }

  private void update(Command.Update update) {
    sql.append("update ");
    qualified(update.table());
    sql.append(" as ");
    identifier(update.alias());
    sql.append(" set ");
    list(update.assignments(), this::assignment);
    sql.append(" from ");
    from(update.from());
    where(update.where());
    returning(update.returning());
  }

  private void delete(Command.Delete delete) {
    sql.append("delete from ");
    qualified(delete.table());
    sql.append(" as ");
    identifier(delete.alias());
    where(delete.where());
    returning(delete.returning());
  }

  private void returning(List<Output> outputs) {
    sql.append(" returning ");
    list(outputs, this::output);
  }

  private void assignment(Assignment assignment) {
    identifier(assignment.column());
    sql.append(" = ");
    expression(assignment.value());
  }

  private void output(Output output) {
    expression(output.expression());
    sql.append(" as ");
    identifier(output.name());
  }

  private void sort(Sort sort) {
    expression(sort.expression());
    sql.append(
        switch (sort.direction()) {
          case DEFAULT -> "";
          case ASCENDING -> " asc";
          case DESCENDING -> " desc";
        });
    sql.append(
        switch (sort.nulls()) {
          case DEFAULT -> "";
          case FIRST -> " nulls first";
          case LAST -> " nulls last";
        });
  }

  private void where(Expression condition) {
    sql.append(" where ");
    expression(condition);
  }

  private void join(From.Join join) {
    sql.append(join.outer() ? " left join " : " join ");
    from(join.from());
    sql.append(" on ");
    expression(join.on());
  }

  private void from(From from) {
    switch (from) {
      case From.Table table -> qualified(table.name());
      case From.CommonTable step -> identifier(step.name());
      case From.Subselect sub -> {
        sql.append("lateral (");
        select(sub.select(), false);
        sql.append(')');
      }
      case From.JsonRows rows -> {
        sql.append("pg_catalog.json_to_recordset(");
        expression(rows.json());
        sql.append(')');
      }
      case From.FilledInRows rows -> filledIn(rows);
      case From.JsonElements elements -> {
        sql.append("pg_catalog.json_array_elements(");
        expression(elements.json());
        sql.append(')');
      }
      case From.FunctionCall call -> {
        sql.append("lateral ");
        call(call.function(), call.arguments());
      }
      case From.RecordCall call -> {
        sql.append("lateral (select ");
        call(call.function(), call.arguments());
        sql.append(" as ");
        identifier(call.column());
        sql.append(')');
      }
    }
    sql.append(" as ");
    identifier(from.alias());
    switch (from) {
      case From.JsonRows rows -> {
        sql.append('(');
        list(rows.columns(), this::typedColumn);
        sql.append(')');
      }
      case From.FilledInRows rows -> {
        sql.append('(');
        list(rows.columns(), this::typedColumn);
        sql.append(')');
      }
      case From.FunctionCall call when !call.column().isEmpty() -> {
        sql.append('(');
        identifier(call.column());
        sql.append(')');
      }
      case From.Table _,
          From.CommonTable _,
          From.Subselect _,
          From.JsonElements _,
          From.RecordCall _,
          From.FunctionCall _ -> {}
    }
  }

  /// Each object laid over one of defaults, which PostgreSQL works out anew for every row.
  private void filledIn(From.FilledInRows rows) {
    sql.append("pg_catalog.jsonb_to_recordset((select pg_catalog.jsonb_agg(");
    sql.append("pg_catalog.jsonb_build_object(");
    list(
        List.copyOf(rows.defaults().entrySet()),
        each -> {
          value(Operands.text(each.getKey()));
          sql.append(", (");
          catalogueSql(each.getValue());
          sql.append(')');
        });
    sql.append(") || given.value) from pg_catalog.jsonb_array_elements(");
    expression(rows.json());
    sql.append(") as given))");
  }

  /// SQL as PostgreSQL itself wrote it. The driver would take a bare `?` for a parameter.
  private void catalogueSql(String text) {
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (quote == 0 && (next == '\'' || next == '"')) quote = next;
      else if (next == quote) quote = 0;
      sql.append(next == '?' && quote == 0 ? "??" : String.valueOf(next));
    }
  }

  private void typedColumn(From.TypedColumn column) {
    identifier(column.name());
    sql.append(' ');
    type(column.type());
  }

  private void call(QualifiedName function, List<From.Argument> arguments) {
    qualified(function);
    sql.append('(');
    list(arguments, this::argument);
    sql.append(')');
  }

  private void argument(From.Argument argument) {
    if (argument.variadic()) sql.append("variadic ");
    if (!argument.name().isEmpty()) {
      identifier(argument.name());
      sql.append(" := ");
    }
    expression(argument.value());
  }

  private void expression(Expression expression) {
    switch (expression) {
      case Expression.ColumnOf(String alias, String column) -> {
        identifier(alias);
        sql.append('.');
        identifier(column);
      }
      case Expression.RowOf(String alias) -> {
        identifier(alias);
        sql.append(".*");
      }
      case Expression.OutputNumber(int number) -> sql.append(number);
      case Expression.Row(List<Expression> expressions) -> {
        sql.append("row(");
        list(expressions, this::expression);
        sql.append(')');
      }
      case Expression.Excluded(String column) -> {
        sql.append("excluded.");
        identifier(column);
      }
      case Value value -> value(value);
      case Expression.Cast(Expression inner, TypeName type) -> {
        sql.append("cast(");
        expression(inner);
        sql.append(" as ");
        type(type);
        sql.append(')');
      }
      case Expression.JsonArrow(Expression json, Value step, boolean asText) -> {
        sql.append('(');
        expression(json);
        sql.append(asText ? " ->> " : " -> ");
        value(step);
        sql.append(')');
      }
      case Expression.Binary(Expression left, Expression.Infix operator, Expression right) -> {
        sql.append('(');
        expression(left);
        sql.append(' ').append(operator.sql).append(' ');
        expression(right);
        sql.append(')');
      }
      case Expression.Quantified(
              Expression left,
              Expression.Infix operator,
              boolean all,
              Expression array) -> {
        sql.append('(');
        expression(left);
        sql.append(' ').append(operator.sql).append(all ? " all (" : " any (");
        expression(array);
        sql.append("))");
      }
      case Expression.Is(Expression inner, Expression.IsTest test) -> {
        sql.append('(');
        expression(inner);
        sql.append(" is ").append(test.sql).append(')');
      }
      case Expression.Not(Expression inner) -> {
        sql.append("(not ");
        expression(inner);
        sql.append(')');
      }
      case Expression.And(List<Expression> all) -> combined(all, " and ", "true");
      case Expression.Or(List<Expression> any) -> combined(any, " or ", "false");
      case Expression.BuiltIn(Expression.Builtin function, List<Expression> arguments) -> {
        sql.append(function.sql).append('(');
        list(arguments, this::expression);
        sql.append(')');
      }
      case Expression.Call(QualifiedName function, Expression argument) -> {
        qualified(function);
        sql.append('(');
        expression(argument);
        sql.append(')');
      }
      case Expression.ArrayOf(Select select) -> {
        sql.append("array(");
        select(select, false);
        sql.append(')');
      }
      case Expression.Case(Expression when, Expression then, Expression otherwise) -> {
        sql.append("case when ");
        expression(when);
        sql.append(" then ");
        expression(then);
        sql.append(" else ");
        expression(otherwise);
        sql.append(" end");
      }
      case Expression.Exists(Select select) -> {
        sql.append("exists (");
        select(select, false);
        sql.append(')');
      }
      case Expression.Scalar(Select select) -> {
        sql.append('(');
        select(select, false);
        sql.append(')');
      }
      case Expression.Constant constant -> sql.append(constant.sql);
    }
  }

  private void combined(List<Expression> expressions, String word, String none) {
    if (expressions.isEmpty()) {
      sql.append(none);
      return;
    }
    sql.append('(');
    list(expressions, word, this::expression);
    sql.append(')');
  }

  private void value(Value value) {
    sql.append("cast(? as ");
    type(value.type());
    sql.append(')');
    parameters.add(value.text());
  }

  private void type(TypeName type) {
    switch (type) {
      case TypeName.Known(QualifiedName name) -> qualified(name);
      case TypeName.Named(String name) -> identifier(name);
    }
  }

  /// A name without a schema is left to the search path.
  private void qualified(QualifiedName name) {
    if (!name.schema().isEmpty()) {
      identifier(name.schema());
      sql.append('.');
    }
    identifier(name.name());
  }

  private void identifier(String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("no identifier of PostgreSQL: '" + name + "'");
    }
    sql.append('"').append(name.replace("\"", "\"\"")).append('"');
  }

  private <T> void list(List<T> items, Consumer<T> print) {
    list(items, ", ", print);
  }

  private <T> void list(List<T> items, String separator, Consumer<T> print) {
    for (Iterator<T> rest = items.iterator(); rest.hasNext(); ) {
      print.accept(rest.next());
      if (rest.hasNext()) sql.append(separator);
    }
  }
}
