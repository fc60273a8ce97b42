package io.eventlive.database;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An array of texts as PostgreSQL reads it.
final class ArrayText {
  private ArrayText() {}

  static String of(List<? extends @Nullable String> values) {
    StringBuilder text = new StringBuilder("{");
    for (String value : values) {
      if (text.length() > 1) text.append(',');
      if (value == null) text.append("NULL");
      else quote(value, text);
    }
    return text.append('}').toString();
  }

  private static void quote(String value, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') text.append('\\');
      text.append(c);
    }
    text.append('"');
  }
}
