package io.eventlive.rest.query;

import io.eventlive.rest.plan.Predicate;
import io.eventlive.rest.plan.ReadPlan;
import io.eventlive.rest.plan.ReadPlan.Embed;
import io.eventlive.rest.plan.ReadPlan.Source;
import io.eventlive.rest.plan.Relationship;
import io.eventlive.rest.plan.ResolvedField;
import io.eventlive.rest.query.Command.Output;
import io.eventlive.rest.query.Expression.Builtin;
import io.eventlive.rest.query.Expression.ColumnOf;
import io.eventlive.rest.query.Expression.Constant;
import io.eventlive.rest.query.Expression.Infix;
import io.eventlive.rest.query.Expression.IsTest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The rows of a [ReadPlan] as a select.
///
/// Each embed is a lateral join to one row with one column: the related rows as JSON, or null where
/// there are none. So "has related rows" is "is not null" for every kind of relationship.
final class Rows {
  /// The step in which a mutation or a function call leaves its rows.
  static final String SOURCE = "source";

  static final String VALUE = "value";

  private Rows() {}

  /// The page: what the window lets through, in order.
  static Select page(ReadPlan plan) {
    Select select =
        Select.of(outputs(plan), from(plan))
            .join(plan.embeds().stream().map(embed -> join(plan, embed)).toList())
            .orderBy(order(plan))
            .window(
                plan.window().limit() == null ? null : Operands.number(plan.window().limit()),
                plan.window().offset() == 0 ? null : Operands.number(plan.window().offset()));
    return filtered(select, plan);
  }

  /// One empty row for each row that there would be without a window.
  static Select counted(ReadPlan plan) {
    Set<String> asked = new LinkedHashSet<>();
    collectAsked(plan.where(), asked);
    List<From.Join> joins =
        plan.embeds().stream()
            .filter(embed -> embed.inner() || asked.contains(embed.alias()))
            .map(embed -> join(plan, embed))
            .toList();
    List<Output> one = List.of(new Output(Constant.ONE, "one"));
    return filtered(Select.of(one, from(plan)).join(joins), plan);
  }

  /// The columns that the root needs of its source, for a source that returns only what is asked.
  static Set<String> columnsNeeded(ReadPlan plan) {
    Set<String> needed = new LinkedHashSet<>();
    for (ReadPlan.Output output : plan.outputs()) {
      switch (output) {
        case ReadPlan.Output.Value(ResolvedField field, _, _) -> needed.add(field.column());
        case ReadPlan.Output.Rows _ -> {}
      }
    }
    plan.embeds().forEach(embed -> needed.addAll(originColumns(embed.relationship())));
    plan.order().forEach(key -> needed.add(key.field().column()));
    collectColumns(plan.where(), needed);
    return needed;
  }

  private static Select filtered(Select select, ReadPlan plan) {
    if (plan.where().equals(Predicate.EVERYTHING)) return select;
    return select.where(Conditions.of(plan.alias(), plan.where()));
  }

  private static From from(ReadPlan plan) {
    return switch (plan.source()) {
      case Source.Table(var name) -> new From.Table(name, plan.alias());
      case Source.Result _ -> new From.CommonTable(SOURCE, plan.alias());
    };
  }

  private static List<Output> outputs(ReadPlan plan) {
    List<Output> outputs = new ArrayList<>();
    for (ReadPlan.Output output : plan.outputs()) {
      outputs.add(
          switch (output) {
            case ReadPlan.Output.Value(ResolvedField field, String name, String cast) -> {
              Expression value = Operands.field(plan.alias(), field);
              yield new Output(
                  cast == null ? value : new Expression.Cast(value, Operands.typeNamed(cast)),
                  name);
            }
            case ReadPlan.Output.Rows(Embed embed) -> new Output(embedded(embed), embed.name());
          });
    }
    return outputs;
  }

  private static Expression embedded(Embed embed) {
    Expression rows = new ColumnOf(embed.alias(), VALUE);
    if (embed.relationship().toOne()) return rows;
    return new Expression.BuiltIn(Builtin.COALESCE, List.of(rows, Constant.EMPTY_JSON_ARRAY));
  }

