package io.eventlive.rest.plan;

import static java.util.stream.Collectors.toSet;

import io.eventlive.rest.plan.Relationship.Computed;
import io.eventlive.rest.plan.Relationship.Direct;
import io.eventlive.rest.plan.Relationship.Kind;
import io.eventlive.rest.plan.Relationship.Through;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.ForeignKey;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every way from one table to another that the foreign keys of a catalogue give.
final class Relationships {
  private final Map<QualifiedName, List<Relationship>> byOrigin;

  private Relationships(Map<QualifiedName, List<Relationship>> byOrigin) {
    this.byOrigin = byOrigin;
  }

  static Relationships of(Catalogue catalogue) {
    Map<QualifiedName, List<Relationship>> byOrigin = new HashMap<>();
    Map<QualifiedName, List<Direct>> outgoing = new HashMap<>();
    for (ForeignKey key : catalogue.foreignKeys()) {
      Direct forward = forward(key);
      outgoing.computeIfAbsent(key.table(), _ -> new ArrayList<>()).add(forward);
      add(byOrigin, forward);
      add(byOrigin, backward(key));
    }
    outgoing.forEach((junction, keys) ->
        catalogue.table(junction).ifPresent(table -> addThrough(byOrigin, table, keys)));
    for (Computed computed : ComputedRelationships.of(catalogue)) {
      List<Relationship> ofOrigin =
          byOrigin.computeIfAbsent(computed.origin(), _ -> new ArrayList<>());
      ofOrigin.removeIf(found -> isReplacedBy(computed, found));
      ofOrigin.add(computed);
    }
    return new Relationships(byOrigin);
  }

  /// A function stands in for the keys to the table whose name it has.
  private static boolean isReplacedBy(Computed computed, Relationship found) {
    return switch (found) {
      case Direct _, Through _ -> found.target().equals(computed.function());
      case Computed _ -> false;
    };
  }

  /// The one relationship that an embed means.
  ///
  /// @throws io.eventlive.http.Refusal PGRST200 where there is none, PGRST201 where there are
  ///   several
  Relationship find(
      Catalogue catalogue,
      Table origin,
      String target,
      @Nullable String hint,
      String role,
      Hints hints) {
    List<Relationship> ways = byOrigin.getOrDefault(origin.name(), List.of());
    List<Relationship> found =
        ways.stream()
            .filter(each -> schema(each).equals(origin.name().schema()))
            .filter(each -> matches(catalogue, each, target, hint))
            .sorted(Relationship.NAMED)
            .toList();
    return switch (found.size()) {
      case 0 ->
          throw Refusals.noRelationship(
              origin,
              target,
              hint,
              hints.forRelationship(
                  catalogue,
                  origin,
                  ways.stream().map(Relationship::target).collect(toSet()),
                  target,
                  role));
      case 1 -> found.getFirst();
      default -> throw Refusals.ambiguousRelationship(origin, target, found);
    };
  }

  /// Where its name is looked for.
  private static String schema(Relationship relationship) {
    return switch (relationship) {
      case Direct _, Through _ -> relationship.target().schema();
      case Computed computed -> computed.function().schema();
    };
  }

  private static boolean matches(
      Catalogue catalogue, Relationship relationship, String target, @Nullable String hint) {
    boolean named = relationship.target().name().equals(target);
    return switch (relationship) {
      case Computed computed -> computed.function().name().equals(target);
      case Through through -> named && (hint == null || hint.equals(through.junction().name()));
      case Direct direct when direct.origin().equals(direct.target()) ->
          selfMatches(direct, target, hint);
      case Direct direct when hint == null ->
          named
              || (isTable(catalogue, direct.target())
                  && (direct.constraint().equals(target)
                      || isOnly(direct.originColumns(), target)));
      case Direct direct ->
          named
              && (direct.constraint().equals(hint)
                  || isOnly(direct.originColumns(), hint)
                  || isOnly(direct.targetColumns(), hint));
    };
  }

  /// A key within one table gives two relationships: the table's name means the children, the
  /// column's name the parent.
  private static boolean selfMatches(Direct direct, String target, @Nullable String hint) {
    return switch (direct.kind()) {
      case ONE_TO_MANY ->
          direct.target().name().equals(target)
              && (hint == null || isOnly(direct.targetColumns(), hint));
      case MANY_TO_ONE -> hint == null && isOnly(direct.originColumns(), target);
      case ONE_TO_ONE -> false;
    };
  }

  private static boolean isOnly(List<String> columns, String name) {
    return columns.size() == 1 && columns.getFirst().equals(name);
  }

  private static boolean isTable(Catalogue catalogue, QualifiedName name) {
    return catalogue
        .table(name)
        .map(table ->
            switch (table.kind()) {
              case TABLE, PARTITIONED_TABLE, FOREIGN_TABLE -> true;
              case VIEW, MATERIALIZED_VIEW -> false;
            })
        .orElse(false);
  }

  private static Direct forward(ForeignKey key) {
    return new Direct(
        key.unique() ? Kind.ONE_TO_ONE : Kind.MANY_TO_ONE,
        key.constraint(),
        key.table(),
        key.columns(),
        key.referencedTable(),
        key.referencedColumns());
  }

  private static Direct backward(ForeignKey key) {
    return new Direct(
        key.unique() ? Kind.ONE_TO_ONE : Kind.ONE_TO_MANY,
        key.constraint(),
        key.referencedTable(),
        key.referencedColumns(),
        key.table(),
        key.columns());
  }

  /// A table is a junction of two others when two of its foreign keys lie within its primary key,
  /// and neither is a key of its own.
  private static void addThrough(
      Map<QualifiedName, List<Relationship>> byOrigin, Table junction, List<Direct> keys) {
    List<Direct> inKey =
        keys.stream()
            .filter(key -> key.kind() == Kind.MANY_TO_ONE)
            .filter(key -> junction.primaryKey().containsAll(key.originColumns()))
            .toList();
    for (Direct toOrigin : inKey) {
      for (Direct toTarget : inKey) {
        if (!toOrigin.constraint().equals(toTarget.constraint())
            && !toOrigin.target().equals(toTarget.target())) {
          add(byOrigin, new Through(junction.name(), toOrigin, toTarget));
        }
      }
    }
  }

  private static void add(
      Map<QualifiedName, List<Relationship>> byOrigin, Relationship relationship) {
    byOrigin.computeIfAbsent(relationship.origin(), _ -> new ArrayList<>()).add(relationship);
  }
}
