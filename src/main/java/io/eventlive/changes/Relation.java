package io.eventlive.changes;

import io.eventlive.schema.QualifiedName;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// A published table as it was when the change was made; for a partition, the table that it is a
/// part of.
///
/// @param oid in `pg_class`
/// @param attributes its published columns, in the order of a [Row]'s values
public record Relation(
    long oid, QualifiedName name, List<Attribute> attributes, ReplicaIdentity identity) {
  public Relation {
    attributes = List.copyOf(attributes);
  }

  /// Where a column's values stand in a [Row].
  public OptionalInt position(String column) {
    return IntStream.range(0, attributes.size())
        .filter(i -> attributes.get(i).name().equals(column))
        .findFirst();
  }
}
