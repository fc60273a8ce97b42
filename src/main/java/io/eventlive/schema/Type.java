package io.eventlive.schema;

import java.util.Optional;

/// A column's or argument's type.
///
/// @param name `pg_type.typname` with its schema; arrays are named `_int4` and the like
/// @param array the array type over it (for a domain, over its base), where there is one
/// @param category `pg_type.typcategory`: `N` numeric, `S` string, `B` boolean, `D` date/time, `A`
///   array, `E` enum, `C` composite, `U` user-defined (uuid, json, jsonb), …
/// @param base for a domain, the type that it finally stands on; else this type's own name
/// @param representation for a domain, how its values are written outside
/// @param display as `format_type` writes it, for messages: `uuid`, `timestamp with time zone`
public record Type(
    QualifiedName name,
    Optional<QualifiedName> array,
    char category,
    QualifiedName base,
    Representation representation,
    String display) {
  /// A type whose values are written as PostgreSQL writes them.
  public Type(
      QualifiedName name,
      Optional<QualifiedName> array,
      char category,
      QualifiedName base,
      String display) {
    this(name, array, category, base, Representation.PLAIN, display);
  }

  /// Functions that write a domain's values for clients and read them: those of its casts that
  /// PostgreSQL itself ignores, because they are casts of a domain.
  public record Representation(
      Optional<QualifiedName> toJson,
      Optional<QualifiedName> fromJson,
      Optional<QualifiedName> fromText) {
    public static final Representation PLAIN =
        new Representation(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
