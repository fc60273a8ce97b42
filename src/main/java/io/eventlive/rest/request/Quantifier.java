package io.eventlive.rest.request;

/// Whether a filter compares with one value or with an array of them.
public enum Quantifier {
  ONE,
  /// `(any)`: one match in the array is enough.
  ANY,
  /// `(all)`: every element has to match.
  ALL
}
