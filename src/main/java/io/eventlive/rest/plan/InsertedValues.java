package io.eventlive.rest.plan;

import io.eventlive.rest.request.Payload;
import io.eventlive.schema.Column;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Looks at the texts that an insert brings before PostgreSQL does.
///
/// Only inserts: an update that meets no row never reads its body's values, and PostgreSQL accepts
/// it. Only texts, and not for arrays: what else JSON can say is converted by rules of its own.
record InsertedValues(Resolution resolution, Map<String, Column> columns) {
  private static final JsonFactory JSON = new JsonFactory();

  static InsertedValues of(Resolution resolution, List<Column> columns) {
    return new InsertedValues(
        resolution, columns.stream().collect(Collectors.toMap(Column::name, Function.identity())));
  }

  /// Passes a body on that PostgreSQL may accept.
  ///
  /// @throws io.eventlive.http.Refusal in PostgreSQL's words where it certainly would not
  void check(Payload payload) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), payload.json())) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        checkRow(parser);
      } else if (first == JsonToken.START_ARRAY) {
        while (parser.nextToken() == JsonToken.START_OBJECT) checkRow(parser);
      }
    } catch (JacksonException _) { // PostgreSQL says what is wrong with it
      return;
    }
  }

  /// Of a key that comes twice the last value counts.
  private void checkRow(JsonParser parser) {
    Map<String, String> texts = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      if (parser.nextToken() == JsonToken.VALUE_STRING && columns.containsKey(key)) {
        texts.put(key, parser.getString());
      } else {
        texts.remove(key);
        parser.skipChildren();
      }
    }
    texts.forEach(this::checkText);
  }

  private void checkText(String key, String text) {
    Column column = columns.get(key);
    if (column == null || column.type().category() == 'A' || text.indexOf('\0') >= 0) return;
    resolution.checked(column.type(), text);
  }
}
