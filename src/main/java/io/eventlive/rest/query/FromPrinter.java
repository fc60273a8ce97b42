package io.eventlive.rest.query;

import io.eventlive.schema.QualifiedName;
import java.util.List;
import java.util.function.Consumer;

/// Prints where rows come from.
///
/// @param sql what is printed to
/// @param expressions prints the expressions inside
/// @param selects prints the selects inside
record FromPrinter(SqlWriter sql, ExpressionPrinter expressions, Consumer<Select> selects) {
  void print(From from) {
    switch (from) {
      case From.Table table -> sql.qualified(table.name());
      case From.CommonTable step -> sql.identifier(step.name());
      case From.Subselect sub -> {
        sql.append("lateral (");
        selects.accept(sub.select());
        sql.append(")");
      }
      case From.JsonRows rows -> {
        sql.append("pg_catalog.json_to_recordset(");
        expressions.print(rows.json());
        sql.append(")");
      }
      case From.FilledInRows rows -> filledIn(rows);
      case From.JsonElements elements -> {
        sql.append("pg_catalog.json_array_elements(");
        expressions.print(elements.json());
        sql.append(")");
      }
      case From.FunctionCall call -> {
        sql.append("lateral ");
        call(call.function(), call.arguments());
      }
      case From.RecordCall call -> {
        sql.append("lateral (select ");
        call(call.function(), call.arguments());
        sql.append(" as ");
        sql.identifier(call.column());
        sql.append(")");
      }
    }
    sql.append(" as ");
    sql.identifier(from.alias());
    switch (from) {
      case From.JsonRows rows -> columns(rows.columns());
      case From.FilledInRows rows -> columns(rows.columns());
      case From.FunctionCall call when !call.column().isEmpty() -> {
        sql.append("(");
        sql.identifier(call.column());
        sql.append(")");
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
    sql.list(
        List.copyOf(rows.defaults().entrySet()),
        each -> {
          sql.value(Operands.text(each.getKey()));
          sql.append(", (");
          sql.catalogueSql(each.getValue());
          sql.append(")");
        });
    sql.append(") || given.value) from pg_catalog.jsonb_array_elements(");
    expressions.print(rows.json());
    sql.append(") as given))");
  }

  private void columns(List<From.TypedColumn> columns) {
    sql.append("(");
    sql.list(
        columns,
        column -> {
          sql.identifier(column.name());
          sql.append(" ");
          sql.type(column.type());
        });
    sql.append(")");
  }

  private void call(QualifiedName function, List<From.Argument> arguments) {
    sql.qualified(function);
    sql.append("(");
    sql.list(arguments, this::argument);
    sql.append(")");
  }

  private void argument(From.Argument argument) {
    if (argument.variadic()) sql.append("variadic ");
    if (!argument.name().isEmpty()) {
      sql.identifier(argument.name());
      sql.append(" := ");
    }
    expressions.print(argument.value());
  }
}
