package io.eventlive.schema;

/// A schema-qualified name of a table, view, type or function, as `pg_catalog` spells it
/// (unquoted).
public record QualifiedName(String schema, String name) {}
