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
/// table's primary key, and takes the table's part in its foreign keys, on either side. A column
/// that it shows under several names is the first of them in its primary key, and each of them in
/// foreign keys.
final class Keys {
  /// A key of many columns that a view shows many times over would have endless faces.
  private static final int MOST_NAMINGS = 100;

  /// A relation in the part of a table: the table itself or a view of it, with the columns by the
  /// table's numbers.
  private record Face(Relation relation, Map<Integer, List<Integer>> columns) {
    /// Every way to name these columns, the first names first; none where one is not shown.
    List<List<Integer>> columns(List<Integer> ofTable) {
      List<List<Integer>> ways = List.of(List.of());
      for (Integer column : ofTable) {
        List<Integer> names = columns.getOrDefault(column, List.of());
        ways =
            ways.stream()
                .flatMap(way -> names.stream().map(name -> with(way, name)))
                .limit(MOST_NAMINGS)
                .toList();
      }
      return ways;
    }

    private static List<Integer> with(List<Integer> way, Integer name) {
      return Stream.concat(way.stream(), Stream.of(name)).toList();
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
      Map<Integer, List<Integer>> itself = new HashMap<>();
      relations
          .columns(relation.id())
          .forEach(column -> itself.put(column.id().number(), List.of(column.id().number())));
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
    return face.columns(key.columns()).stream()
        .findFirst()
        .flatMap(own -> relations.names(relation.id(), own));
  }

  /// Foreign keys between exposed relations, those that views show included.
  List<ForeignKey> foreignKeys() {
    List<ForeignKey> found = new ArrayList<>();
    for (SelectKeys.Key key : constraints) {
      if (key.kind() != 'f') continue;
      for (Face from : facesByTable.getOrDefault(key.relation(), List.of())) {
        for (Face to : facesByTable.getOrDefault(key.referenced(), List.of())) {
          for (List<Integer> columns : from.columns(key.columns())) {
            for (List<Integer> referenced : to.columns(key.referencedColumns())) {
              foreignKey(key, from, columns, to, referenced).ifPresent(found::add);
            }
          }
        }
      }
    }
    return found;
  }

  private Optional<ForeignKey> foreignKey(
      SelectKeys.Key key, Face from, List<Integer> own, Face to, List<Integer> others) {
    Optional<List<String>> columns = relations.names(from.relation().id(), own);
    Optional<List<String>> referenced = relations.names(to.relation().id(), others);
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
