package io.eventlive.rest.response;

/// PostgreSQL's error codes as HTTP statuses, as PostgREST maps them.
final class SqlStates {
  private SqlStates() {}

  /// The status for an error.
  ///
  /// @param anonymous whether nobody had signed in: what is forbidden then may only need a sign-in
  static int status(String state, String message, boolean anonymous) {
    return switch (state) {
      case "21000" -> message.endsWith("requires a WHERE clause") ? 400 : 500;
      case "22023" -> namesUnknownRole(message) ? 401 : 400;
      case "23503", "23505" -> 409;
      case "25006" -> 405;
      case "42501" -> anonymous ? 401 : 403;
      case "42883" -> message.startsWith("function xmlagg(") ? 406 : 404;
      case "42P01" -> 404;
      case "42P17", "53400" -> 500;
      case "57P01" -> 503;
      case "P0001" -> 400;
      default -> statusOfClass(state.length() < 2 ? "" : state.substring(0, 2));
    };
  }

  private static int statusOfClass(String sqlClass) {
    return switch (sqlClass) {
      case "08", "53" -> 503;
      case "0L", "0P", "28" -> 403;
      case "09", "25", "2D", "38", "39", "3B", "40", "54", "55", "57", "58" -> 500;
      case "F0", "HV", "P0", "XX" -> 500;
      default -> 400;
    };
  }

  private static boolean namesUnknownRole(String message) {
    return message.startsWith("role") && message.endsWith("does not exist");
  }
}
