package io.eventlive.rest.request;

/// Operators that compare a column with one value of the column's own type.
public enum Comparison {
  EQUAL,
  NOT_EQUAL,
  GREATER,
  GREATER_OR_EQUAL,
  LESS,
  LESS_OR_EQUAL
}
