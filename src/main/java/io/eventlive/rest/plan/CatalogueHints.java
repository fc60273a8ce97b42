package io.eventlive.rest.plan;

import io.eventlive.schema.Catalogue;
import io.eventlive.schema.Column;
import io.eventlive.schema.Function;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.util.ArrayList;
import java.util.List;
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
    List<String> usable = usable(table, role);
    if (usable.isEmpty()) return Optional.empty();
    List<String> sentences = new ArrayList<>();
    if (name.equals("id")
        && !table.primaryKey().isEmpty()
        && usable.containsAll(table.primaryKey())) {
      sentences.add("The key is (" + String.join(", ", table.primaryKey()) + ").");
    } else {
      nearColumn(name, usable).ifPresent(sentences::add);
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
  public Optional<String> forAggregated(Table table, String name, String role) {
    return nearColumn(name, usable(table, role));
  }

  private static List<String> usable(Table table, String role) {
    return table.columns().values().stream()
        .filter(column -> mayUse(column, role))
        .map(Column::name)
        .toList();
  }

  private static Optional<String> nearColumn(String name, List<String> columns) {
    return Likeness.best(name, columns.stream(), Likeness.CLOSE)
        .map(near -> "Perhaps you meant the column '" + near + "'.");
  }

  /// Nothing where the target is no mistake: then it is the hint in the request that leads nowhere.
  @Override
  public Optional<String> forRelationship(
      Catalogue catalogue, Table origin, Set<QualifiedName> related, String target, String role) {
    String schema = origin.name().schema();
    if (related.contains(new QualifiedName(schema, target))) return Optional.empty();
    return Likeness.best(
            target,
            related.stream()
                .filter(name -> name.schema().equals(schema))
                .filter(name -> catalogue.table(name).filter(t -> t.visibleTo(role)).isPresent())
                .map(QualifiedName::name),
            Likeness.DISTANT)
        .map(near -> "Perhaps you meant '" + near + "' instead of '" + target + "'.");
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
