package io.eventlive.rest.plan;

import io.eventlive.schema.Catalogue;
import io.eventlive.schema.Column;
import io.eventlive.schema.ForeignKey;
import io.eventlive.schema.Function;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Hints from the catalogue. Tables, columns and functions for which the role has no grant are as
/// unknown to it here as if they did not exist.
public final class CatalogueHints implements Hints {
  /// How many columns a hint lists.
  private static final int LISTED = 30;

  @Override
  public Optional<String> forTable(Catalogue catalogue, String schema, String name, String role) {
    return Likeness.best(
            name,
            catalogue.tables().values().stream()
                .filter(table -> table.name().schema().equals(schema) && table.visibleTo(role))
                .map(table -> table.name().name()),
            Likeness.CLOSE)
        .map(near -> "Perhaps you meant the table '" + schema + "." + near + "'");
  }

  /// The key for whoever asks for `id`, else the nearest name; then every column that may be used.
  @Override
  public Optional<String> forColumn(Table table, String name, String role) {
    List<String> usable =
        table.columns().values().stream()
            .filter(column -> mayUse(column, role))
            .map(Column::name)
            .toList();
    if (usable.isEmpty()) return Optional.empty();
    List<String> sentences = new ArrayList<>();
    if (name.equals("id")
        && !table.primaryKey().isEmpty()
        && usable.containsAll(table.primaryKey())) {
      sentences.add("The key is (" + String.join(", ", table.primaryKey()) + ").");
    } else {
      Likeness.best(name, usable.stream(), Likeness.CLOSE)
          .ifPresent(near -> sentences.add("Perhaps you meant the column '" + near + "'."));
    }
    String more = usable.size() > LISTED ? ", …" : "";
    sentences.add(
        "Columns: " + usable.stream().limit(LISTED).collect(Collectors.joining(", ")) + more + ".");
    return Optional.of(String.join(" ", sentences));
  }

  private static boolean mayUse(Column column, String role) {
    return column.selectableBy().contains(role)
        || column.insertableBy().contains(role)
        || column.updatableBy().contains(role);
  }

  @Override
  public Optional<String> forRelationship(
      Catalogue catalogue, Table origin, String target, String role) {
    if (touches(catalogue, origin.name(), target)) return Optional.empty();
    return Likeness.best(
            target,
            related(catalogue, origin.name()).stream()
                .filter(name -> name.schema().equals(origin.name().schema()))
                .filter(name -> catalogue.table(name).filter(t -> t.visibleTo(role)).isPresent())
                .map(QualifiedName::name),
            Likeness.DISTANT)
        .map(near -> "Perhaps you meant '" + near + "' instead of '" + target + "'.");
  }

  /// Whether the target is no mistake: then it is the hint in the request that leads nowhere.
  private static boolean touches(Catalogue catalogue, QualifiedName origin, String target) {
    Map.Entry<QualifiedName, QualifiedName> wanted =
        Map.entry(origin, new QualifiedName(origin.schema(), target));
    return catalogue.foreignKeys().stream()
        .flatMap(CatalogueHints::bothWays)
        .anyMatch(wanted::equals);
  }

  /// What a foreign key connects with the table, directly or with one table between.
  private static Set<QualifiedName> related(Catalogue catalogue, QualifiedName origin) {
    Map<QualifiedName, Set<QualifiedName>> neighbours =
        catalogue.foreignKeys().stream()
            .flatMap(CatalogueHints::bothWays)
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
    Set<QualifiedName> related = new HashSet<>(neighbours.getOrDefault(origin, Set.of()));
    for (QualifiedName next : neighbours.getOrDefault(origin, Set.of())) {
      related.addAll(neighbours.getOrDefault(next, Set.of()));
    }
    return related;
  }

  private static Stream<Map.Entry<QualifiedName, QualifiedName>> bothWays(ForeignKey key) {
    return Stream.of(
        Map.entry(key.table(), key.referencedTable()),
        Map.entry(key.referencedTable(), key.table()));
  }

  @Override
  public Optional<String> forFunction(
      Catalogue catalogue, String schema, String name, Set<String> arguments, String role) {
    List<Function> overloads =
        catalogue.functions(new QualifiedName(schema, name)).stream()
            .filter(function -> function.callable() && function.executableBy().contains(role))
            .toList();
    Optional<String> meant =
        overloads.isEmpty()
            ? nearFunction(catalogue, schema, name, role)
            : nearArguments(overloads, arguments).map(near -> name + near);
    return meant.map(near -> "Perhaps you meant to call the function " + schema + "." + near);
  }

  private static Optional<String> nearFunction(
      Catalogue catalogue, String schema, String name, String role) {
    return Likeness.best(
        name,
        catalogue.functions().values().stream()
            .flatMap(List::stream)
            .filter(function -> function.name().schema().equals(schema))
            .filter(function -> function.callable() && function.executableBy().contains(role))
            .map(function -> function.name().name()),
        Likeness.CLOSE);
  }

  private static Optional<String> nearArguments(List<Function> overloads, Set<String> arguments) {
    return Likeness.best(
        written(arguments.stream()),
        overloads.stream()
            .map(function -> written(function.arguments().stream().map(Function.Argument::name))),
        Likeness.DISTANT);
  }

  private static String written(Stream<String> arguments) {
    return arguments.sorted().collect(Collectors.joining(", ", "(", ")"));
  }
}
