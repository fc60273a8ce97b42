package io.eventlive.rest.plan;

import io.eventlive.rest.request.Operation;
import io.eventlive.rest.request.Wording;
import io.eventlive.schema.QualifiedName;
import java.util.List;

/// A condition whose every field exists: what the `where` of one level of the result says.
public sealed interface Predicate {
  /// One filter on a field.
  record Test(ResolvedField field, Operation operation) implements Predicate {}

  /// A full-text search in a language that the catalogue knows. The statement names it, so that
  /// PostgreSQL finds the index that was made with it.
  record Search(ResolvedField field, Wording wording, QualifiedName configuration, String words)
      implements Predicate {}

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
