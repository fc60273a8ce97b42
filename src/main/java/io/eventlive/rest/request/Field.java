package io.eventlive.rest.request;

import java.util.List;

/// A column by name, and what is taken from inside it.
///
/// @param path empty for the column itself
public record Field(String name, List<JsonStep> path) {
  public Field {
    path = List.copyOf(path);
  }

  public static Field of(String name) {
    return new Field(name, List.of());
  }
}
