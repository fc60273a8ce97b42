package io.eventlive.rest.plan;

/// White space as PostgreSQL's input functions skip it: C's `isspace` in the C locale.
final class Blank {
  private Blank() {}

  static boolean is(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  static String strip(String text) {
    String rest = stripLeading(text);
    int end = rest.length();
    while (end > 0 && is(rest.charAt(end - 1))) end--;
    return rest.substring(0, end);
  }

  static String stripLeading(String text) {
    int start = 0;
    while (start < text.length() && is(text.charAt(start))) start++;
    return text.substring(start);
  }
}
