package io.eventlive.observation;

import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One line of the log: what happened when, as a flat JSON object. The writer and whoever reads a
/// log back share this record; `docs/reference/log.md` describes each event's fields.
///
/// @param event a dotted name that never changes, such as `request.answered`
/// @param fields text, whole numbers and booleans by name, in writing order, already redacted
public record LogLine(Instant time, Level level, String event, Map<String, Object> fields) {
  /// How much an operator should care.
  public enum Level {
    INFO,
    WARN,
    ERROR
  }

  private static final JsonMapper JSON = JsonMapper.shared();

  public LogLine {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /// The line, without a line break.
  public String toJson() {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator line = JSON.createGenerator(text)) {
      line.writeStartObject();
      line.writeStringProperty("time", time.toString());
      line.writeStringProperty("level", level.name().toLowerCase(Locale.ROOT));
      line.writeStringProperty("event", event);
      fields.forEach(line::writePOJOProperty);
      line.writeEndObject();
    }
    return text.toString();
  }

  /// Reads a line back; empty where it is none of ours.
  public static Optional<LogLine> parse(String text) {
    try {
      if (!(JSON.readTree(text) instanceof ObjectNode line)) return Optional.empty();
      Map<String, Object> fields = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> field : line.properties()) {
        fields.put(field.getKey(), valueOf(field.getValue()));
      }
      Instant time = Instant.parse(text(fields.remove("time")));
      Level level = Level.valueOf(text(fields.remove("level")).toUpperCase(Locale.ROOT));
      String event = text(fields.remove("event"));
      return event.isEmpty()
          ? Optional.empty()
          : Optional.of(new LogLine(time, level, event, fields));
    } catch (JacksonException | DateTimeParseException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }

  private static Object valueOf(JsonNode node) {
    if (node.isIntegralNumber()) return node.longValue();
    if (node.isBoolean()) return node.booleanValue();
    return node.isString() ? node.stringValue() : node.toString();
  }
}
