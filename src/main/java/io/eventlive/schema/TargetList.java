package io.eventlive.schema;

import java.util.ArrayList;
import java.util.List;

/// Reads the outermost target list out of a stored query (`pg_node_tree` as text).
///
/// The text is nodes in braces with fields that start with a colon, and lists in parentheses; a
/// backslash takes the meaning from the character after it. Queries inside the query (in `from`,
/// `with`, sublinks) have target lists too; they lie deeper and are passed over.
final class TargetList {
  /// One column of the result.
  ///
  /// @param number its place, from 1
  /// @param table where it comes from unchanged; 0 for an expression
  /// @param junk whether it only serves sorting and is not part of the result
  record Entry(int number, long table, int column, boolean junk) {}

  private static final String FIELD = ":targetList ";
  private static final int QUERY = 1;
  private static final int ENTRY = 2;

  private final String text;
  private int at;

  private TargetList(String text) {
    this.text = text;
  }

  static List<Entry> of(String nodeTree) {
    return new TargetList(nodeTree).entries();
  }

  private List<Entry> entries() {
    if (!findList()) return List.of();
    List<Entry> entries = new ArrayList<>();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '{') entries.add(entry());
      else if (c == ')') return entries;
      else at++;
    }
    return entries;
  }

  /// Moves behind the opening parenthesis of the outermost target list.
  private boolean findList() {
    int depth = 0;
    while (at < text.length()) {
      if (depth == QUERY && text.startsWith(FIELD, at)) {
        at += FIELD.length();
        return text.startsWith("(", at++);
      }
      depth += step();
    }
    return false;
  }

  private Entry entry() {
    int depth = QUERY;
    int number = 0;
    long table = 0;
    int column = 0;
    boolean junk = false;
    do {
      if (depth == ENTRY && text.charAt(at) == ':') {
        if (text.startsWith(":resno ", at)) number = Integer.parseInt(value());
        else if (text.startsWith(":resorigtbl ", at)) table = Long.parseLong(value());
        else if (text.startsWith(":resorigcol ", at)) column = Integer.parseInt(value());
        else if (text.startsWith(":resjunk ", at)) junk = value().equals("true");
      }
      depth += step();
    } while (depth > QUERY && at < text.length());
    return new Entry(number, table, column, junk);
  }

  /// The plain word after the field name that starts here.
  private String value() {
    int start = text.indexOf(' ', at) + 1;
    int end = start;
    while (end < text.length() && " })".indexOf(text.charAt(end)) < 0) end++;
    return text.substring(start, end);
  }

  /// Moves on by one character, or two where the first is a backslash; by how much the depth
  /// changes.
  private int step() {
    return switch (text.charAt(at++)) {
      case '\\' -> {
        at++;
        yield 0;
      }
      case '{' -> 1;
      case '}' -> -1;
      default -> 0;
    };
  }
}
