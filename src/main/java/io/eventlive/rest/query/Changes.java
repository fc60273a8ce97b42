package io.eventlive.rest.query;

import io.eventlive.rest.plan.Mutation;
import io.eventlive.rest.plan.Mutation.OnConflict;
import io.eventlive.rest.plan.Predicate;
import io.eventlive.rest.query.Command.Assignment;
import io.eventlive.rest.query.Command.Output;
import io.eventlive.rest.query.Expression.Builtin;
import io.eventlive.rest.query.Expression.ColumnOf;
import io.eventlive.rest.query.Expression.Constant;
import io.eventlive.rest.query.Expression.Infix;
import io.eventlive.rest.query.Expression.IsTest;
import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.rest.query.Expression.Value;
import io.eventlive.rest.request.Payload;
import io.eventlive.schema.Column;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Mutations as commands that return the columns that are needed afterwards. The body goes to
/// PostgreSQL as one parameter and is taken apart there.
final class Changes {
  private static final String TARGET = "target";
  private static final String BODY = "body";

  private Changes() {}

  static Command command(Mutation mutation, Set<String> needed) {
    return switch (mutation) {
      case Mutation.Insert insert -> insert(insert, needed);
      case Mutation.Update update -> update(update, needed);
      case Mutation.Delete delete ->
          new Command.Delete(
              delete.table().name(),
              delete.alias(),
              Conditions.of(delete.alias(), delete.where()),
              returning(delete.alias(), needed));
    };
  }

  /// The rows whose key the body names, as they are now.
  static Command existing(Mutation.Insert insert, List<String> key, Set<String> needed) {
    Select named =
        Select.of(
                List.of(new Output(Constant.ONE, "one")),
                bodyRows(insert, keyColumns(insert.table(), key)))
            .where(sameKey(key));
    return Select.of(returning(TARGET, needed), new From.Table(insert.table().name(), TARGET))
        .where(new Expression.Exists(named));
  }

  /// One for each row of the body whose key no row has that the caller may see.
  static Command unseen(Mutation.Insert insert, List<String> key) {
    List<Output> one = List.of(new Output(Constant.ONE, "one"));
    Select seen = Select.of(one, new From.Table(insert.table().name(), TARGET)).where(sameKey(key));
    return Select.of(one, bodyRows(insert, keyColumns(insert.table(), key)))
        .where(new Expression.Not(new Expression.Exists(seen)));
  }

  private static Expression sameKey(List<String> key) {
    return new Expression.And(
        key.stream()
            .<Expression>map(column ->
                new Expression.Binary(
                    new ColumnOf(BODY, column), Infix.EQUAL, new ColumnOf(TARGET, column)))
            .toList());
  }

  private static Command insert(Mutation.Insert insert, Set<String> needed) {
    List<String> names = insert.columns().stream().map(Column::name).toList();
    Select rows =
        names.isEmpty()
            ? Select.of(List.of(), new From.JsonElements(body(insert), BODY))
            : Select.of(columnsOf(BODY, names), bodyRows(insert, insert.columns()));
    Command.Conflict conflict =
        switch (insert.onConflict()) {
          case OnConflict.Fail _ -> null;
          case OnConflict.Skip(List<String> key) -> new Command.Conflict(key, List.of(), null);
          case OnConflict.Repeat(List<String> key, _) -> new Command.Conflict(key, List.of(), null);
          case OnConflict.Merge(List<String> key) -> {
            rows = rows.where(counted(Infix.PLUS));
            yield new Command.Conflict(key, merged(names), counted(Infix.MINUS));
          }
          case OnConflict.Put(List<String> key, Predicate named) -> {
            Expression isNamed = Conditions.of(BODY, named);
            rows = rows.where(new Expression.And(List.of(isNamed, counted(Infix.PLUS))));
            yield new Command.Conflict(key, merged(names), counted(Infix.MINUS));
          }
        };
    return new Command.Insert(
        insert.table().name(), TARGET, names, rows, conflict, returning(TARGET, needed));
  }

  private static List<Assignment> merged(List<String> names) {
    return names.stream().map(name -> new Assignment(name, new Expression.Excluded(name))).toList();
  }

