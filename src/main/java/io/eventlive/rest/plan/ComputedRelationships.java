package io.eventlive.rest.plan;

import io.eventlive.rest.plan.Relationship.Computed;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.Function;
import io.eventlive.schema.Function.Returns;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.util.List;
import java.util.Optional;

/// The functions of a catalogue that lead from the rows of one table to those of another: they take
/// one row and give rows.
final class ComputedRelationships {
  private ComputedRelationships() {}

  static List<Computed> of(Catalogue catalogue) {
    return catalogue.functions().values().stream()
        .flatMap(List::stream)
        .flatMap(function -> computed(catalogue, function).stream())
        .toList();
  }

  private static Optional<Computed> computed(Catalogue catalogue, Function function) {
    if (function.arguments().size() != 1) return Optional.empty();
    Optional<Table> origin = catalogue.table(function.arguments().getFirst().type().name());
    return origin.flatMap(table ->
        switch (function.returns()) {
          case Returns.Composite composite ->
              composite.table().map(target -> computed(function, table, target));
          case Returns.Nothing _, Returns.Scalar _ -> Optional.empty();
        });
  }

  private static Computed computed(Function function, Table origin, QualifiedName target) {
    return new Computed(
        function.name(),
        origin.name(),
        List.copyOf(origin.columns().keySet()),
        target,
        function.single());
  }
}
