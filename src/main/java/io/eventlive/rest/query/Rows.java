package io.eventlive.rest.query;

import io.eventlive.rest.plan.Predicate;
import io.eventlive.rest.plan.ReadPlan;
import io.eventlive.rest.plan.ReadPlan.Content;
import io.eventlive.rest.plan.ReadPlan.Embed;
import io.eventlive.rest.plan.ReadPlan.SortKey;
import io.eventlive.rest.plan.ReadPlan.Source;
import io.eventlive.rest.plan.Relationship;
import io.eventlive.rest.plan.ResolvedField;
import io.eventlive.rest.query.Command.Output;
import io.eventlive.rest.query.Expression.BuiltIn;
import io.eventlive.rest.query.Expression.Builtin;
import io.eventlive.rest.query.Expression.ColumnOf;
import io.eventlive.rest.query.Expression.Constant;
import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.rest.request.Aggregate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The rows of a [ReadPlan] as a select.
final class Rows {
  /// The step in which a mutation or a function call leaves its rows.
  static final String SOURCE = "source";

  private Rows() {}

  /// The page: what the window lets through, in order, its columns under their names.
  static Select page(ReadPlan plan) {
    return windowed(plan, plan.outputs().stream().map(ReadPlan.Output::name).toList());
  }

  /// The same with the columns under numbers, which no name of a caller's can meet.
  static Select numbered(ReadPlan plan) {
    return windowed(plan, numbers(plan));
  }

  static List<String> numbers(ReadPlan plan) {
    return IntStream.range(0, plan.outputs().size()).mapToObj(Rows::number).toList();
  }

  private static String number(int position) {
    return "c" + position;
  }

  private static Select windowed(ReadPlan plan, List<String> names) {
    Long limit = plan.window().limit();
    long offset = plan.window().offset();
    return all(plan, names)
        .orderBy(order(plan))
        .window(
            limit == null ? null : Operands.number(limit),
            offset == 0 ? null : Operands.number(offset));
  }

