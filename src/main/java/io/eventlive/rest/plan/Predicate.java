package io.eventlive.rest.plan;

import io.eventlive.rest.request.Operation;
import java.util.List;

/// A condition whose every field exists: what the `where` of one level of the result says.
public sealed interface Predicate {
  /// One filter on a field.
  record Test(ResolvedField field, Operation operation) implements Predicate {}

  /// Whether an embed of this level has any rows.
  record HasRows(String embedAlias) implements Predicate {}

  record Not(Predicate predicate) implements Predicate {}

  record All(List<Predicate> predicates) implements Predicate {
    public All {
      predicates = List.copyOf(predicates);
    }
  }

  record Any(List<Predicate> predicates) implements Predicate {
    public Any {
      predicates = List.copyOf(predicates);
    }
  }

  /// Always true.
  Predicate EVERYTHING = new All(List.of());
}
