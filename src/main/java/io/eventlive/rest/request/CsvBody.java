package io.eventlive.rest.request;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// Rows as comma-separated values: a line of names, then one line for each row. A field in double
/// quotes may hold commas and line breaks, and a quote written twice. The word `NULL` is null; an
/// empty field is an empty text.
///
/// One reader reads one body and is confined to its thread.
final class CsvBody {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String NULL = "NULL";

  private final String text;
  private int at;

  private CsvBody(String text) {
    this.text = text;
  }

  /// The rows as a JSON array of objects whose values are texts or null.
  ///
  /// @throws Refusal PGRST102 where the lines have different numbers of fields, or a quote never
  ///   ends
  static String asJson(String text) {
    CsvBody body = new CsvBody(text);
    List<String> names = body.line();
    if (names == null) throw unreadable("not enough input");
    if (new LinkedHashSet<>(names).size() < names.size()) {
      throw unreadable("A column is named twice");
    }
    StringWriter written = new StringWriter(text.length() * 2);
    try (JsonGenerator json = JSON.createGenerator(written)) {
      json.writeStartArray();
      for (List<String> row = body.line(); row != null; row = body.line()) {
        if (row.size() != names.size()) {
          throw unreadable("All lines must have same number of fields");
        }
        json.writeStartObject();
        for (int i = 0; i < names.size(); i++) write(json, names.get(i), row.get(i));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    return written.toString();
  }

  private static void write(JsonGenerator json, String name, String value) {
    json.writeName(name);
    if (value.equals(NULL)) {
      json.writeNull();
    } else {
      json.writeString(value);
    }
  }

  /// The fields of the next line that is not empty; null at the end.
  private @Nullable List<String> line() {
    while (at < text.length() && isLineEnd(text.charAt(at))) at++;
    if (at >= text.length()) return null;
    List<String> fields = new ArrayList<>();
    fields.add(field());
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      fields.add(field());
    }
    if (at < text.length() && !isLineEnd(text.charAt(at))) {
      throw unreadable("A quoted field goes on behind its quotes");
    }
    return fields;
  }

  private String field() {
    if (at < text.length() && text.charAt(at) == '"') return quoted();
    int start = at;
    while (at < text.length() && text.charAt(at) != ',' && !isLineEnd(text.charAt(at))) at++;
    return text.substring(start, at);
  }

  private String quoted() {
    StringBuilder field = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next != '"') {
        field.append(next);
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
        field.append('"');
        at++;
      } else {
        at++;
        return field.toString();
      }
    }
    throw unreadable("A quoted field does not end");
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  private static Refusal unreadable(String message) {
    return new Refusal(ErrorCode.BODY_NOT_UNDERSTOOD, message);
  }
}
