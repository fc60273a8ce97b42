package io.eventlive.schema;

import io.eventlive.schema.SelectRelations.Relation;
import io.eventlive.schema.Table.UniqueKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keys of tables, and what views show of them.
///
/// A view shows a key where all of its columns come unchanged from one table: then it has that
/// table's primary key, and takes the table's part in its foreign keys, on either side.
final class Keys {
  /// A relation in the part of a table: the table itself or a view of it, with the columns by the
  /// table's numbers.
  private record Face(Relation relation, Map<Integer, Integer> columns) {
    Optional<List<Integer>> columns(List<Integer> ofTable) {
      return columns.keySet().containsAll(ofTable)
          ? Optional.of(ofTable.stream().map(columns::get).toList())
          : Optional.empty();
    }
  }

  private final List<SelectKeys.Key> constraints;
  private final Map<Long, List<SelectKeys.Key>> unique;
  private final Relations relations;
  private final Map<Long, List<Face>> facesByTable = new HashMap<>();
  private final Map<Long, Map<Long, Face>> facesByView = new HashMap<>();

  private Keys(
      List<SelectKeys.Key> constraints, List<SelectKeys.Key> uniqueIndexes, Relations relations) {
    this.constraints = constraints;
    this.unique =
        Stream.concat(constraints.stream().filter(key -> key.kind() != 'f'), uniqueIndexes.stream())
            .collect(Collectors.groupingBy(SelectKeys.Key::relation));
    this.relations = relations;
  }

  static Keys assemble(
      List<SelectKeys.Key> constraints,
      List<SelectKeys.Key> uniqueIndexes,
      ViewLineage lineage,
      Relations relations,
      Predicate<Relation> exposed) {
    Keys keys = new Keys(constraints, uniqueIndexes, relations);
    relations.stream().filter(exposed).sorted(Keys::byName).forEach(r -> keys.addFaces(r, lineage));
    return keys;
  }

  private static int byName(Relation one, Relation other) {
    return one.name().toString().compareTo(other.name().toString());
  }

  private void addFaces(Relation relation, ViewLineage lineage) {
    if (!relation.isView()) {
      Map<Integer, Integer> itself = new HashMap<>();
      relations
          .columns(relation.id())
          .forEach(column -> itself.put(column.id().number(), column.id().number()));
      addFace(relation.id(), new Face(relation, itself));
      return;
    }
    lineage
        .shown(relation.id(), relations.columns(relation.id()).size())
        .forEach((table, columns) -> {
          Face face = new Face(relation, columns);
          addFace(table, face);
          facesByView.computeIfAbsent(relation.id(), _ -> new HashMap<>()).put(table, face);
        });
  }

  private void addFace(long table, Face face) {
    facesByTable.computeIfAbsent(table, _ -> new ArrayList<>()).add(face);
  }

  /// Column names in key order; empty where there is none. A row of a view that joins tables is
  /// known by the keys of all of them together.
  List<String> primaryKey(Relation relation) {
    return keyed(relation)
        .filter(key -> key.kind() == 'p')
        .flatMap(key -> shown(relation, key).stream())
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  /// Every key that makes rows of a table unique; none for views, whose joins may repeat rows.
  List<UniqueKey> uniqueKeys(Relation relation) {
    return unique.getOrDefault(relation.id(), List.of()).stream()
        .flatMap(key ->
            relations.names(relation.id(), key.columns()).stream()
                .map(columns -> new UniqueKey(key.name(), columns)))
        .toList();
  }

  private Stream<SelectKeys.Key> keyed(Relation relation) {
    if (!relation.isView()) return unique.getOrDefault(relation.id(), List.of()).stream();
    return facesByView.getOrDefault(relation.id(), Map.of()).keySet().stream()
        .sorted()
        .flatMap(table -> unique.getOrDefault(table, List.of()).stream());
  }

  private Optional<List<String>> shown(Relation relation, SelectKeys.Key key) {
    @Nullable Face face = facesByView.getOrDefault(relation.id(), Map.of()).get(key.relation());
    if (face == null) return relations.names(relation.id(), key.columns());
    return face.columns(key.columns()).flatMap(own -> relations.names(relation.id(), own));
  }

  /// Foreign keys between exposed relations, those that views show included.
  List<ForeignKey> foreignKeys() {
    List<ForeignKey> found = new ArrayList<>();
    for (SelectKeys.Key key : constraints) {
      if (key.kind() != 'f') continue;
      for (Face from : facesByTable.getOrDefault(key.relation(), List.of())) {
        for (Face to : facesByTable.getOrDefault(key.referenced(), List.of())) {
          foreignKey(key, from, to).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private Optional<ForeignKey> foreignKey(SelectKeys.Key key, Face from, Face to) {
    Optional<List<String>> columns =
        from.columns(key.columns()).flatMap(own -> relations.names(from.relation().id(), own));
    Optional<List<String>> referenced =
        to.columns(key.referencedColumns())
            .flatMap(own -> relations.names(to.relation().id(), own));
    if (columns.isEmpty() || referenced.isEmpty()) return Optional.empty();
    return Optional.of(
        new ForeignKey(
            key.name(),
            from.relation().name(),
            columns.get(),
            to.relation().name(),
            referenced.get(),
            isUnique(key)));
  }

  /// As PostgREST sees it: a constraint over exactly these columns; an index alone does not count.
  private boolean isUnique(SelectKeys.Key foreign) {
    return constraints.stream()
        .anyMatch(key ->
            key.kind() != 'f'
                && key.relation() == foreign.relation()
                && new HashSet<>(key.columns()).equals(new HashSet<>(foreign.columns())));
  }
}
