package io.eventlive.rest.plan;

import io.eventlive.schema.QualifiedName;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A way from the rows of one table to the rows of another.
public sealed interface Relationship {
  QualifiedName origin();

  QualifiedName target();

  /// Whether there is at most one row at the other end.
  boolean toOne();

  /// The order in which PostgREST names several.
  Comparator<Relationship> NAMED =
      Comparator.comparing((Relationship each) -> each.target().schema())
          .thenComparing(each -> each.target().name())
          .thenComparing(each -> each.origin().equals(each.target()))
          .thenComparingInt(Relationship::rank)
          .thenComparing(Relationship::handle)
          .thenComparing(each -> String.join(",", each.columns()));

  /// What tells it from others between the same tables: a constraint, the table in between, or the
  /// function.
  String handle();

  /// The columns that it goes by, its own before those at the other end.
  List<String> columns();

  private static int rank(Relationship relationship) {
    return switch (relationship) {
      case Direct direct ->
          switch (direct.kind()) {
            case ONE_TO_MANY -> 0;
            case MANY_TO_ONE -> 1;
            case ONE_TO_ONE -> 2;
          };
      case Through _ -> 3;
      case Computed _ -> 4;
    };
  }

  /// Along one foreign key, in one of its two directions.
  ///
  /// @param originColumns columns of the origin, in the order of the targetColumns that they equal
  record Direct(
      Kind kind,
      String constraint,
      QualifiedName origin,
      List<String> originColumns,
      QualifiedName target,
      List<String> targetColumns)
      implements Relationship {
    @Override
    public boolean toOne() {
      return switch (kind) {
        case MANY_TO_ONE, ONE_TO_ONE -> true;
        case ONE_TO_MANY -> false;
      };
    }

    @Override
    public String handle() {
      return constraint;
    }

    @Override
    public List<String> columns() {
      return Stream.concat(originColumns.stream(), targetColumns.stream()).toList();
    }
  }

  /// Over a table that refers to both.
  ///
  /// @param toOrigin the junction's foreign key to the origin
  /// @param toTarget its foreign key to the target
  record Through(QualifiedName junction, Direct toOrigin, Direct toTarget) implements Relationship {
    @Override
    public QualifiedName origin() {
      return toOrigin.target();
    }

    @Override
    public QualifiedName target() {
      return toTarget.target();
    }

    @Override
    public boolean toOne() {
      return false;
    }

    @Override
    public String handle() {
      return junction.name();
    }

    @Override
    public List<String> columns() {
      return Stream.concat(toOrigin.columns().stream(), toTarget.columns().stream()).toList();
    }
  }

  /// By a function that takes a row and gives the rows that belong to it.
  ///
  /// @param originColumns all columns of the origin, in order: the function's argument
  record Computed(
      QualifiedName function,
      QualifiedName origin,
      List<String> originColumns,
      QualifiedName target,
      boolean toOne)
      implements Relationship {
    @Override
    public String handle() {
      return function.name();
    }

    @Override
    public List<String> columns() {
      return List.of();
    }
  }

  /// How many rows there are at either end.
  enum Kind {
    MANY_TO_ONE("many-to-one"),
    ONE_TO_ONE("one-to-one"),
    ONE_TO_MANY("one-to-many");

    private final String wire;

    Kind(String wire) {
      this.wire = wire;
    }

    String wire() {
      return wire;
    }
  }
}
