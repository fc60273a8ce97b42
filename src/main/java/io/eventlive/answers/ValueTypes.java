package io.eventlive.answers;

import io.eventlive.answers.PolicyExpression.ValueType;
import io.eventlive.schema.Type;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which types of PostgreSQL are told apart. All others have operators or input that may look at
/// settings, tables or the time.
final class ValueTypes {
  private static final Map<String, ValueType> BY_DISPLAY =
      Map.ofEntries(
          Map.entry("boolean", ValueType.BOOLEAN),
          Map.entry("text", ValueType.TEXT),
          Map.entry("character varying", ValueType.TEXT),
          Map.entry("uuid", ValueType.UUID),
          Map.entry("smallint", ValueType.NUMBER),
          Map.entry("integer", ValueType.NUMBER),
          Map.entry("bigint", ValueType.NUMBER),
          Map.entry("numeric", ValueType.NUMBER),
          Map.entry("jsonb", ValueType.JSON),
          Map.entry("json", ValueType.JSON),
          Map.entry("timestamp without time zone", ValueType.TIMESTAMP),
          Map.entry("timestamp with time zone", ValueType.TIMESTAMP_WITH_ZONE),
          Map.entry("date", ValueType.DATE),
          Map.entry("text[]", ValueType.TEXTS),
          Map.entry("character varying[]", ValueType.TEXTS),
          Map.entry("uuid[]", ValueType.UUIDS),
          Map.entry("smallint[]", ValueType.NUMBERS),
          Map.entry("integer[]", ValueType.NUMBERS),
          Map.entry("bigint[]", ValueType.NUMBERS),
          Map.entry("numeric[]", ValueType.NUMBERS));

  /// What may follow a word in a type's name.
  private static final Map<String, Set<String>> NEXT =
      Map.of(
          "character", Set.of("varying"),
          "timestamp", Set.of("without", "with"),
          "timestamp without", Set.of("time"),
          "timestamp with", Set.of("time"),
          "timestamp without time", Set.of("zone"),
          "timestamp with time", Set.of("zone"));

  private ValueTypes() {}

  static Optional<ValueType> named(String display) {
    return Optional.ofNullable(BY_DISPLAY.get(display));
  }

  /// Whether a type's name goes on with a word.
  static boolean continues(String name, String word) {
    return NEXT.getOrDefault(name, Set.of()).contains(word);
  }

  /// A column's; empty for a type of a user's own.
  static Optional<ValueType> of(Type type) {
    return type.name().schema().equals("pg_catalog") ? named(type.display()) : Optional.empty();
  }
}
