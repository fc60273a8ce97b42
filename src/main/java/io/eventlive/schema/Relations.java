package io.eventlive.schema;

import io.eventlive.schema.RowSecurity.Policy;
import io.eventlive.schema.SelectColumns.Declared;
import io.eventlive.schema.SelectRelations.Grant;
import io.eventlive.schema.SelectRelations.Relation;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts relations, columns, grants and policies together into tables.
final class Relations {
  private final SelectTypes types;
  private final Map<Long, Relation> relations;
  private final Map<Long, List<Grant>> grants;
  private final Map<Long, List<Declared>> columns;
  private final Map<SelectColumns.Id, List<SelectColumns.Grant>> columnGrants;
  private final Map<Long, List<Policy>> policies;

  private Relations(
      SelectTypes types,
      Map<Long, Relation> relations,
      Map<Long, List<Grant>> grants,
      Map<Long, List<Declared>> columns,
      Map<SelectColumns.Id, List<SelectColumns.Grant>> columnGrants,
      Map<Long, List<Policy>> policies) {
    this.types = types;
    this.relations = relations;
    this.grants = grants;
    this.columns = columns;
    this.columnGrants = columnGrants;
    this.policies = policies;
  }

  static Relations assemble(
      SelectTypes types,
      Map<Long, Relation> relations,
      Map<Long, List<Grant>> grants,
      Map<Long, List<Declared>> columns,
      Map<SelectColumns.Id, List<SelectColumns.Grant>> columnGrants,
      Map<Long, List<Policy>> policies) {
    return new Relations(types, relations, grants, columns, columnGrants, policies);
  }

  Stream<Relation> stream() {
    return relations.values().stream();
  }

  Optional<Relation> relation(long id) {
    return Optional.ofNullable(relations.get(id));
  }

  List<Declared> columns(long relation) {
    return columns.getOrDefault(relation, List.of());
  }

  /// The names of columns given by number; empty where one of them is gone.
  Optional<List<String>> names(long relation, List<Integer> numbers) {
    Map<Integer, String> byNumber =
        columns(relation).stream()
            .collect(Collectors.toMap(column -> column.id().number(), Declared::name));
    return byNumber.keySet().containsAll(numbers)
        ? Optional.of(numbers.stream().map(byNumber::get).toList())
        : Optional.empty();
  }

  /// The columns of a relation as the rows of a function's result: whoever may call, may read them.
  List<Column> columnsFor(long relation, Set<String> roles) {
    return columns(relation).stream()
        .map(column -> column(column, roles, Set.of(), Set.of()))
        .toList();
  }

  Map<QualifiedName, Table> tables(Predicate<Relation> exposed, Keys keys) {
    Map<QualifiedName, Table> tables = new HashMap<>();
    stream().filter(exposed).forEach(r -> tables.put(r.name(), table(r, keys)));
    return tables;
  }

  private Table table(Relation relation, Keys keys) {
    List<Grant> granted = grants.getOrDefault(relation.id(), List.of());
    Map<String, Column> byName = new LinkedHashMap<>();
    for (Declared column : columns(relation.id())) {
      List<SelectColumns.Grant> own = columnGrants.getOrDefault(column.id(), List.of());
      byName.put(
          column.name(),
          column(
              column,
              union(roles(granted, Grant::select), columnRoles(own, SelectColumns.Grant::select)),
              union(roles(granted, Grant::insert), columnRoles(own, SelectColumns.Grant::insert)),
              union(roles(granted, Grant::update), columnRoles(own, SelectColumns.Grant::update))));
    }
    return new Table(
        relation.name(),
        kind(relation),
        Collections.unmodifiableMap(byName),
        keys.primaryKey(relation),
        keys.uniqueKeys(relation),
        relation.insertable(),
        relation.updatable(),
        relation.deletable(),
        roles(granted, Grant::delete),
        rowSecurity(relation),
        relation.onInsert());
  }

  private RowSecurity rowSecurity(Relation relation) {
    return relation.rowSecurity()
        ? new RowSecurity(true, relation.exempt(), policies.getOrDefault(relation.id(), List.of()))
        : RowSecurity.OFF;
  }

  private Column column(
      Declared column, Set<String> selectable, Set<String> insertable, Set<String> updatable) {
    return new Column(
        column.name(),
        types.type(column.type()),
        column.nullable(),
        column.defaultSql(),
        column.generatedAlways(),
        Set.copyOf(selectable),
        Set.copyOf(insertable),
        Set.copyOf(updatable));
  }

  private static Table.Kind kind(Relation relation) {
    return switch (relation.kind()) {
      case 'r' -> Table.Kind.TABLE;
      case 'p' -> Table.Kind.PARTITIONED_TABLE;
      case 'v' -> Table.Kind.VIEW;
      case 'm' -> Table.Kind.MATERIALIZED_VIEW;
      case 'f' -> Table.Kind.FOREIGN_TABLE;
      default -> throw new IllegalStateException("pg_class.relkind is " + relation.kind());
    };
  }

  private static Set<String> roles(List<Grant> grants, Predicate<Grant> allowed) {
    return grants.stream().filter(allowed).map(Grant::role).collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> columnRoles(
      List<SelectColumns.Grant> grants, Predicate<SelectColumns.Grant> allowed) {
    return grants.stream()
        .filter(allowed)
        .map(SelectColumns.Grant::role)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    if (other.isEmpty()) return one;
    Set<String> both = new LinkedHashSet<>(one);
    both.addAll(other);
    return both;
  }
}
