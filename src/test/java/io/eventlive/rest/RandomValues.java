package io.eventlive.rest;

import io.eventlive.rest.plan.Moments;
import io.eventlive.rest.plan.Values;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Values for columns and arguments: surely right ones, and others.
final class RandomValues {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final Map<String, List<String>> RIGHT =
      Map.ofEntries(
          Map.entry("smallint", List.of("0", "7", " 10", "32767", "-1")),
          Map.entry("integer", List.of("1", "2", "0003", "-2147483648")),
          Map.entry("bigint", List.of("7", "9223372036854775807")),
          Map.entry("numeric", List.of("12.5", "-0.5", "1e3", "NaN", ".5")),
          Map.entry("double precision", List.of("1.5", "-2", "1e300", "-Infinity")),
          Map.entry("boolean", List.of("true", "F", "yes", "0", "of")),
          Map.entry("timestamptz", List.of("2026-02-06T14:00:00+09:00", "infinity", "Feb 6 2026")),
          Map.entry("timestamp", List.of("2026-02-06 14:00", "20260206", "epoch")),
          Map.entry("date", List.of("2026-02-06", "1988-09-17", "J2451187")),
          Map.entry("time", List.of("14:00", "24:00:00", "0930", "10:30 pm")),
          Map.entry(
              "text", List.of("Morning", "with, comma", "quo\"te", "", "(a.b)", "\\", "null")),
          Map.entry("text[]", List.of("{a,b}", "{}", "{\"a,b\"}")),
          Map.entry("jsonb", List.of("1", "{\"a\": 1}", "\"x\"", "null", "[]")),
          Map.entry(
              "uuid",
              List.of(
                  "6f1d4e0a-0000-4000-8000-000000000001",
                  "{6F1D4E0A-0000-4000-8000-00000000000A}",
                  "6f1d4e0a000040008000000000000001")),
          Map.entry("int4range", List.of("[1,5)", "empty", "(,3]", "[2,2]", "[5,)")),
          Map.entry("public.rank", List.of("1", "7")));

  private final SplittableRandom random;
  private final Values values;
  private final Moments moments;

  RandomValues(SplittableRandom random) {
    this.random = random;
    this.values = new Values(random.split());
    this.moments = new Moments(random.split());
  }

  String right(String type) {
    return one(RIGHT.getOrDefault(type, List.of("x")));
  }

  /// Seldom right.
  String wrong(String type) {
    boolean moment = type.startsWith("time") || type.equals("date");
    return moment ? moments.next() : values.next();
  }

  /// As a member of a body: in JSON's own form, or as text.
  JsonNode json(String type) {
    String text = right(type);
    return switch (type) {
      case "jsonb" -> JSON.readTree(text);
      case "text[]" -> random.nextBoolean() ? NODES.arrayNode().add("a") : NODES.stringNode(text);
      case "smallint", "integer" ->
          random.nextBoolean()
              ? NODES.numberNode(Integer.parseInt(text.strip()))
              : NODES.stringNode(text);
      default -> NODES.stringNode(text);
    };
  }

  JsonNode wrongJson(String type) {
    return switch (random.nextInt(8)) {
      case 0 -> NODES.booleanNode(random.nextBoolean());
      case 1 -> NODES.numberNode(random.nextInt(100_000));
      case 2 -> NODES.numberNode(random.nextDouble());
      case 3 -> NODES.nullNode();
      case 4 -> NODES.objectNode().put("a", 1);
      case 5 -> NODES.arrayNode().add("a");
      default -> NODES.stringNode(wrong(type));
    };
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
