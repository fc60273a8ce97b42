package io.eventlive.schema;

import java.util.List;

/// A foreign key, or what a view shows of one.
///
/// @param constraint its name
/// @param columns the referencing columns, in order
/// @param referencedColumns what they point to, in the same order
/// @param unique whether the referencing columns are unique, which makes the relationship
///   one-to-one
public record ForeignKey(
    String constraint,
    QualifiedName table,
    List<String> columns,
    QualifiedName referencedTable,
    List<String> referencedColumns,
    boolean unique) {}
