package io.eventlive.rest.request;

/// One key to sort by.
public record OrderTerm(Field field, Direction direction, Nulls nulls) {
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
