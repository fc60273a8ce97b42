package io.eventlive.rest.query;

import static java.util.stream.Collectors.joining;

import io.eventlive.database.Statement;
import io.eventlive.rest.plan.Mutation;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.plan.ReadPlan;
import io.eventlive.rest.query.Command.Output;
import io.eventlive.rest.query.Expression.Builtin;
import io.eventlive.rest.query.Expression.ColumnOf;
import io.eventlive.rest.query.Expression.Constant;
import io.eventlive.rest.query.Expression.Infix;
import io.eventlive.rest.query.Expression.RowOf;
import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.rest.query.Expression.Value;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.Media;
import io.eventlive.rest.request.Window;
import io.eventlive.schema.Function.Returns;
import io.eventlive.schema.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes one statement of a plan. Whatever the plan, the statement gives one row: how many rows
/// there are, how many are on the page, the body as PostgreSQL wrote it, and what functions set for
/// the response; [Result] reads it.
public final class SqlForPlan {
  static final String PAGE = "page";

  private SqlForPlan() {}

  public static Statement of(Plan.Read plan) {
    ReadPlan rows = plan.rows();
    Plan.ResultForm form = plan.form();
    Expression total = form.counted() ? total(rows, plan.estimate()) : Constant.NULL;
    Expression body = form.body() ? body(form.media(), names(rows)) : Constant.NULL;
    return printed(List.of(new Query.Step(PAGE, Rows.page(rows))), PAGE, total, body);
  }

  /// The same, saying besides as of when and under which policies it ran; [Witnessed] reads it.
  ///
  /// @param tables that it reads
  /// @param functions by their marks, which begin with their ids
  /// @param webinar whose member the caller may be; null where nobody asks
  public static Statement shared(
      Plan.Read plan,
      List<QualifiedName> tables,
      List<String> functions,
      @Nullable String webinar) {
    Plan.ResultForm form = plan.form();
    Expression total = form.counted() ? total(plan.rows(), plan.estimate()) : Constant.NULL;
    Expression body = form.body() ? body(form.media(), names(plan.rows())) : Constant.NULL;
    List<Output> outputs = new ArrayList<>(outputs(total, body));
    outputs.addAll(Witnessed.outputs(tables, functions, webinar));
    return SqlPrinter.print(
        new Query(
            List.of(new Query.Step(PAGE, Rows.page(plan.rows()))),
            Select.of(outputs, new From.CommonTable(PAGE, PAGE))));
  }

  /// What the planner is asked about: one row for each that there would be without a window.
  public static Statement counted(Plan.Read plan) {
    return SqlPrinter.print(new Query(List.of(), Rows.counted(plan.rows())));
  }

  public static Statement of(Plan.Mutate plan) {
    Set<String> needed = needed(plan);
    return result(plan, Changes.command(plan.mutation(), needed));
  }

  /// The rows that a repeated insert found already there, in the form in which the insert would
  /// have shown them.
  public static Statement existing(Plan.Mutate plan, Mutation.Insert insert, List<String> key) {
    return result(plan, Changes.existing(insert, key, needed(plan)));
  }

  /// As many rows as a repeated insert names whose key is taken by a row that is hidden from the
  /// caller.
  public static Statement unseen(Mutation.Insert insert, List<String> key) {
    return printed(
        List.of(new Query.Step(Rows.SOURCE, Changes.unseen(insert, key))),
        Rows.SOURCE,
        Constant.NULL,
        Constant.NULL);
  }

  public static Statement of(Plan.Call plan) {
    List<Query.Step> steps = new ArrayList<>();
    steps.add(new Query.Step(Rows.SOURCE, Calls.source(plan)));
    ReadPlan rows = plan.rows();
    Select page =
        rows == null
            ? Select.of(
                Changes.columnsOf(Rows.SOURCE, List.of(Calls.VALUE)),
                new From.CommonTable(Rows.SOURCE, Rows.SOURCE))
            : Rows.page(rows);
    steps.add(new Query.Step(PAGE, page));
    Expression total =
        !plan.form().counted() ? Constant.NULL : rows == null ? pageCount() : total(rows, null);
    Expression body = plan.form().body() ? callBody(plan) : Constant.NULL;
    return printed(steps, PAGE, total, body);
  }

