package io.eventlive.changes;

/// A column as the feed describes it.
///
/// @param type oid in `pg_type`
/// @param key whether it belongs to the table's replica identity
public record Attribute(String name, long type, int typeModifier, boolean key) {}
