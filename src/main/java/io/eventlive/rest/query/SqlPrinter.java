package io.eventlive.rest.query;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.Statement;
import io.eventlive.rest.query.Command.Assignment;
import io.eventlive.rest.query.Command.Conflict;
import io.eventlive.rest.query.Command.Output;
import io.eventlive.rest.query.Select.Sort;
import java.util.List;

/// Prints a tree as one statement: commands here, what they read from in [FromPrinter], conditions
/// and values in [ExpressionPrinter]. What a caller sent reaches the text only through [SqlWriter],
/// which quotes every identifier and makes every value a parameter.
///
/// One printer prints one statement and is confined to its thread.
final class SqlPrinter {
  private final SqlWriter sql = new SqlWriter();
  private final ExpressionPrinter expressions = new ExpressionPrinter(sql, this::select);
  private final FromPrinter froms = new FromPrinter(sql, expressions, this::select);

  private SqlPrinter() {}

  static Statement print(Query query) {
    SqlPrinter printer = new SqlPrinter();
    printer.query(query);
    return printer.sql.statement();
  }

  private void query(Query query) {
    if (!query.steps().isEmpty()) {
      sql.append("with ");
      sql.list(
          query.steps(),
          step -> {
            sql.identifier(step.name());
            sql.append(" as (");
            command(step.command());
            sql.append(")");
          });
      sql.append(" ");
    }
    select(query.result(), true);
  }

  private void command(Command command) {
    switch (command) {
      case Select select -> select(select);
      case Command.Insert insert -> insert(insert);
      case Command.Update update -> update(update);
      case Command.Delete delete -> delete(delete);
    }
  }

  private void select(Select select) {
    select(select, false);
  }

  private void select(Select select, boolean witnessed) {
    sql.append("select ");
    sql.list(select.outputs(), this::output);
    if (witnessed) sql.append(", ").append(RequestConnection.WITNESS);
    sql.append(" from ");
    froms.print(select.from());
    select.joins().forEach(this::join);
    if (select.where() != null) where(select.where());
    if (!select.groups().isEmpty()) {
      sql.append(" group by ");
      sql.list(select.groups(), sql::number);
    }
    if (!select.order().isEmpty()) {
      sql.append(" order by ");
      sql.list(select.order(), this::sort);
    }
    if (select.limit() != null) {
      sql.append(" limit ");
      expressions.print(select.limit());
    }
    if (select.offset() != null) {
      sql.append(" offset ");
      expressions.print(select.offset());
    }
  }

  private void insert(Command.Insert insert) {
    sql.append("insert into ");
    sql.qualified(insert.table());
    sql.append(" as ");
    sql.identifier(insert.alias());
    if (!insert.columns().isEmpty()) {
      sql.append(" (");
      sql.list(insert.columns(), sql::identifier);
      sql.append(")");
    }
    sql.append(" ");
    select(insert.rows());
    if (insert.conflict() != null) conflict(insert.conflict());
    returning(insert.returning());
  }

  private void conflict(Conflict conflict) {
    sql.append(" on conflict (");
    sql.list(conflict.key(), sql::identifier);
    sql.append(")");
    if (conflict.assignments().isEmpty()) {
      sql.append(" do nothing");
      return;
    }
    sql.append(" do update set ");
    sql.list(conflict.assignments(), this::assignment);
    if (conflict.where() != null) where(conflict.where());
  }

  private void update(Command.Update update) {
    sql.append("update ");
    sql.qualified(update.table());
    sql.append(" as ");
    sql.identifier(update.alias());
    sql.append(" set ");
    sql.list(update.assignments(), this::assignment);
    sql.append(" from ");
    froms.print(update.from());
    where(update.where());
    returning(update.returning());
  }

  private void delete(Command.Delete delete) {
    sql.append("delete from ");
    sql.qualified(delete.table());
    sql.append(" as ");
    sql.identifier(delete.alias());
    where(delete.where());
    returning(delete.returning());
  }

  private void returning(List<Output> outputs) {
    sql.append(" returning ");
    sql.list(outputs, this::output);
  }

  private void assignment(Assignment assignment) {
    sql.identifier(assignment.column());
    sql.append(" = ");
    expressions.print(assignment.value());
  }

  private void output(Output output) {
    expressions.print(output.expression());
    sql.append(" as ");
    sql.identifier(output.name());
  }

  private void sort(Sort sort) {
    expressions.print(sort.expression());
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
    expressions.print(condition);
  }

  private void join(From.Join join) {
    sql.append(join.outer() ? " left join " : " join ");
    froms.print(join.from());
    sql.append(" on ");
    expressions.print(join.on());
  }
}