  /// Calls the function that is to run before every statement, whatever it gives back.
  public static Statement preRequest(DialectRules.FunctionName function) {
    String schema = function.schema() == null ? "" : function.schema();
    From call =
        new From.FunctionCall(
            new QualifiedName(schema, function.name()), List.of(), "pre_request", "");
    List<Output> outputs = List.of(new Output(pageCount(), "calls"));
    return SqlPrinter.print(new Query(List.of(), Select.of(outputs, call)));
  }

  private static Statement result(Plan.Mutate plan, Command command) {
    List<Query.Step> steps = new ArrayList<>();
    steps.add(new Query.Step(Rows.SOURCE, command));
    ReadPlan shown = plan.shown();
    if (shown != null) steps.add(new Query.Step(PAGE, Rows.page(shown)));
    Expression total = plan.form().counted() ? pageCount() : Constant.NULL;
    Expression body = Constant.NULL;
    if (shown != null) {
      body = body(plan.form().media(), names(shown));
    } else if (!plan.locationKey().isEmpty()) {
      body = call(Builtin.JSON_AGG, new RowOf(PAGE));
    }
    return printed(steps, shown == null ? Rows.SOURCE : PAGE, total, body);
  }

  private static Set<String> needed(Plan.Mutate plan) {
    ReadPlan shown = plan.shown();
    return shown == null ? new LinkedHashSet<>(plan.locationKey()) : Rows.columnsNeeded(shown);
  }

  private static Statement printed(
      List<Query.Step> steps, String last, Expression total, Expression body) {
    return SqlPrinter.print(
        new Query(steps, Select.of(outputs(total, body), new From.CommonTable(last, PAGE))));
  }

  private static List<Output> outputs(Expression total, Expression body) {
    return List.of(
        new Output(total, Result.TOTAL),
        new Output(pageCount(), Result.ROWS),
        new Output(body, Result.BODY),
        new Output(Constant.RESPONSE_HEADERS, Result.HEADERS),
        new Output(Constant.RESPONSE_STATUS, Result.STATUS),
        new Output(Constant.INSERTED, Result.INSERTED));
  }

  /// The number of all rows, or of one more than matter. A page that is not full, and not empty,
  /// already tells.
  private static Expression total(ReadPlan rows, Plan.@Nullable Estimate estimate) {
    Window window = rows.window();
    Long limit = window.limit();
    if (limit == null && window.offset() == 0) return pageCount();

    Value offset = Operands.number(window.offset());
    Expression counted =
        new Expression.Scalar(
            Select.of(
                List.of(new Output(pageCount(), "total")),
                new From.Subselect(upTo(estimate, Rows.counted(rows)), "counted")));
    List<Expression> told = new ArrayList<>();
    if (window.offset() > 0) {
      told.add(new Expression.Binary(pageCount(), Infix.GREATER, Constant.ZERO));
    }
    if (limit != null) {
      told.add(new Expression.Binary(pageCount(), Infix.LESS, Operands.number(limit)));
    }
    return new Expression.Case(
        new Expression.And(told), new Expression.Binary(pageCount(), Infix.PLUS, offset), counted);
  }

  private static Select upTo(Plan.@Nullable Estimate estimate, Select rows) {
    if (estimate == null) return rows;
    return rows.window(Operands.number(estimate.exactUpTo() + 1), null);
  }

  private static Expression pageCount() {
    return call(Builtin.COUNT, Constant.ALL_ROWS);
  }

  private static Expression body(Media media, List<String> names) {
    return switch (media) {
      case Media.Json json -> json(json);
      case Media.Csv _ -> csv(names);
      case Media.GeoJson _ -> geoJson();
      case Media.Made made -> made(made, new RowOf(PAGE));
      case Media.Explained explained -> body(explained.of(), names);
    };
  }

