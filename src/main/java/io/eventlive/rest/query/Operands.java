package io.eventlive.rest.query;

import static java.util.stream.Collectors.joining;

import io.eventlive.rest.plan.ResolvedField;
import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.rest.query.Expression.Value;
import io.eventlive.rest.request.JsonStep;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Fields and values as SQL.
final class Operands {
  static final TypeName TEXT = TypeName.builtIn("text");
  static final TypeName JSON = TypeName.builtIn("json");
  static final TypeName JSONB = TypeName.builtIn("jsonb");
  static final TypeName TEXTS = TypeName.builtIn("_text");
  private static final QualifiedName UNNEST = new QualifiedName("pg_catalog", "unnest");
  private static final TypeName INTEGER = TypeName.builtIn("int4");
  private static final TypeName BIGINT = TypeName.builtIn("int8");

  /// The names that SQL's grammar has for types and `pg_type` has not.
  private static final Map<String, String> SQL_NAMES =
      Map.ofEntries(
          Map.entry("bigint", "int8"),
          Map.entry("boolean", "bool"),
          Map.entry("character varying", "varchar"),
          Map.entry("char", "bpchar"),
          Map.entry("character", "bpchar"),
          Map.entry("dec", "numeric"),
          Map.entry("decimal", "numeric"),
          Map.entry("double precision", "float8"),
          Map.entry("float", "float8"),
          Map.entry("int", "int4"),
          Map.entry("integer", "int4"),
          Map.entry("real", "float4"),
          Map.entry("smallint", "int2"),
          Map.entry("time with time zone", "timetz"),
          Map.entry("time without time zone", "time"),
          Map.entry("timestamp with time zone", "timestamptz"),
          Map.entry("timestamp without time zone", "timestamp"));

  private Operands() {}

  static Expression field(String alias, ResolvedField field) {
    Expression column = new Expression.ColumnOf(alias, field.column());
    if (field.path().isEmpty()) return column;

    Expression value =
        field.isJson()
            ? column
            : new Expression.BuiltIn(Expression.Builtin.TO_JSONB, List.of(column));
    for (JsonStep step : field.path()) {
      Value operand =
          switch (step) {
            case JsonStep.Key(String name, _) -> new Value(name, TEXT);
            case JsonStep.Index(int position, _) -> new Value(Integer.toString(position), INTEGER);
          };
      value = new Expression.JsonArrow(value, operand, step.asText());
    }
    return value;
  }

  /// A field as it is shown: a domain may have a form of its own.
  static Expression shown(String alias, ResolvedField field) {
    Expression value = field(alias, field);
    return isWritten(field)
        ? new Expression.Call(field.columnType().representation().toJson().orElseThrow(), value)
        : value;
  }

  /// Whether a function writes it, as `json`.
  static boolean isWritten(ResolvedField field) {
    return field.path().isEmpty() && field.columnType().representation().toJson().isPresent();
  }

  /// A value to compare a field with. PostgreSQL compares domains by what they stand on.
  static Expression value(Type type, String text) {
    return type.representation()
        .fromText()
        .<Expression>map(parser -> new Expression.Call(parser, text(text)))
        .orElseGet(() -> new Value(text, new TypeName.Known(type.base())));
  }

  /// Several values to compare a field with, as one array in PostgreSQL's text form.
  static Expression values(Type type, String array) {
    return type.representation()
        .fromText()
        .<Expression>map(parser -> new Expression.ArrayOf(parsed(parser, array)))
        .orElseGet(() -> new Value(array, new TypeName.Known(type.array().orElse(type.base()))));
  }

  private static Select parsed(QualifiedName parser, String array) {
    From texts =
        new From.FunctionCall(
            UNNEST,
            List.of(new From.Argument("", new Value(array, TEXTS), false)),
            "texts",
            "text");
    Expression text = new Expression.ColumnOf("texts", "text");
    return Select.of(
        List.of(new Command.Output(new Expression.Call(parser, text), "value")), texts);
  }

  static Value text(String text) {
    return new Value(text, TEXT);
  }

  static Value number(long number) {
    return new Value(Long.toString(number), BIGINT);
  }

  /// An array in PostgreSQL's text form, every element quoted.
  static String arrayLiteral(List<String> values) {
    return values.stream()
        .map(value -> "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
        .collect(joining(",", "{", "}"));
  }

  /// A type as callers write it after `::`.
  static TypeName typeNamed(String written) {
    String name = written.strip();
    String known = SQL_NAMES.get(name.toLowerCase(Locale.ROOT).replaceAll(" +", " "));
    if (known != null) return TypeName.builtIn(known);
    return new TypeName.Named(name.toLowerCase(Locale.ROOT));
  }
}
