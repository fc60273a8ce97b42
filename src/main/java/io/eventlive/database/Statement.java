package io.eventlive.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// SQL text with its parameters in order. Every parameter is text, bound as `varchar` and cast in
/// the SQL to the type that it is meant for: an untyped parameter would make the driver send a
/// second Sync and so break the one-Sync transaction.
///
/// One statement, with no `;` outside quotes: what stood behind it could end up in a transaction of
/// its own, without the caller's role (the driver splits a long row of statements).
///
/// @param sql with `?` for each parameter
public record Statement(String sql, List<@Nullable String> parameters) {
  public Statement {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    if (separates(sql)) {
      throw new IllegalArgumentException("more than one statement: " + sql);
    }
  }

  /// The text as PostgreSQL takes it, over one parameter that is an array of all of ours.
  String sqlOverAnArray() {
    StringBuilder text = new StringBuilder(sql.length() + 32);
    char quote = 0;
    int parameter = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '?') {
        boolean operator = i + 1 < sql.length() && sql.charAt(i + 1) == '?';
        if (operator) i++; // the driver's way of writing an operator with a question mark
        else text.append("($1)[").append(++parameter).append(']');
        if (!operator) continue;
      }
      text.append(c);
    }
    return text.toString();
  }

  /// Knows plain and identifier quotes only; a `;` in any other kind of quoting is refused too.
  private static boolean separates(String sql) {
    char quote = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == ';') {
        return true;
      }
    }
    return false;
  }
}