  private static List<Select.Sort> order(ReadPlan plan) {
    return plan.order().stream()
        .map(key ->
            new Select.Sort(
                Operands.field(plan.alias(), key.field()), key.direction(), key.nulls()))
        .toList();
  }

  private static From.Join join(ReadPlan origin, Embed embed) {
    String each = "r" + embed.alias();
    Select related = related(origin, embed);
    Builtin asJson = embed.relationship().toOne() ? Builtin.ROW_TO_JSON : Builtin.JSON_AGG;
    Expression json = new Expression.BuiltIn(asJson, List.of(new Expression.RowOf(each)));
    Select value = Select.of(List.of(new Output(json, VALUE)), new From.Subselect(related, each));
    Expression on =
        embed.inner()
            ? new Expression.Is(new ColumnOf(embed.alias(), VALUE), IsTest.NOT_NULL)
            : Constant.TRUE;
    return new From.Join(new From.Subselect(value, embed.alias()), !embed.inner(), on);
  }

  /// The embed's own rows, narrowed to those that belong to the origin's row.
  private static Select related(ReadPlan origin, Embed embed) {
    ReadPlan rows = embed.rows();
    Select page = page(rows);
    List<Expression> conditions = new ArrayList<>();
    List<From.Join> joins = new ArrayList<>();
    switch (embed.relationship()) {
      case Relationship.Direct direct ->
          conditions.addAll(
              equal(rows.alias(), direct.targetColumns(), origin.alias(), direct.originColumns()));
      case Relationship.Through through -> {
        String junction = "j" + embed.alias();
        Relationship.Direct toTarget = through.toTarget();
        Relationship.Direct toOrigin = through.toOrigin();
        joins.add(
            new From.Join(
                new From.Table(through.junction(), junction),
                false,
                new Expression.And(
                    equal(
                        junction,
                        toTarget.originColumns(),
                        rows.alias(),
                        toTarget.targetColumns()))));
        conditions.addAll(
            equal(junction, toOrigin.originColumns(), origin.alias(), toOrigin.targetColumns()));
      }
    }
    joins.addAll(page.joins());
    if (page.where() != null) conditions.add(page.where());
    return page.join(joins).where(new Expression.And(conditions));
  }

  private static List<Expression> equal(
      String left, List<String> leftColumns, String right, List<String> rightColumns) {
    List<Expression> equalities = new ArrayList<>();
    for (int i = 0; i < leftColumns.size(); i++) {
      equalities.add(
          new Expression.Binary(
              new ColumnOf(left, leftColumns.get(i)),
              Infix.EQUAL,
              new ColumnOf(right, rightColumns.get(i))));
    }
    return equalities;
  }

  private static List<String> originColumns(Relationship relationship) {
    return switch (relationship) {
      case Relationship.Direct direct -> direct.originColumns();
      case Relationship.Through through -> through.toOrigin().targetColumns();
    };
  }

  private static void collectAsked(Predicate predicate, Set<String> aliases) {
    switch (predicate) {
      case Predicate.HasRows(String alias) -> aliases.add(alias);
      case Predicate.Not(Predicate inner) -> collectAsked(inner, aliases);
      case Predicate.All(List<Predicate> all) -> all.forEach(each -> collectAsked(each, aliases));
      case Predicate.Any(List<Predicate> any) -> any.forEach(each -> collectAsked(each, aliases));
      case Predicate.Test _ -> {}
    }
  }

  private static void collectColumns(Predicate predicate, Set<String> columns) {
    switch (predicate) {
      case Predicate.Test(ResolvedField field, _) -> columns.add(field.column());
      case Predicate.HasRows _ -> {}
      case Predicate.Not(Predicate inner) -> collectColumns(inner, columns);
      case Predicate.All(List<Predicate> all) -> all.forEach(each -> collectColumns(each, columns));
      case Predicate.Any(List<Predicate> any) -> any.forEach(each -> collectColumns(each, columns));
    }
  }
}
