package io.eventlive.rest.plan;

import io.eventlive.rest.plan.ReadPlan.Embed;
import io.eventlive.rest.request.Condition;
import io.eventlive.rest.request.Field;
import io.eventlive.rest.request.Operation;
import io.eventlive.rest.request.Quantifier;
import io.eventlive.rest.request.Truth;
import io.eventlive.rest.request.Wording;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Type;
import java.util.List;
import java.util.Optional;

/// Resolves the conditions of one level.
///
/// @param embeds of this level, which may be asked for having rows
record Predicates(Resolution resolution, RowShape shape, List<Embed> embeds) {
  Predicate resolve(Condition condition) {
    return switch (condition) {
      case Condition.Test(Field field, Operation operation) -> test(field, operation);
      case Condition.Not(Condition inner) -> new Predicate.Not(resolve(inner));
      case Condition.All(List<Condition> all) -> all(all.stream().map(this::resolve).toList());
      case Condition.Any(List<Condition> any) ->
          new Predicate.Any(any.stream().map(this::resolve).toList());
    };
  }

  /// All of them, as simply as it can be said.
  static Predicate all(List<Predicate> predicates) {
    return predicates.size() == 1 ? predicates.getFirst() : new Predicate.All(predicates);
  }

  private Predicate test(Field field, Operation operation) {
    Optional<Embed> embed = embed(field, operation);
    if (embed.isPresent()) return hasRows(embed.get(), operation);

    ResolvedField resolved = resolution.field(shape, field);
    check(resolved.type(), operation);
    if (operation instanceof Operation.Search(Wording wording, String language, String words)
        && language != null) {
      Optional<QualifiedName> known = resolution.textSearch(language);
      if (known.isPresent()) return new Predicate.Search(resolved, wording, known.get(), words);
    }
    return new Predicate.Test(resolved, operation);
  }

  /// Looks at the values that have to be of the field's type. Where the operator may not exist for
  /// that type at all, PostgreSQL says so first; such values are left to it.
  private void check(Type type, Operation operation) {
    switch (operation) {
      case Operation.Compare(_, Quantifier quantifier, String value) -> {
        switch (quantifier) {
          case ONE -> resolution.checked(type, value);
          case ANY, ALL -> {}
        }
      }
      case Operation.In(List<String> values) ->
          values.forEach(value -> resolution.checked(type, value));
      case Operation.Differs(String value) -> resolution.checked(type, value);
      case Operation.Match _, Operation.Is _, Operation.Lies _, Operation.Search _ -> {}
    }
  }

  /// An embed wins over a column of the same name where it is asked for being there.
  private Optional<Embed> embed(Field field, Operation operation) {
    boolean column = shape.columns().containsKey(field.name());
    if (!field.path().isEmpty() || (column && !asksForNull(operation))) return Optional.empty();
    return embeds.stream().filter(each -> each.name().equals(field.name())).findFirst();
  }

  private static boolean asksForNull(Operation operation) {
    return operation instanceof Operation.Is(Truth truth)
        && switch (truth) {
          case NULL, NOT_NULL -> true;
          case TRUE, FALSE, UNKNOWN -> false;
        };
  }

  private static Predicate hasRows(Embed embed, Operation operation) {
    Predicate has = new Predicate.HasRows(embed.alias());
    if (!(operation instanceof Operation.Is(Truth truth))) {
      throw Refusals.embedFilterUnusable(embed.name());
    }
    return switch (truth) {
      case NULL -> new Predicate.Not(has);
      case NOT_NULL -> has;
      case TRUE, FALSE, UNKNOWN -> throw Refusals.embedFilterUnusable(embed.name());
    };
  }
}
