package io.eventlive.rest.query;

import io.eventlive.schema.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value in SQL. Text that comes from outside can only be a [Value], which is bound, or a name,
/// which is quoted.
sealed interface Expression {
  /// A column of a table in scope.
  record ColumnOf(String alias, String column) implements Expression {}

  /// A whole row of a table in scope.
  record RowOf(String alias) implements Expression {}

  /// An output of the same select, from 1; only to sort by.
  record OutputNumber(int number) implements Expression {}

  /// Several values as one row.
  record Row(List<Expression> expressions) implements Expression {
    public Row {
      expressions = List.copyOf(expressions);
    }
  }

  /// The value that was proposed for insertion where a conflict is resolved.
  record Excluded(String column) implements Expression {}

  /// A bound parameter, cast to its type.
  record Value(@Nullable String text, TypeName type) implements Expression {}

  /// A text search configuration of the catalogue. A constant in the text, for of a parameter
  /// PostgreSQL does not know early enough what it is to use an index that names it.
  record TextSearch(QualifiedName configuration) implements Expression {}

  record Cast(Expression expression, TypeName type) implements Expression {}

  /// `->` or `->>` with a bound key or position.
  record JsonArrow(Expression json, Value step, boolean asText) implements Expression {}

  record Binary(Expression left, Infix operator, Expression right) implements Expression {}

  /// `left = any (array)`, `left ~ all (array)`.
  record Quantified(Expression left, Infix operator, boolean all, Expression array)
      implements Expression {}

  record Is(Expression expression, IsTest test) implements Expression {}

  record Not(Expression expression) implements Expression {}

  /// True when there are none.
  record And(List<Expression> expressions) implements Expression {
    public And {
      expressions = List.copyOf(expressions);
    }
  }

  /// False when there are none.
  record Or(List<Expression> expressions) implements Expression {
    public Or {
      expressions = List.copyOf(expressions);
    }
  }

  record BuiltIn(Builtin function, List<Expression> arguments) implements Expression {
    public BuiltIn {
      arguments = List.copyOf(arguments);
    }
  }

  /// A function or aggregate of the database's own.
  record Call(QualifiedName function, Expression argument) implements Expression {}

  /// `array(select …)`.
  record ArrayOf(Select select) implements Expression {}

  record Case(Expression when, Expression then, Expression otherwise) implements Expression {}

  record Exists(Select select) implements Expression {}

  record Scalar(Select select) implements Expression {}

  /// Which policies for reading some tables have at this moment, and which of them apply to the
  /// role in force; one text, in the tables' order.
  record PoliciesOf(Value tables) implements Expression {}

  /// Which these functions are at this moment.
  record FunctionsOf(Value ids) implements Expression {}

  /// Whether the caller has a standing in a webinar.
  record MemberOf(Value webinar, Value standing) implements Expression {}

  /// Fixed texts of ours.
  enum Constant implements Expression {
    NULL("null"),
    ZERO("0"),
    ONE("1"),
    TRUE("true"),
    FALSE("false"),
    ALL_ROWS("*"),
    LINE_BREAK("E'\\n'"),
    EMPTY_JSON_ARRAY("'[]'::json"),
    JSON_NULL("'null'::json"),
    SNAPSHOT("pg_catalog.pg_current_snapshot()::text"),
    RESPONSE_HEADERS(setting("response.headers")),
    RESPONSE_STATUS(setting("response.status")),
    INSERTED(setting("eventlive.inserted")),
    INSERTED_SETTING("'eventlive.inserted'");

    final String sql;

    Constant(String sql) {
      this.sql = sql;
    }

    /// Null where nobody set it: on a connection that was used before it is then empty.
    private static String setting(String name) {
      return "nullif(pg_catalog.current_setting('" + name + "', true), '')";
    }
  }

  /// Operators between two expressions.
  enum Infix {
    EQUAL("="),
    NOT_EQUAL("<>"),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    LIKE("like"),
    ILIKE("ilike"),
    REGEX("~"),
    REGEX_IGNORING_CASE("~*"),
    IS_DISTINCT_FROM("is distinct from"),
    CONTAINS("@>"),
    CONTAINED_IN("<@"),
    OVERLAPS("&&"),
    LEFT_OF("<<"),
    RIGHT_OF(">>"),
    NOT_BEYOND_RIGHT_OF("&<"),
    NOT_BEYOND_LEFT_OF("&>"),
    ADJACENT_TO("-|-"),
    MATCHES("@@"),
    PLUS("+"),
    MINUS("-");

    final String sql;

    Infix(String sql) {
      this.sql = sql;
    }
  }

  /// What may stand after `is`.
  enum IsTest {
    NULL("null"),
    NOT_NULL("not null"),
    TRUE("true"),
    FALSE("false"),
    UNKNOWN("unknown");

    final String sql;

    IsTest(String sql) {
      this.sql = sql;
    }
  }

  /// The functions of PostgreSQL that our own SQL is made of.
  enum Builtin {
    AVG("pg_catalog.avg"),
    BTRIM("pg_catalog.btrim"),
    COALESCE("coalesce"),
    CONCAT("pg_catalog.concat"),
    COUNT("pg_catalog.count"),
    ENCODE("pg_catalog.encode"),
    JSON_AGG("pg_catalog.json_agg"),
    JSON_BUILD_OBJECT("pg_catalog.json_build_object"),
    JSON_STRIP_NULLS("pg_catalog.json_strip_nulls"),
    MAX("pg_catalog.max"),
    MIN("pg_catalog.min"),
    NULLIF("nullif"),
    PHRASETO_TSQUERY("pg_catalog.phraseto_tsquery"),
    PLAINTO_TSQUERY("pg_catalog.plainto_tsquery"),
    ROW_TO_JSON("pg_catalog.row_to_json"),
    SET_CONFIG("pg_catalog.set_config"),
    /// Of PostGIS, wherever the search path finds it.
    ST_AS_GEOJSON("st_asgeojson"),
    STRING_AGG("pg_catalog.string_agg"),
    SUM("pg_catalog.sum"),
    TO_JSON("pg_catalog.to_json"),
    TO_JSONB("pg_catalog.to_jsonb"),
    TO_TSQUERY("pg_catalog.to_tsquery"),
    TO_TSVECTOR("pg_catalog.to_tsvector"),
    WEBSEARCH_TO_TSQUERY("pg_catalog.websearch_to_tsquery");

    final String sql;

    Builtin(String sql) {
      this.sql = sql;
    }
  }

  /// A type to cast to.
  sealed interface TypeName {
    /// A type of the catalogue.
    record Known(QualifiedName name) implements TypeName {}

    /// A type that the caller names; found, if at all, along the search path.
    record Named(String name) implements TypeName {}

    static TypeName builtIn(String name) {
      return new Known(new QualifiedName("pg_catalog", name));
    }
  }
}
