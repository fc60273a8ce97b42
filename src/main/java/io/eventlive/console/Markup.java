package io.eventlive.console;

import java.util.ArrayDeque;
import java.util.Deque;

/// HTML as it is written: elements that close themselves in order, and text and attribute values
/// that are always escaped. There is no way to put in a string unescaped.
final class Markup {
  private final StringBuilder html = new StringBuilder(8 * 1024).append("<!doctype html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /// Opens an element.
  ///
  /// @param attributes names and values by turns
  Markup open(String tag, String... attributes) {
    tag(tag, attributes);
    open.push(tag);
    return this;
  }

  /// An element that has no end, such as `meta`.
  Markup lone(String tag, String... attributes) {
    tag(tag, attributes);
    return this;
  }

  /// An element with text alone in it.
  Markup leaf(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  Markup text(String text) {
    escape(text);
    return this;
  }

  /// Closes the innermost element.
  Markup close() {
    html.append("</").append(open.pop()).append('>');
    return this;
  }

  /// The whole document.
  String toHtml() {
    while (!open.isEmpty()) close();
    return html.append('\n').toString();
  }

  private void tag(String tag, String... attributes) {
    html.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      html.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      html.append('"');
    }
    html.append('>');
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        default -> html.append(c);
      }
    }
  }
}
