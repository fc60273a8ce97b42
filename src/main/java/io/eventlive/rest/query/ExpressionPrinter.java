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
  // Read in the caller's own statement: the table is locked against changes of its policies by
  // then.
  private static final String POLICIES_BEFORE =
      """
      (
        select pg_catalog.string_agg(
          case when pg_catalog.row_security_active(t.id::oid) then 't' || coalesce(
            (
              select pg_catalog.string_agg(m.mark, ',' order by m.mark collate "C")
              from (
                select p.oid::text || '.' || p.xmin::text ||
                  case when 0::oid = any (p.polroles) or exists (
                    select from pg_catalog.unnest(p.polroles) as o (id)
                    where pg_catalog.pg_has_role(current_user, o.id, 'usage'))
                  then '+' else '-' end as mark
                from pg_catalog.pg_policy as p
                where p.polrelid = t.id::oid and p.polcmd in ('r', '*')
              ) as m
            ), '') else 'f' end,
          '&' order by t.place)
        from pg_catalog.unnest(\
      """;
  private static final String POLICIES_BEHIND = ") with ordinality as t (id, place))";

  private static final String FUNCTIONS_BEFORE =
      """
      (
        select pg_catalog.string_agg(f.oid::text || '.' || f.xmin::text, ','
          order by (f.oid::text || '.' || f.xmin::text) collate "C")
        from pg_catalog.pg_proc as f
        where f.oid = any (\
      """;
  private static final String FUNCTIONS_BEHIND = "))";

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
      case Expression.PoliciesOf(Value tables) -> around(POLICIES_BEFORE, tables, POLICIES_BEHIND);
      case Expression.FunctionsOf(Value ids) -> around(FUNCTIONS_BEFORE, ids, FUNCTIONS_BEHIND);
      case Expression.MemberOf(Value webinar, Value standing) -> {
        sql.value(webinar);
        around(" in (select eventlive.webinars_as(", standing, "))");
      }
      case Expression.Constant constant -> sql.append(constant.sql);
    }
  }

  private void around(String before, Value value, String behind) {
    sql.append(before);
    sql.value(value);
    sql.append(behind);
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
