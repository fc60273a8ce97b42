package io.eventlive.schema;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A column of a table or view.
///
/// @param defaultSql the default as SQL with every name qualified, as PostgreSQL writes it; null
///   without one
/// @param selectableBy roles that may read it, by table or column grant, inherited grants included
/// @param insertableBy roles that may give it a value on insert
/// @param updatableBy roles that may change it
public record Column(
    String name,
    Type type,
    boolean nullable,
    @Nullable String defaultSql,
    boolean generatedAlways,
    Set<String> selectableBy,
    Set<String> insertableBy,
    Set<String> updatableBy) {
  public boolean hasDefault() {
    return defaultSql != null;
  }
}
