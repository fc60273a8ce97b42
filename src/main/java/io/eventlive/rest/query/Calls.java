package io.eventlive.rest.query;

import io.eventlive.rest.plan.CallArguments;
import io.eventlive.rest.plan.CallArguments.TextArgument;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.plan.ReadPlan;
import io.eventlive.rest.query.Command.Output;
import io.eventlive.rest.query.Expression.ColumnOf;
import io.eventlive.rest.query.Expression.Constant;
import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.rest.query.Expression.Value;
import io.eventlive.rest.request.Payload;
import io.eventlive.schema.Function.Argument;
import io.eventlive.schema.Function.Returns;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Type;
import java.util.ArrayList;
import java.util.List;

/// Function calls as selects.
final class Calls {
  /// The column of a function that gives plain values.
  static final String VALUE = "value";

  private static final QualifiedName RECORD = new QualifiedName("pg_catalog", "record");
  private static final String FUNCTION = "function";
  private static final String BODY = "body";

  private Calls() {}

  static Select source(Plan.Call call) {
    return switch (call.arguments()) {
      case CallArguments.Texts(List<TextArgument> texts) ->
          Select.of(outputs(call), function(call, texts.stream().map(Calls::argument).toList()));
      case CallArguments.Members(_, List<Argument> given) when given.isEmpty() ->
          Select.of(outputs(call), function(call, List.of()));
      case CallArguments.Members(Payload payload, List<Argument> given) ->
          Select.of(outputs(call), members(payload, given))
              .join(
                  List.of(
                      new From.Join(
                          function(call, given.stream().map(Calls::member).toList()),
                          false,
                          Constant.TRUE)));
      case CallArguments.WholeBody(Payload payload, Argument argument) ->
          Select.of(
              outputs(call),
              function(
                  call,
                  List.of(
                      new From.Argument(
                          "", new Value(payload.text(), known(argument.type())), false))));
    };
  }

  private static From function(Plan.Call call, List<From.Argument> arguments) {
    QualifiedName name = call.function().name();
    if (call.function().returns() instanceof Returns.Scalar(Type type, _)
        && type.name().equals(RECORD)) {
      return new From.RecordCall(name, arguments, FUNCTION, VALUE);
    }
    String column = call.rows() == null ? VALUE : "";
    return new From.FunctionCall(name, arguments, FUNCTION, column);
  }

  private static List<Output> outputs(Plan.Call call) {
    ReadPlan rows = call.rows();
    if (rows == null) return Changes.columnsOf(FUNCTION, List.of(VALUE));
    List<String> needed = new ArrayList<>(Rows.columnsNeeded(rows));
    if (needed.isEmpty()) return List.of(new Output(Constant.ONE, "one"));
    return Changes.columnsOf(FUNCTION, needed);
  }

  private static From.Argument argument(TextArgument text) {
    Argument argument = text.argument();
    String value =
        argument.variadic() ? Operands.arrayLiteral(text.values()) : text.values().getFirst();
    return new From.Argument(
        argument.name(), new Value(value, known(argument.type())), argument.variadic());
  }

  private static From.Argument member(Argument argument) {
    return new From.Argument(
        argument.name(), new ColumnOf(BODY, argument.name()), argument.variadic());
  }

  /// The first object of the body, as one row.
  private static From members(Payload payload, List<Argument> given) {
    Value json = new Value(payload.asArray(), Operands.JSON);
    List<From.TypedColumn> typed =
        given.stream()
            .map(argument -> new From.TypedColumn(argument.name(), known(argument.type())))
            .toList();
    List<String> names = given.stream().map(Argument::name).toList();
    Select first =
        Select.of(Changes.columnsOf("rows", names), new From.JsonRows(json, "rows", typed))
            .window(Operands.number(1), null);
    return new From.Subselect(first, BODY);
  }

  private static TypeName known(Type type) {
    return new TypeName.Known(type.name());
  }
}
