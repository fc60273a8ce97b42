package io.eventlive.rest.query;

import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.rest.query.Expression.Value;
import io.eventlive.schema.QualifiedName;
import java.util.List;
import java.util.function.Consumer;

/// Prints expressions.
///
/// @param sql what is printed to
/// @param selects prints the selects inside
record ExpressionPrinter(SqlWriter sql, Consumer<Select> selects) {
  void print(Expression expression) {
    switch (expression) {
      case Expression.ColumnOf(String alias, String column) -> {
        sql.identifier(alias);
        sql.append(".");
        sql.identifier(column);
      }
      case Expression.RowOf(String alias) -> {
        sql.identifier(alias);
        sql.append(".*");
      }
      case Expression.OutputNumber(int number) -> sql.number(number);
      case Expression.Row(List<Expression> expressions) -> {
        sql.append("row(");
        sql.list(expressions, this::print);
        sql.append(")");
      }
      case Expression.Excluded(String column) -> {
        sql.append("excluded.");
        sql.identifier(column);
      }
      case Value value -> sql.value(value);
      case Expression.TextSearch(QualifiedName configuration) -> sql.textSearch(configuration);
      case Expression.Cast(Expression inner, TypeName type) -> {
        sql.append("cast(");
        print(inner);
        sql.append(" as ");
        sql.type(type);
        sql.append(")");
      }
      case Expression.JsonArrow(Expression json, Value step, boolean asText) -> {
        sql.append("(");
        print(json);
        sql.append(asText ? " ->> " : " -> ");
        sql.value(step);
        sql.append(")");
      }
      case Expression.Binary(Expression left, Expression.Infix operator, Expression right) -> {
        sql.append("(");
        print(left);
        sql.append(" ").append(operator.sql).append(" ");
        print(right);
        sql.append(")");
      }
      case Expression.Quantified(
              Expression left,
              Expression.Infix operator,
              boolean all,
              Expression array) -> {
        sql.append("(");
        print(left);
        sql.append(" ").append(operator.sql).append(all ? " all (" : " any (");
        print(array);
        sql.append("))");
      }
      case Expression.Is(Expression inner, Expression.IsTest test) -> {
        sql.append("(");
        print(inner);
        sql.append(" is ").append(test.sql).append(")");
      }
      case Expression.Not(Expression inner) -> {
        sql.append("(not ");
        print(inner);
        sql.append(")");
      }
      case Expression.And(List<Expression> all) -> combined(all, " and ", "true");
      case Expression.Or(List<Expression> any) -> combined(any, " or ", "false");
      case Expression.BuiltIn(Expression.Builtin function, List<Expression> arguments) -> {
        sql.append(function.sql).append("(");
        sql.list(arguments, this::print);
        sql.append(")");
      }
      case Expression.Call(QualifiedName function, Expression argument) -> {
        sql.qualified(function);
        sql.append("(");
        print(argument);
        sql.append(")");
      }
      case Expression.ArrayOf(Select select) -> {
        sql.append("array(");
        selects.accept(select);
        sql.append(")");
      }
      case Expression.Case(Expression when, Expression then, Expression otherwise) -> {
        sql.append("case when ");
        print(when);
        sql.append(" then ");
        print(then);
        sql.append(" else ");
        print(otherwise);
        sql.append(" end");
      }
      case Expression.Exists(Select select) -> {
        sql.append("exists (");
        selects.accept(select);
        sql.append(")");
      }
      case Expression.Scalar(Select select) -> {
        sql.append("(");
        selects.accept(select);
        sql.append(")");
      }
      case Expression.Constant constant -> sql.append(constant.sql);
    }
  }

  private void combined(List<Expression> expressions, String word, String none) {
    if (expressions.isEmpty()) {
      sql.append(none);
      return;
    }
    sql.append("(");
    sql.list(expressions, word, this::print);
    sql.append(")");
  }
}
