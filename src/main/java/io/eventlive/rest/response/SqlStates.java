package io.eventlive.rest.response;

import io.eventlive.http.CatalogueEntry;

/// PostgreSQL's error codes as HTTP statuses, as PostgREST maps them: those of the catalogue, but
/// for the few whose status depends on more than the code.
final class SqlStates {
  private SqlStates() {}

  /// The status for an error.
  ///
  /// @param anonymous whether nobody had signed in: what is forbidden then may only need a sign-in
  static int status(String state, String message, boolean anonymous) {
    return switch (state) {
      case "21000" -> message.endsWith("requires a WHERE clause") ? 400 : 500;
      case "22023" -> namesUnknownRole(message) ? 401 : 400;
      case "42501" -> anonymous ? 401 : 403;
      case "42883" -> message.startsWith("function xmlagg(") ? 406 : 404;
      default -> CatalogueEntry.of(state).map(CatalogueEntry::status).orElse(400);
    };
  }

  private static boolean namesUnknownRole(String message) {
    return message.startsWith("role") && message.endsWith("does not exist");
  }
}