  private static Select all(ReadPlan plan, List<String> names) {
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      outputs.add(new Output(shown(plan, plan.outputs().get(i)), names.get(i)));
    }
    Select select =
        Select.of(outputs, from(plan))
            .join(plan.embeds().stream().map(embed -> Embedding.join(plan, embed)).toList());
    return filtered(grouped(select, plan), plan);
  }

  /// One row for each row that there would be without a window. Embeds matter only for being there;
  /// asked like that, the planner can also estimate how many rows stay.
  static Select counted(ReadPlan plan) {
    if (plan.grouped()) return all(plan, numbers(plan));
    List<Expression> conditions = new ArrayList<>();
    for (Embed embed : plan.embeds()) {
      if (embed.inner()) conditions.add(Embedding.exists(plan, embed));
    }
    if (!plan.where().equals(Predicate.EVERYTHING)) {
      conditions.add(Conditions.of(plan.alias(), plan.where(), alias -> exists(plan, alias)));
    }
    Select rows = Select.of(List.of(new Output(Constant.ONE, "one")), from(plan));
    return conditions.isEmpty() ? rows : rows.where(new Expression.And(conditions));
  }

  private static Expression exists(ReadPlan plan, String embedAlias) {
    return plan.embeds().stream()
        .filter(embed -> embed.alias().equals(embedAlias))
        .map(embed -> Embedding.exists(plan, embed))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no embed " + embedAlias));
  }

  /// The columns that the root needs of its source, for a source that returns only what is asked.
  static Set<String> columnsNeeded(ReadPlan plan) {
    Set<String> needed = new LinkedHashSet<>();
    plan.outputs().forEach(output -> collectColumns(output.content(), needed));
    plan.embeds().forEach(embed -> needed.addAll(originColumns(embed.relationship())));
    plan.order().forEach(key -> collectColumns(key.content(), needed));
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
      case Source.Computed(Relationship.Computed by, String originAlias) -> {
        List<Expression> columns =
            by.originColumns().stream()
                .<Expression>map(column -> new ColumnOf(originAlias, column))
                .toList();
        Expression row =
            new Expression.Cast(new Expression.Row(columns), new TypeName.Known(by.origin()));
        yield new From.FunctionCall(
            by.function(), List.of(new From.Argument("", row, false)), plan.alias(), "");
      }
    };
  }

  /// An output's value. What rows have to have in common must be comparable, which the type `json`
  /// is not.
  private static Expression shown(ReadPlan plan, ReadPlan.Output output) {
    Expression value = shown(plan, output.content());
    Aggregate aggregate = output.aggregate();
    if (aggregate == null) {
      return plan.grouped() ? comparable(output.content(), value) : value;
    }
    Expression taken = new BuiltIn(function(aggregate.kind()), List.of(value));
    return cast(taken, aggregate.cast());
  }

  private static Expression comparable(Content content, Expression value) {
    return switch (content) {
      case Content.Value(ResolvedField field, @Nullable String cast) ->
          cast == null && Operands.isWritten(field)
              ? new BuiltIn(Builtin.TO_JSONB, List.of(value))
              : value;
      case Content.EveryRow _ -> value;
      case Content.Rows _, Content.Lifted _ -> new BuiltIn(Builtin.TO_JSONB, List.of(value));
    };
  }

  private static Expression shown(ReadPlan plan, Content content) {
    return content instanceof Content.Value(ResolvedField field, @Nullable String cast)
        ? cast(Operands.shown(plan.alias(), field), cast)
        : value(plan, content);
  }

  private static Expression value(ReadPlan plan, Content content) {
    return switch (content) {
      case Content.Value(ResolvedField field, @Nullable String cast) ->
          cast(Operands.field(plan.alias(), field), cast);
      case Content.EveryRow _ -> Constant.ONE;
      case Content.Rows(Embed embed) -> Embedding.json(embed);
      case Content.Lifted(String embedAlias, int position) ->
          new ColumnOf(embedAlias, number(position));
    };
  }

  private static Expression cast(Expression value, @Nullable String type) {
    return type == null ? value : new Expression.Cast(value, Operands.typeNamed(type));
  }

  private static Builtin function(Aggregate.Kind kind) {
    return switch (kind) {
      case SUM -> Builtin.SUM;
      case AVG -> Builtin.AVG;
      case COUNT -> Builtin.COUNT;
      case MAX -> Builtin.MAX;
      case MIN -> Builtin.MIN;
    };
  }

  private static Select grouped(Select select, ReadPlan plan) {
    if (!plan.grouped()) return select;
    return select.groupBy(
        IntStream.range(0, plan.outputs().size())
            .filter(i -> plan.outputs().get(i).aggregate() == null)
            .mapToObj(i -> i + 1)
            .toList());
  }

  private static List<Select.Sort> order(ReadPlan plan) {
    return plan.order().stream()
        .map(key -> new Select.Sort(sorted(plan, key), key.direction(), key.nulls()))
        .toList();
  }

  /// Rows that become one are sorted by what they have in common: by the output itself, where it is
  /// one, because equal expressions with parameters are not equal to PostgreSQL.
  private static Expression sorted(ReadPlan plan, SortKey key) {
    if (plan.grouped()) {
      for (int i = 0; i < plan.outputs().size(); i++) {
        ReadPlan.Output output = plan.outputs().get(i);
        if (output.aggregate() == null && output.content().equals(key.content())) {
          return new Expression.OutputNumber(i + 1);
        }
      }
    }
    return value(plan, key.content());
  }

  private static List<String> originColumns(Relationship relationship) {
    return switch (relationship) {
      case Relationship.Direct direct -> direct.originColumns();
      case Relationship.Through through -> through.toOrigin().targetColumns();
      case Relationship.Computed computed -> computed.originColumns();
    };
  }

  private static void collectColumns(Content content, Set<String> columns) {
    switch (content) {
      case Content.Value(ResolvedField field, _) -> columns.add(field.column());
      case Content.EveryRow _, Content.Rows _, Content.Lifted _ -> {}
    }
  }

  private static void collectColumns(Predicate predicate, Set<String> columns) {
    switch (predicate) {
      case Predicate.Test(ResolvedField field, _) -> columns.add(field.column());
      case Predicate.Search search -> columns.add(search.field().column());
      case Predicate.HasRows _ -> {}
      case Predicate.Not(Predicate inner) -> collectColumns(inner, columns);
      case Predicate.All(List<Predicate> all) -> all.forEach(each -> collectColumns(each, columns));
      case Predicate.Any(List<Predicate> any) -> any.forEach(each -> collectColumns(each, columns));
    }
  }
}