  /// Counts, within one transaction, the rows that a merging insert really adds: each candidate
  /// adds one, each that turns into an update takes it back. Always true; counts as it is
  /// evaluated.
  private static Expression counted(Infix upOrDown) {
    Expression before =
        new Expression.BuiltIn(Builtin.COALESCE, List.of(Constant.INSERTED, Operands.text("0")));
    Expression after =
        new Expression.Binary(
            new Expression.Cast(before, TypeName.builtIn("int8")), upOrDown, Constant.ONE);
    Expression set =
        new Expression.BuiltIn(
            Builtin.SET_CONFIG,
            List.of(
                Constant.INSERTED_SETTING,
                new Expression.Cast(after, Operands.TEXT),
                Constant.TRUE));
    return new Expression.Is(set, IsTest.NOT_NULL);
  }

  private static Command update(Mutation.Update update, Set<String> needed) {
    List<Column> columns = update.columns();
    if (columns.isEmpty()) {
      return Select.of(
              returning(update.alias(), needed),
              new From.Table(update.table().name(), update.alias()))
          .where(Constant.FALSE);
    }
    List<String> names = columns.stream().map(Column::name).toList();
    From given = rows(update.payload(), update.defaults(), "rows", columns);
    Select first = Select.of(columnsOf("rows", names), given).window(Operands.number(1), null);
    return new Command.Update(
        update.table().name(),
        update.alias(),
        names.stream().map(name -> new Assignment(name, new ColumnOf(BODY, name))).toList(),
        new From.Subselect(first, BODY),
        Conditions.of(update.alias(), update.where()),
        returning(update.alias(), needed));
  }

  private static From bodyRows(Mutation.Insert insert, List<Column> columns) {
    return rows(insert.payload(), insert.defaults(), BODY, columns);
  }

  /// The rows of a body, a domain's values read as its casts say.
  private static From rows(Payload payload, boolean defaults, String alias, List<Column> columns) {
    From given = given(payload, defaults, alias, columns);
    if (columns.stream().allMatch(column -> reader(column).isEmpty())) return given;
    List<Output> read =
        columns.stream().map(column -> new Output(read(alias, column), column.name())).toList();
    return new From.Subselect(Select.of(read, given), alias);
  }

  private static Optional<QualifiedName> reader(Column column) {
    return column.type().representation().fromJson();
  }

  private static Expression read(String alias, Column column) {
    Expression given = new ColumnOf(alias, column.name());
    return reader(column)
        .<Expression>map(function -> new Expression.Call(function, given))
        .orElse(given);
  }

  private static From given(Payload payload, boolean defaults, String alias, List<Column> columns) {
    if (!defaults) {
      return new From.JsonRows(new Value(payload.asArray(), Operands.JSON), alias, typed(columns));
    }
    Map<String, String> filledIn = new LinkedHashMap<>();
    for (Column column : columns) {
      if (column.defaultSql() != null) filledIn.put(column.name(), column.defaultSql());
    }
    Value json = new Value(payload.asArray(), Operands.JSONB);
    return new From.FilledInRows(json, alias, typed(columns), filledIn);
  }

  private static Value body(Mutation.Insert insert) {
    return new Value(insert.payload().asArray(), Operands.JSON);
  }

  private static List<Column> keyColumns(Table table, List<String> key) {
    return key.stream().map(name -> table.column(name).orElseThrow()).toList();
  }

  private static List<From.TypedColumn> typed(List<Column> columns) {
    return columns.stream()
        .map(column ->
            new From.TypedColumn(
                column.name(),
                reader(column).isPresent()
                    ? Operands.JSON
                    : new TypeName.Known(column.type().name())))
        .toList();
  }

  private static List<Output> returning(String alias, Set<String> needed) {
    if (needed.isEmpty()) return List.of(new Output(Constant.ONE, "one"));
    return columnsOf(alias, new ArrayList<>(needed));
  }

  static List<Output> columnsOf(String alias, List<String> names) {
    return names.stream().map(name -> new Output(new ColumnOf(alias, name), name)).toList();
  }
}
