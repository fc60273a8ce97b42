package io.eventlive.rest.request;

/// Kinds of text patterns.
public enum Pattern {
  /// With `%` and `_`.
  LIKE,
  LIKE_IGNORING_CASE,
  /// POSIX regular expressions.
  REGEX,
  REGEX_IGNORING_CASE
}
