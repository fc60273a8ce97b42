package io.eventlive.rest.request;

/// What `is.` may ask for.
public enum Truth {
  NULL("null"),
  NOT_NULL("not_null"),
  TRUE("true"),
  FALSE("false"),
  UNKNOWN("unknown");

  private final String word;

  Truth(String word) {
    this.word = word;
  }

  /// As it is written after `is.`, in any letter case.
  String word() {
    return word;
  }
}