  private static Expression json(Media.Json media) {
    Expression all = call(Builtin.JSON_AGG, new RowOf(PAGE));
    Expression array = media.nullsStripped() ? call(Builtin.JSON_STRIP_NULLS, all) : all;
    return media.singular()
        ? call(Builtin.COALESCE, first(array), Constant.JSON_NULL)
        : call(Builtin.COALESCE, array, Constant.EMPTY_JSON_ARRAY);
  }

  /// A row as text stands in parentheses, and quotes every field that has one of its own.
  private static Expression csv(List<String> names) {
    Expression bare =
        call(
            Builtin.BTRIM,
            new Expression.Cast(new RowOf(PAGE), Operands.TEXT),
            Operands.text("()"));
    Expression rows = call(Builtin.STRING_AGG, bare, Constant.LINE_BREAK);
    String header = names.stream().map(SqlForPlan::csvField).collect(joining(","));
    return new Expression.Case(
        new Expression.Binary(pageCount(), Infix.GREATER, Constant.ZERO),
        call(Builtin.CONCAT, Operands.text(header), Constant.LINE_BREAK, rows),
        Constant.LINE_BREAK);
  }

  private static String csvField(String name) {
    boolean plain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /// What is to be bytes comes as text in hexadecimal digits, as everything comes as text.
  private static Expression made(Media.Made media, Expression rows) {
    return switch (media.maker()) {
      case Media.Maker.Result _ -> call(Builtin.STRING_AGG, asText(media, rows), Operands.text(""));
      case Media.Maker.Aggregate(var name, var type) -> {
        Expression typed =
            type == null ? rows : new Expression.Cast(rows, new TypeName.Known(type));
        yield asText(media, new Expression.Call(name, typed));
      }
    };
  }

  private static Expression asText(Media.Made media, Expression value) {
    if (!media.bytes()) return new Expression.Cast(value, Operands.TEXT);
    Expression bytes = new Expression.Cast(value, TypeName.builtIn("bytea"));
    return call(Builtin.ENCODE, bytes, Operands.text("hex"));
  }

  private static Expression geoJson() {
    Expression feature =
        new Expression.Cast(call(Builtin.ST_AS_GEOJSON, new RowOf(PAGE)), Operands.JSON);
    return call(
        Builtin.JSON_BUILD_OBJECT,
        Operands.text("type"),
        Operands.text("FeatureCollection"),
        Operands.text("features"),
        call(Builtin.COALESCE, call(Builtin.JSON_AGG, feature), Constant.EMPTY_JSON_ARRAY));
  }

  private static List<String> names(@Nullable ReadPlan rows) {
    if (rows == null) return List.of(Calls.VALUE);
    return rows.outputs().stream().map(ReadPlan.Output::name).toList();
  }

  private static Expression callBody(Plan.Call plan) {
    Media wanted = plan.form().media();
    Media media = wanted instanceof Media.Explained(Media of, _, _) ? of : wanted;
    List<String> names = names(plan.rows());
    Expression values = call(Builtin.JSON_AGG, new ColumnOf(PAGE, Calls.VALUE));
    return switch (plan.function().returns()) {
      case Returns.Nothing _ -> Constant.NULL;
      case Returns.Scalar(_, boolean set) when media instanceof Media.Json json ->
          set && !json.singular()
              ? call(Builtin.COALESCE, values, Constant.EMPTY_JSON_ARRAY)
              : call(Builtin.COALESCE, first(values), Constant.JSON_NULL);
      case Returns.Scalar _ when media instanceof Media.Made made ->
          made(made, new ColumnOf(PAGE, Calls.VALUE));
      case Returns.Scalar _ -> body(media, names);
      case Returns.Composite composite when media instanceof Media.Json json && !composite.set() ->
          body(new Media.Json(true, json.nullsStripped()), names);
      case Returns.Composite _ -> body(media, names);
    };
  }

  private static Expression first(Expression array) {
    return new Expression.JsonArrow(array, new Value("0", TypeName.builtIn("int4")), false);
  }

  private static Expression call(Builtin function, Expression... arguments) {
    return new Expression.BuiltIn(function, List.of(arguments));
  }
}
