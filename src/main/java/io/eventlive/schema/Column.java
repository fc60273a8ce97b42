package io.eventlive.schema;

import java.util.Set;

/// A column of a table or view.
///
/// @param selectableBy roles that may read it, by table or column grant, inherited grants included
/// @param insertableBy roles that may give it a value on insert
/// @param updatableBy roles that may change it
public record Column(
    String name,
    Type type,
    boolean nullable,
    boolean hasDefault,
    boolean generatedAlways,
    Set<String> selectableBy,
    Set<String> insertableBy,
    Set<String> updatableBy) {}
