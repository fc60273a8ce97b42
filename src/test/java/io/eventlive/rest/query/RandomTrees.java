package io.eventlive.rest.query;

import io.eventlive.rest.query.Command.Assignment;
import io.eventlive.rest.query.Command.Output;
import io.eventlive.rest.query.Expression.Builtin;
import io.eventlive.rest.query.Expression.Constant;
import io.eventlive.rest.query.Expression.Infix;
import io.eventlive.rest.query.Expression.IsTest;
import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.rest.query.Expression.Value;
import io.eventlive.rest.request.OrderTerm.Direction;
import io.eventlive.rest.request.OrderTerm.Nulls;
import io.eventlive.schema.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Trees of every shape, from a seed. Each name and each value carries [#MARK], so that it can be
/// recognised wherever it ends up, and much that would hurt if it were not quoted.
final class RandomTrees {
  static final String MARK = "m4rk";
  private static final List<String> NASTY =
      List.of(
          "'", "\"", "\\", ";", "--", "/*", "?", "$1", "$$", "') or 1=1", "\"\" ", "é한글😀", "\n");

  private final Random random;
  private int values;

  RandomTrees(long seed) {
    this.random = new Random(seed);
  }

  static boolean isMarked(@Nullable String text) {
    return text != null && text.contains(MARK);
  }

  /// How many values the trees made so far hold.
  int values() {
    return values;
  }

  Query query() {
    return new Query(some(() -> new Query.Step(name(), command())), select(3));
  }

  private Command command() {
    return switch (random.nextInt(4)) {
      case 0 ->
          new Command.Insert(
              qualified(), name(), some(this::name), select(2), conflict(), outputs(2));
      case 1 ->
          new Command.Update(
              qualified(),
              name(),
              atLeastOne(this::assignment),
              from(2),
              expression(2),
              outputs(2));
      case 2 -> new Command.Delete(qualified(), name(), expression(2), outputs(2));
      default -> select(3);
    };
  }

  private Command.@Nullable Conflict conflict() {
    return switch (random.nextInt(3)) {
      case 0 -> null;
      case 1 -> new Command.Conflict(atLeastOne(this::name), List.of(), null);
      default ->
          new Command.Conflict(atLeastOne(this::name), atLeastOne(this::assignment), expression(1));
    };
  }

  private Assignment assignment() {
    return new Assignment(name(), random.nextBoolean() ? new Expression.Excluded(name()) : value());
  }

  private Select select(int depth) {
    Select select =
        Select.of(outputs(depth - 1), from(depth - 1))
            .groupBy(some(() -> 1 + random.nextInt(9)))
            .join(
                some(() ->
                    new From.Join(from(depth - 1), random.nextBoolean(), expression(depth - 1))))
            .orderBy(some(() -> sort(depth - 1)))
            .window(random.nextBoolean() ? value() : null, random.nextBoolean() ? value() : null);
    return random.nextBoolean() ? select.where(expression(depth - 1)) : select;
  }

  private Select.Sort sort(int depth) {
    return new Select.Sort(expression(depth), pick(Direction.values()), pick(Nulls.values()));
  }

  private List<Output> outputs(int depth) {
    return atLeastOne(() -> new Output(expression(depth), name()));
  }

  private From from(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 5)) {
      case 0 -> new From.Table(qualified(), name());
      case 1 -> new From.CommonTable(name(), name());
      case 2 -> new From.JsonRows(value(), name(), typedColumns());
      case 3 -> new From.JsonElements(value(), name());
      case 4 -> {
        Map<String, String> defaults = Map.of(name(), "now()", name() + "2", "1 + 1");
        values += defaults.size();
        yield new From.FilledInRows(value(), name(), typedColumns(), defaults);
      }
      case 5 -> new From.Subselect(select(depth - 1), name());
      case 6 -> new From.RecordCall(qualified(), arguments(depth), name(), name());
      default ->
          new From.FunctionCall(
              qualified(), arguments(depth), name(), random.nextBoolean() ? name() : "");
    };
  }

  private List<From.TypedColumn> typedColumns() {
    return atLeastOne(() -> new From.TypedColumn(name(), type()));
  }

  private List<From.Argument> arguments(int depth) {
    return some(() -> new From.Argument(name(), expression(depth - 1), random.nextBoolean()));
  }

  private Expression expression(int depth) {
    if (depth <= 0) {
      return switch (random.nextInt(4)) {
        case 0 -> new Expression.ColumnOf(name(), name());
        case 1 -> new Expression.RowOf(name());
        case 2 -> pick(Constant.values());
        default -> value();
      };
    }
    int shape = random.nextInt(11);
    if (shape > 8) return shapeWithoutOperand(depth - 1);

    Expression inner = expression(depth - 1);
    return switch (shape) {
      case 0 -> new Expression.Cast(inner, type());
      case 1 -> new Expression.JsonArrow(inner, value(), random.nextBoolean());
      case 2 -> new Expression.Binary(inner, pick(Infix.values()), expression(depth - 1));
      case 3 ->
          new Expression.Quantified(inner, pick(Infix.values()), random.nextBoolean(), value());
      case 4 -> new Expression.Is(inner, pick(IsTest.values()));
      case 5 -> new Expression.Not(inner);
      case 6 -> new Expression.Or(List.of(inner, expression(depth - 1)));
      case 7 -> new Expression.BuiltIn(pick(Builtin.values()), List.of(inner));
      default -> new Expression.Case(inner, expression(depth - 1), expression(depth - 1));
    };
  }

  private Expression shapeWithoutOperand(int depth) {
    return switch (random.nextInt(7)) {
      case 5 -> new Expression.Call(qualified(), expression(depth));
      case 6 -> new Expression.ArrayOf(select(depth));
      case 3 -> new Expression.Row(some(() -> expression(depth)));
      case 4 -> new Expression.OutputNumber(1 + random.nextInt(9));
      case 0 -> new Expression.And(some(() -> expression(depth)));
      case 1 -> new Expression.Exists(select(depth));
      default -> new Expression.Scalar(select(depth));
    };
  }

  private Value value() {
    values++;
    return new Value(nasty(), type());
  }

  private TypeName type() {
    return random.nextBoolean() ? new TypeName.Known(qualified()) : new TypeName.Named(name());
  }

  private QualifiedName qualified() {
    return new QualifiedName(name(), name());
  }

  private String name() {
    return nasty();
  }

  private String nasty() {
    return pick(NASTY.toArray(new String[0])) + MARK + pick(NASTY.toArray(new String[0]));
  }

  private <T> T pick(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  /// Nothing is discarded: a value that is made is also in the tree.
  private <T> List<T> some(Supplier<T> supplier) {
    return Stream.generate(supplier).limit(random.nextInt(3)).toList();
  }

  private <T> List<T> atLeastOne(Supplier<T> supplier) {
    return Stream.generate(supplier).limit(1 + random.nextInt(2)).toList();
  }
}
