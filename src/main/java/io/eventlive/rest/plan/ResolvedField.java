package io.eventlive.rest.plan;

import io.eventlive.rest.request.JsonStep;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Type;
import java.util.List;
import java.util.Optional;

/// A field that exists.
///
/// @param columnType the type of the column itself
/// @param path what is taken from inside it
public record ResolvedField(String column, Type columnType, List<JsonStep> path) {
  static final Type TEXT = builtIn("text", 'S', "text");
  static final Type JSONB = builtIn("jsonb", 'U', "jsonb");

  public ResolvedField {
    path = List.copyOf(path);
  }

  /// The type of the value that the field stands for.
  public Type type() {
    if (path.isEmpty()) return columnType;
    return path.getLast().asText() ? TEXT : JSONB;
  }

  /// Whether arrows can be applied as it is; anything else is turned into JSON first.
  public boolean isJson() {
    return columnType.name().schema().equals("pg_catalog")
        && (columnType.name().name().equals("json") || columnType.name().name().equals("jsonb"));
  }

  static Type builtIn(String name, char category, String display) {
    QualifiedName qualified = new QualifiedName("pg_catalog", name);
    QualifiedName array = new QualifiedName("pg_catalog", "_" + name);
    return new Type(qualified, Optional.of(array), category, qualified, display);
  }
}
