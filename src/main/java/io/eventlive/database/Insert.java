package io.eventlive.database;

import java.util.List;

/// One member of a batch: what one caller wants written.
///
/// @param onlyOne whether it is to be undone where its result is not exactly one row
public record Insert(RequestSettings settings, Statement statement, boolean onlyOne) {
  /// The setting that holds for a batch as a whole, because PostgreSQL looks at it only once.
  public static final String STATEMENT_TIMEOUT = "statement_timeout";

  /// Equal for inserts that may share a batch.
  public Object settingsInCommon() {
    return List.of(
        List.copyOf(settings.settings().keySet()),
        settings.settings().getOrDefault(STATEMENT_TIMEOUT, ""));
  }
}
