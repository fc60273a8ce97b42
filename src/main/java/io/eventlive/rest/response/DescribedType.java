package io.eventlive.rest.response;

import io.eventlive.schema.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A type in the words of OpenAPI 2.0.
///
/// @param kind null for any value, as JSON is
/// @param item the kind of an array's elements; null for any value, and for other types
record DescribedType(@Nullable String kind, String format, String display, @Nullable String item) {
  private static final JsonMapper JSON = JsonMapper.shared();

  static DescribedType of(Type type) {
    boolean domain = !type.base().equals(type.name());
    String plain = domain ? type.base().name() : bare(type);
    if (type.category() == 'A' && !domain) {
      String element = type.display().replaceFirst("\\[\\]$", "");
      return new DescribedType("array", type.display(), type.display(), kindShown(element));
    }
    return new DescribedType(kind(plain), format(plain, type, domain), type.display(), null);
  }

  void addTo(ObjectNode node) {
    node.put("format", format);
    if (kind != null) node.put("type", kind);
    if (!isArray()) return;
    ObjectNode items = node.putObject("items");
    if (item != null) items.put("type", item);
  }

  private boolean isArray() {
    return "array".equals(kind);
  }

  /// For a parameter of a query string, in which an array is one text, and JSON too.
  void addTo(ObjectNode node, boolean repeated) {
    if (!isArray() || !repeated) {
      node.put("format", format).put("type", kind == null || isArray() ? "string" : kind);
      return;
    }
    node.put("type", kind).put("collectionFormat", "multi");
    ObjectNode items = node.putObject("items").put("format", format.replace("[]", ""));
    if (item != null) items.put("type", item);
  }

  /// The value of a default that is a constant, or for texts its expression.
  Optional<JsonNode> literal(String sql) {
    String bare = sql.replaceFirst("::[a-z \"._]+(\\[\\])?$", "");
    if ("string".equals(kind)) {
      boolean quoted = bare.length() > 1 && bare.startsWith("'") && bare.endsWith("'");
      String text = quoted ? bare.substring(1, bare.length() - 1).replace("''", "'") : sql;
      return Optional.of(JSON.getNodeFactory().stringNode(text));
    }
    try {
      return Optional.of(JSON.readTree(bare)).filter(JsonNode::isValueNode);
    } catch (JacksonException _) {
      return Optional.empty(); // an expression, not a constant
    }
  }

  private static String bare(Type type) {
    return type.name().schema().equals("pg_catalog") ? type.name().name() : "";
  }

  private static String format(String plain, Type type, boolean domain) {
    return switch (plain) {
      case "int2", "int4" -> "int32";
      case "int8" -> "int64";
      default -> domain ? plain : type.display();
    };
  }

  private static @Nullable String kind(String plain) {
    return switch (plain) {
      case "bool" -> "boolean";
      case "int2", "int4", "int8" -> "integer";
      case "numeric", "float4", "float8" -> "number";
      case "json", "jsonb" -> null;
      default -> "string";
    };
  }

  private static @Nullable String kindShown(String display) {
    return switch (display) {
      case "boolean" -> "boolean";
      case "smallint", "integer", "bigint" -> "integer";
      case "numeric", "real", "double precision" -> "number";
      case "json", "jsonb" -> null;
      default -> "string";
    };
  }
}
