package io.eventlive.rest.query;

import io.eventlive.rest.plan.Predicate;
import io.eventlive.rest.plan.ResolvedField;
import io.eventlive.rest.query.Expression.Binary;
import io.eventlive.rest.query.Expression.BuiltIn;
import io.eventlive.rest.query.Expression.Builtin;
import io.eventlive.rest.query.Expression.ColumnOf;
import io.eventlive.rest.query.Expression.Infix;
import io.eventlive.rest.query.Expression.IsTest;
import io.eventlive.rest.query.Expression.Quantified;
import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.rest.query.Expression.Value;
import io.eventlive.rest.request.Comparison;
import io.eventlive.rest.request.Operation;
import io.eventlive.rest.request.Pattern;
import io.eventlive.rest.request.Placement;
import io.eventlive.rest.request.Quantifier;
import io.eventlive.rest.request.Truth;
import io.eventlive.rest.request.Wording;
import io.eventlive.schema.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Predicates as SQL.
final class Conditions {
  private static final TypeName LANGUAGE = TypeName.builtIn("regconfig");

  private Conditions() {}

  /// A condition on the columns of `alias`, where every embed that it asks for has been joined.
  static Expression of(String alias, Predicate predicate) {
    return of(
        alias,
        predicate,
        embed -> new Expression.Is(new ColumnOf(embed, Embedding.VALUE), IsTest.NOT_NULL));
  }

  /// @param present whether the embed of an alias has rows
  static Expression of(String alias, Predicate predicate, Function<String, Expression> present) {
    return switch (predicate) {
      case Predicate.Test(ResolvedField field, Operation operation) ->
          test(Operands.field(alias, field), field.type(), operation);
      case Predicate.Search(
              ResolvedField field,
              Wording wording,
              var configuration,
              String words) ->
          search(
              Operands.field(alias, field),
              field.type(),
              wording,
              new Expression.TextSearch(configuration),
              words);
      case Predicate.HasRows(String embedAlias) -> present.apply(embedAlias);
      case Predicate.Not(Predicate inner) -> new Expression.Not(of(alias, inner, present));
      case Predicate.All(List<Predicate> all) ->
          new Expression.And(all.stream().map(each -> of(alias, each, present)).toList());
      case Predicate.Any(List<Predicate> any) ->
          new Expression.Or(any.stream().map(each -> of(alias, each, present)).toList());
    };
  }

  private static Expression test(Expression field, Type type, Operation operation) {
    return switch (operation) {
      case Operation.Compare(Comparison comparison, Quantifier quantifier, String value) ->
          compared(
              field,
              infix(comparison),
              quantifier,
              Operands.value(type, value),
              Operands.values(type, value));
      case Operation.Match(Pattern pattern, Quantifier quantifier, String text) ->
          compared(
              field,
              infix(pattern),
              quantifier,
              Operands.text(text),
              new Value(text, Operands.TEXTS));
      case Operation.In(List<String> values) -> oneOf(field, type, values);
      case Operation.Is(Truth truth) -> new Expression.Is(field, test(truth));
      case Operation.Differs(String value) ->
          new Binary(field, Infix.IS_DISTINCT_FROM, Operands.value(type, value));
      case Operation.Lies(Placement placement, String value) ->
          new Binary(field, infix(placement), Operands.value(type, value));
      case Operation.Search(Wording wording, @Nullable String language, String words) ->
          search(
              field, type, wording, language == null ? null : new Value(language, LANGUAGE), words);
    };
  }

  private static Expression search(
      Expression field, Type type, Wording wording, @Nullable Expression language, String words) {
    return new Binary(
        isVector(type) ? field : searched(Builtin.TO_TSVECTOR, language, field),
        Infix.MATCHES,
        searched(parser(wording), language, Operands.text(words)));
  }

  private static Expression compared(
      Expression field, Infix operator, Quantifier quantifier, Expression one, Expression several) {
    return switch (quantifier) {
      case ONE -> new Binary(field, operator, one);
      case ANY -> new Quantified(field, operator, false, several);
      case ALL -> new Quantified(field, operator, true, several);
    };
  }

  /// All of them in one parameter, where the type has arrays.
  private static Expression oneOf(Expression field, Type type, List<String> values) {
    if (type.array().isPresent()) {
      Expression array = Operands.values(type, Operands.arrayLiteral(values));
      return new Quantified(field, Infix.EQUAL, false, array);
    }
    return new Expression.Or(
        values.stream()
            .<Expression>map(value -> new Binary(field, Infix.EQUAL, Operands.value(type, value)))
            .toList());
  }

  private static boolean isVector(Type type) {
    return new TypeName.Known(type.base()).equals(TypeName.builtIn("tsvector"));
  }

  private static Expression searched(
      Builtin function, @Nullable Expression language, Expression operand) {
    List<Expression> arguments = new ArrayList<>();
    if (language != null) arguments.add(language);
    arguments.add(operand);
    return new BuiltIn(function, arguments);
  }

  private static Infix infix(Comparison comparison) {
    return switch (comparison) {
      case EQUAL -> Infix.EQUAL;
      case NOT_EQUAL -> Infix.NOT_EQUAL;
      case GREATER -> Infix.GREATER;
      case GREATER_OR_EQUAL -> Infix.GREATER_OR_EQUAL;
      case LESS -> Infix.LESS;
      case LESS_OR_EQUAL -> Infix.LESS_OR_EQUAL;
    };
  }

  private static Infix infix(Pattern pattern) {
    return switch (pattern) {
      case LIKE -> Infix.LIKE;
      case LIKE_IGNORING_CASE -> Infix.ILIKE;
      case REGEX -> Infix.REGEX;
      case REGEX_IGNORING_CASE -> Infix.REGEX_IGNORING_CASE;
    };
  }

  private static Infix infix(Placement placement) {
    return switch (placement) {
      case CONTAINS -> Infix.CONTAINS;
      case CONTAINED_IN -> Infix.CONTAINED_IN;
      case OVERLAPS -> Infix.OVERLAPS;
      case LEFT_OF -> Infix.LEFT_OF;
      case RIGHT_OF -> Infix.RIGHT_OF;
      case NOT_BEYOND_RIGHT_OF -> Infix.NOT_BEYOND_RIGHT_OF;
      case NOT_BEYOND_LEFT_OF -> Infix.NOT_BEYOND_LEFT_OF;
      case ADJACENT_TO -> Infix.ADJACENT_TO;
    };
  }

  private static Builtin parser(Wording wording) {
    return switch (wording) {
      case QUERY -> Builtin.TO_TSQUERY;
      case PLAIN -> Builtin.PLAINTO_TSQUERY;
      case PHRASE -> Builtin.PHRASETO_TSQUERY;
      case WEB -> Builtin.WEBSEARCH_TO_TSQUERY;
    };
  }

  private static IsTest test(Truth truth) {
    return switch (truth) {
      case NULL -> IsTest.NULL;
      case NOT_NULL -> IsTest.NOT_NULL;
      case TRUE -> IsTest.TRUE;
      case FALSE -> IsTest.FALSE;
      case UNKNOWN -> IsTest.UNKNOWN;
    };
  }
}
