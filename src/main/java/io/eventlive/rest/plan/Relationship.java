package io.eventlive.rest.plan;

import io.eventlive.schema.QualifiedName;
import java.util.List;

/// A way from the rows of one table to the rows of another.
public sealed interface Relationship {
  QualifiedName origin();

  QualifiedName target();

  /// Whether there is at most one row at the other end.
  boolean toOne();

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
      implements Relationship {}

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
