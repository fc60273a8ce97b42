package io.eventlive.rehearsal;

import io.eventlive.rehearsal.LegacyClient.Call;

/// A list of ids that the old client took from one answer and put into a later call.
enum Ids {
  PEOPLE("people", "user_id", ""),
  FORMS("form", "id", "forms"),
  GIVEAWAYS("giveaway", "id", "giveaways"),
  FILES("files", "file_id", "webinar_downloads");

  private final String placeholder;
  private final String column;
  private final String table;

  /// @param placeholder its name in the manifest
  /// @param column where the ids stand in rows
  /// @param table whose rows; empty where any table will do
  Ids(String placeholder, String column, String table) {
    this.placeholder = placeholder;
    this.column = column;
    this.table = table;
  }

  String placeholder() {
    return placeholder;
  }

  String column() {
    return column;
  }

  /// Whether a parameter asks for a list of them.
  boolean standIn(String parameter) {
    return parameter.contains("in.({" + placeholder + "})")
        || parameter.contains("in.({" + placeholder + ":");
  }

  /// Whether a call's answer has rows with several of them.
  boolean areIn(Call call) {
    String columns = call.answer().path("columns").toString();
    boolean named = columns.contains("\"" + column + "\"") || columns.contains("\"*\"");
    return call.answer().path("rows").asString("").equals(table.isEmpty() ? call.target() : table)
        && named
        && call.query().stream()
            .noneMatch(each -> each.startsWith(column + "=") || each.startsWith("user_id="));
  }
}
