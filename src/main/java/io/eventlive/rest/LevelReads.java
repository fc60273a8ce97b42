package io.eventlive.rest;

import io.eventlive.rest.SharingRules.Unshareable;
import io.eventlive.rest.plan.Predicate;
import io.eventlive.rest.plan.ReadPlan;
import io.eventlive.rest.plan.ReadPlan.Embed;
import io.eventlive.rest.plan.ReadPlan.Source;
import io.eventlive.rest.plan.Relationship;
import io.eventlive.rest.plan.ResolvedField;
import io.eventlive.rest.request.Comparison;
import io.eventlive.rest.request.Operation;
import io.eventlive.rest.request.Quantifier;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.Grounds.Told;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The tables that a plan reads, level by level, each with the columns that are bound to a few
/// values.
///
/// Only filters that every row has to meet bind: `eq` and `in`, all of them together, at the top. A
/// value binds where being equal is being the same text: ids, whole numbers, truths, and texts
/// unless their collation says otherwise. It is brought into the form in which PostgreSQL writes
/// it; what is not certainly in some form of it binds nothing. An embed is bound through the
/// columns by which it hangs on its level. Orders, limits and everything else narrow nothing.
final class LevelReads {
  private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private final Catalogue catalogue;
  private final List<Level> levels = new ArrayList<>();

  private LevelReads(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /// One table and what binds it.
  record Level(Table table, Map<String, Set<String>> bound) {}

  /// The first is the root's.
  static List<Level> of(ReadPlan root, Catalogue catalogue) throws Unshareable {
    LevelReads reads = new LevelReads(catalogue);
    reads.add(root, Map.of());
    return reads.levels;
  }

  private void add(ReadPlan plan, Map<String, Set<String>> fromAbove) throws Unshareable {
    SharingRules.requireFit(plan);
    if (!(plan.source() instanceof Source.Table(QualifiedName name))) {
      throw Unshareable.unfit("rows that a function gives");
    }
    Table table = table(name);
    Map<String, Set<String>> bound = new HashMap<>(fromAbove);
    bind(plan.where(), table, bound);
    levels.add(new Level(table, Map.copyOf(bound)));
    for (Embed embed : plan.embeds()) {
      switch (embed.relationship()) {
        case Relationship.Direct direct ->
            add(embed.rows(), passedOn(bound, direct.originColumns(), direct.targetColumns()));
        case Relationship.Through through -> {
          Relationship.Direct toOrigin = through.toOrigin();
          levels.add(
              new Level(
                  table(through.junction()),
                  passedOn(bound, toOrigin.targetColumns(), toOrigin.originColumns())));
          add(embed.rows(), Map.of());
        }
        case Relationship.Computed _ -> throw Unshareable.unfit("an embed by a function");
      }
    }
  }

  private Table table(QualifiedName name) {
    return catalogue.table(name).orElseThrow(() -> new IllegalStateException("no table " + name));
  }

  private static Map<String, Set<String>> passedOn(
      Map<String, Set<String>> bound, List<String> from, List<String> to) {
    Map<String, Set<String>> passed = new HashMap<>();
    for (int i = 0; i < from.size(); i++) {
      Set<String> values = bound.get(from.get(i));
      if (values != null) passed.put(to.get(i), values);
    }
    return passed;
  }

  private void bind(Predicate predicate, Table table, Map<String, Set<String>> bound) {
    switch (predicate) {
      case Predicate.All(List<Predicate> all) -> all.forEach(each -> bind(each, table, bound));
      case Predicate.Test(ResolvedField field, Operation operation) when field.path().isEmpty() ->
          values(operation)
              .flatMap(values -> canonical(table, field, values))
              .ifPresent(values -> bound.merge(field.column(), values, LevelReads::both));
      case Predicate.Test _,
          Predicate.Search _,
          Predicate.HasRows _,
          Predicate.Not _,
          Predicate.Any _ -> {
        // may let any row through
      }
    }
  }

  private static Set<String> both(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.retainAll(other);
    return both.isEmpty() ? one : Set.copyOf(both);
  }

  private static Optional<List<String>> values(Operation operation) {
    return switch (operation) {
      case Operation.Compare(Comparison comparison, Quantifier quantifier, String value)
          when comparison == Comparison.EQUAL && quantifier == Quantifier.ONE ->
          Optional.of(List.of(value));
      case Operation.In(List<String> values) when !values.isEmpty() -> Optional.of(values);
      case Operation.Compare _,
          Operation.In _,
          Operation.Match _,
          Operation.Is _,
          Operation.Differs _,
          Operation.Lies _,
          Operation.Search _ ->
          Optional.empty();
    };
  }

  private Optional<Set<String>> canonical(Table table, ResolvedField field, List<String> values) {
    Optional<Told> told = catalogue.grounds().told(table.name());
    if (told.map(each -> each.uncertain().contains(field.column())).orElse(false)) {
      return Optional.empty();
    }
    Set<String> canonical = new HashSet<>();
    for (String value : values) {
      Optional<String> one = canonical(field.columnType().name(), value);
      if (one.isEmpty()) return Optional.empty();
      canonical.add(one.get());
    }
    return Optional.of(Set.copyOf(canonical));
  }

  private static Optional<String> canonical(QualifiedName type, String value) {
    if (!type.schema().equals("pg_catalog")) return Optional.empty();
    return switch (type.name()) {
      case "uuid" -> Optional.of(value.toLowerCase(Locale.ROOT)).filter(each -> each.matches(ID));
      case "int2", "int4", "int8" ->
          value.matches("[+-]?[0-9]{1,18}")
              ? Optional.of(new BigInteger(value).toString())
              : Optional.empty();
      case "bool" ->
          switch (value) {
            case "true", "t" -> Optional.of("t");
            case "false", "f" -> Optional.of("f");
            default -> Optional.empty();
          };
      case "text", "varchar" -> Optional.of(value);
      default -> Optional.empty();
    };
  }
}
