package io.eventlive.rest.request;

/// How the words of a full-text search are written.
public enum Wording {
  /// PostgreSQL's own syntax: `cat & !dog`.
  QUERY,
  /// Every word of a plain text.
  PLAIN,
  /// The words one after another.
  PHRASE,
  /// As in web search engines: `"fat cat" or -dog`.
  WEB
}
