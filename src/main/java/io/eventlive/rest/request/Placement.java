package io.eventlive.rest.request;

/// How an array, a range or a JSON document can lie in relation to another.
public enum Placement {
  CONTAINS,
  CONTAINED_IN,
  OVERLAPS,
  /// The rest is for ranges.
  LEFT_OF,
  RIGHT_OF,
  NOT_BEYOND_RIGHT_OF,
  NOT_BEYOND_LEFT_OF,
  ADJACENT_TO
}
