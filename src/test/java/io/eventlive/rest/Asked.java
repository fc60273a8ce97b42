package io.eventlive.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One whole request, and what it means said by hand in SQL.
///
/// @param headers names and values in turn
/// @param sql gives one text: the body that a success answers
/// @param certain the code of a mistake that only the dialect knows, for which SQL has no words;
///   null for all others
record Asked(
    String method,
    String target,
    String body,
    String role,
    List<String> headers,
    String sql,
    @Nullable String certain) {

  @Override
  public String toString() {
    return "%s %s %s as %s %s\n  which is: %s"
        .formatted(method, target, body, role, headers, certain == null ? sql : certain);
  }
}
