package io.eventlive.rest.plan;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import io.eventlive.rest.plan.CallArguments.TextArgument;
import io.eventlive.rest.plan.ReadPlan.Source;
import io.eventlive.rest.request.Action;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.request.Media;
import io.eventlive.rest.request.Payload;
import io.eventlive.rest.request.QueryString.Parameter;
import io.eventlive.schema.Column;
import io.eventlive.schema.Function;
import io.eventlive.schema.Function.Argument;
import io.eventlive.schema.Function.Returns;
import io.eventlive.schema.Function.Volatility;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Plans function calls. A function is chosen by its name and the set of its arguments' names;
/// types play no part.
final class CallPlanner {
  private final Resolution resolution;
  private final ApiRequest request;

  CallPlanner(Resolution resolution, ApiRequest request) {
    this.resolution = resolution;
    this.request = request;
  }

  Plan byQuery(Action.CallByQuery call) {
    Set<String> names = call.arguments().stream().map(Parameter::name).collect(toSet());
    Function function = choose(call.target(), names, null);
    CallArguments arguments = texts(function, call.arguments());
    return planned(function, arguments, true, !call.headersOnly());
  }

  Plan byForm(Action.CallByForm call) {
    Set<String> names = call.arguments().stream().map(Parameter::name).collect(toSet());
    Function function = choose(call.target(), names, null);
    boolean readOnly = function.volatility() != Volatility.VOLATILE;
    return planned(function, texts(function, call.arguments()), readOnly, true);
  }

  Plan byBody(Action.CallByBody call) {
    Payload payload = call.payload();
    Function function = choose(call.target(), payload.keys(), payload.form());
    boolean readOnly = function.volatility() != Volatility.VOLATILE;
    CallArguments arguments =
        function.takesWholeBody()
            ? new CallArguments.WholeBody(payload, function.arguments().getFirst())
            : members(function, payload);
    return planned(function, arguments, readOnly, true);
  }

  /// @param body what the body is; null where there is none that could be an argument itself
  Function choose(String name, Set<String> arguments, Payload.@Nullable Form body) {
    QualifiedName qualified = new QualifiedName(resolution.schema(), name);
    List<Function> overloads =
        resolution.catalogue().functions(qualified).stream().filter(Function::callable).toList();
    List<Function> fitting =
        overloads.stream().filter(each -> fits(each, arguments, body)).toList();
    if (fitting.isEmpty() && body != null) {
      fitting = overloads.stream().filter(each -> takesWhole(each, body)).toList();
    }
    return switch (fitting.size()) {
      case 0 ->
          throw Refusals.functionUnknown(
              qualified,
              arguments,
              body,
              resolution
                  .hints()
                  .forFunction(
                      resolution.catalogue(),
                      resolution.schema(),
                      name,
                      arguments,
                      resolution.role()));
      case 1 -> fitting.getFirst();
      default -> throw Refusals.ambiguousFunction(fitting);
    };
  }

  /// Whether every required argument is given and none that the function does not have. That an
  /// argument has no name counts as a name here: a body with the member `""` means it.
  private static boolean fits(Function function, Set<String> given, Payload.@Nullable Form body) {
    if (body == null && given.contains("")) return false;
    if (body != null && !body.namesArguments() && function.arguments().isEmpty()) return false;
    Set<String> known = function.arguments().stream().map(Argument::name).collect(toSet());
    return known.containsAll(given)
        && function.arguments().stream()
            .allMatch(argument -> !argument.required() || given.contains(argument.name()));
  }

  private static boolean takesWhole(Function function, Payload.Form body) {
    if (!function.takesWholeBody()) return false;
    String type = function.arguments().getFirst().type().name().name();
    return switch (body) {
      case CSV -> false;
      case JSON -> type.equals("json") || type.equals("jsonb");
      case TEXT -> type.equals("text");
      case XML -> type.equals("xml");
      case BYTES -> type.equals("bytea");
    };
  }

  private static List<Argument> given(Function function, Set<String> names) {
    return function.arguments().stream().filter(each -> names.contains(each.name())).toList();
  }

  /// The first object's members. They are looked at where the role may call the function, since
  /// PostgreSQL looks at that first.
  private CallArguments members(Function function, Payload payload) {
    List<Argument> given = given(function, payload.keys());
    if (function.executableBy().contains(resolution.role())) {
      new BodyValues(
              resolution, given.stream().collect(toMap(Argument::name, Argument::type)), false)
          .check(payload, 1);
    }
    return new CallArguments.Members(payload, given);
  }

  private CallArguments texts(Function function, List<Parameter> parameters) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      values.computeIfAbsent(parameter.name(), _ -> new ArrayList<>()).add(parameter.value());
    }
    List<TextArgument> arguments = new ArrayList<>();
    for (Argument argument : given(function, values.keySet())) {
      List<String> given = values.getOrDefault(argument.name(), List.of());
      if (argument.variadic()) {
        arguments.add(new TextArgument(argument, given));
      } else {
        String last = resolution.checked(argument.type(), given.getLast());
        arguments.add(new TextArgument(argument, List.of(last)));
      }
    }
    return new CallArguments.Texts(arguments);
  }

  private Plan planned(Function function, CallArguments arguments, boolean readOnly, boolean body) {
    if (request.preferences().enforcedMaxAffected() != null && !function.returns().set()) {
      throw new Refusal(
          ErrorCode.MAX_AFFECTED_NOT_FOR_SINGLE,
          "Function must return SETOF or TABLE when max-affected preference is used with"
              + " handling=strict");
    }
    boolean counted = request.preferences().countsRows();
    return new Plan.Call(
        function,
        arguments,
        rows(function),
        readOnly,
        new Plan.ResultForm(media(function), body, counted));
  }

  private Media media(Function function) {
    QualifiedName rows =
        function.returns() instanceof Returns.Composite composite
            ? composite.table().orElse(null)
            : null;
    return new Negotiation(resolution, rows, function, request.selectsEverything())
        .media(request.accept());
  }

  private @Nullable ReadPlan rows(Function function) {
    return switch (function.returns()) {
      case Returns.Nothing _, Returns.Scalar _ -> null;
      case Returns.Composite composite ->
          new ReadPlanner(resolution, request.query())
              .root(
                  shape(function, composite),
                  new Source.Result(),
                  true,
                  resolution.bounded(request.window()));
    };
  }

  private RowShape shape(Function function, Returns.Composite composite) {
    Table table = composite.table().map(resolution::table).orElse(null);
    if (table != null) return RowShape.of(table);
    Map<String, Column> columns = new LinkedHashMap<>();
    composite.columns().forEach(column -> columns.put(column.name(), column));
    return RowShape.of(function.name().name(), columns);
  }
}
