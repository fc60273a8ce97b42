package io.eventlive.rest.query;

import io.eventlive.rest.plan.ReadPlan;
import io.eventlive.rest.plan.ReadPlan.Embed;
import io.eventlive.rest.plan.Relationship;
import io.eventlive.rest.query.Command.Output;
import io.eventlive.rest.query.Expression.BuiltIn;
import io.eventlive.rest.query.Expression.Builtin;
import io.eventlive.rest.query.Expression.ColumnOf;
import io.eventlive.rest.query.Expression.Constant;
import io.eventlive.rest.query.Expression.Infix;
import io.eventlive.rest.query.Expression.IsTest;
import io.eventlive.rest.request.Window;
import java.util.ArrayList;
import java.util.List;

/// The embeds of a level as lateral joins.
///
/// Each is joined as one row whose column [#VALUE] is null where there are no related rows: so "has
/// related rows" is "is not null" for every relationship and form. As JSON, that column holds them.
/// Spread, the numbered columns beside it do: for one row its values, for several arrays of them.
final class Embedding {
  static final String VALUE = "value";

  private Embedding() {}

  static From.Join join(ReadPlan origin, Embed embed) {
    Select row =
        switch (embed.form()) {
          case JSON -> asJson(origin, embed);
          case SPREAD -> embed.relationship().toOne() ? one(origin, embed) : arrays(origin, embed);
        };
    Expression on =
        embed.inner()
            ? new Expression.Is(new ColumnOf(embed.alias(), VALUE), IsTest.NOT_NULL)
            : Constant.TRUE;
    return new From.Join(new From.Subselect(row, embed.alias()), !embed.inner(), on);
  }

  /// Whether an embed has rows, asked without joining it. Its window counts where it can leave
  /// none.
  static Expression exists(ReadPlan origin, Embed embed) {
    Window window = embed.rows().window();
    Long limit = window.limit();
    Select rows =
        related(origin, embed, Rows.counted(embed.rows()))
            .window(
                limit != null && limit == 0 ? Operands.number(limit) : null,
                window.offset() == 0 ? null : Operands.number(window.offset()));
    return new Expression.Exists(rows);
  }

  /// The JSON of an embed that has been joined.
  static Expression json(Embed embed) {
    Expression rows = new ColumnOf(embed.alias(), VALUE);
    return embed.relationship().toOne() ? rows : orEmpty(rows);
  }

  private static Expression orEmpty(Expression array) {
    return new BuiltIn(Builtin.COALESCE, List.of(array, Constant.EMPTY_JSON_ARRAY));
  }

  private static Select asJson(ReadPlan origin, Embed embed) {
    String each = each(embed);
    Builtin function = embed.relationship().toOne() ? Builtin.ROW_TO_JSON : Builtin.JSON_AGG;
    Expression json = new BuiltIn(function, List.of(new Expression.RowOf(each)));
    Select related = related(origin, embed, Rows.page(embed.rows()));
    return Select.of(List.of(new Output(json, VALUE)), new From.Subselect(related, each));
  }

  private static Select one(ReadPlan origin, Embed embed) {
    return related(origin, embed, Rows.numbered(embed.rows()))
        .withOutput(new Output(Constant.ONE, VALUE));
  }

  private static Select arrays(ReadPlan origin, Embed embed) {
    String each = each(embed);
    List<Output> outputs = new ArrayList<>();
    for (String number : Rows.numbers(embed.rows())) {
      Expression array = new BuiltIn(Builtin.JSON_AGG, List.of(new ColumnOf(each, number)));
      outputs.add(new Output(orEmpty(array), number));
    }
    Expression rows = new BuiltIn(Builtin.COUNT, List.of(Constant.ALL_ROWS));
    outputs.add(new Output(new BuiltIn(Builtin.NULLIF, List.of(rows, Constant.ZERO)), VALUE));
    Select related = related(origin, embed, Rows.numbered(embed.rows()));
    return Select.of(outputs, new From.Subselect(related, each));
  }

  private static String each(Embed embed) {
    return "r" + embed.alias();
  }

  /// The embed's own rows, narrowed to those that belong to the origin's row.
  private static Select related(ReadPlan origin, Embed embed, Select page) {
    ReadPlan rows = embed.rows();
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
      case Relationship.Computed _ -> {
        // the function has given no others
      }
    }
    joins.addAll(page.joins());
    if (page.where() != null) conditions.add(page.where());
    Select joined = page.join(joins);
    return conditions.isEmpty() ? joined : joined.where(new Expression.And(conditions));
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
}
