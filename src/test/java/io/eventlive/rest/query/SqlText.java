package io.eventlive.rest.query;

/// Reads printed SQL as PostgreSQL's lexer would, as far as quotes go.
final class SqlText {
  private SqlText() {}

  /// The text with every quoted identifier replaced by `_`.
  static String withoutIdentifiers(String sql) {
    StringBuilder bare = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c != '"') {
        if (!quoted) bare.append(c);
      } else if (quoted && i + 1 < sql.length() && sql.charAt(i + 1) == '"') {
        i++;
      } else {
        quoted = !quoted;
        if (!quoted) bare.append('_');
      }
    }
    if (quoted) throw new AssertionError("a quote is left open: " + sql);
    return bare.toString();
  }

  static int placeholders(String bare) {
    return (int) bare.chars().filter(c -> c == '?').count();
  }
}
