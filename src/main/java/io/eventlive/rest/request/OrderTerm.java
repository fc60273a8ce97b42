package io.eventlive.rest.request;

import org.jspecify.annotations.Nullable;

/// One key to sort by.
///
/// @param relation the embed that the field is of, or null for one of the row's own
public record OrderTerm(@Nullable String relation, Field field, Direction direction, Nulls nulls) {
  /// Which way; `DEFAULT` leaves it to PostgreSQL.
  public enum Direction {
    DEFAULT,
    ASCENDING,
    DESCENDING
  }

  /// Where nulls go; `DEFAULT` leaves it to PostgreSQL.
  public enum Nulls {
    DEFAULT,
    FIRST,
    LAST
  }
}
