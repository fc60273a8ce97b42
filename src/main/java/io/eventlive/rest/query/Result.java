package io.eventlive.rest.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The one row that every statement gives.
///
/// @param total rows without the window, where they were counted
/// @param rows on the page, or touched by a mutation
/// @param body JSON text; null where none was asked for
/// @param headers what functions left in `response.headers`
/// @param status what functions left in `response.status`
/// @param inserted rows that a merging insert added; null for everything else
public record Result(
    @Nullable Long total,
    long rows,
    @Nullable String body,
    @Nullable String headers,
    @Nullable String status,
    @Nullable Long inserted) {
  static final String TOTAL = "total";
  static final String ROWS = "rows";
  static final String BODY = "body";
  static final String HEADERS = "headers";
  static final String STATUS = "status";
  static final String INSERTED = "inserted";

  /// Reads the row.
  public static Result read(ResultSet result) throws SQLException {
    if (!result.next()) throw new IllegalStateException("a statement without its result row");
    return new Result(
        number(result, TOTAL),
        result.getLong(ROWS),
        result.getString(BODY),
        result.getString(HEADERS),
        result.getString(STATUS),
        number(result, INSERTED));
  }

  /// With another number of rows in all.
  public Result withTotal(@Nullable Long other) {
    return new Result(other, rows, body, headers, status, inserted);
  }

  private static @Nullable Long number(ResultSet result, String column) throws SQLException {
    long number = result.getLong(column);
    return result.wasNull() ? null : number;
  }
}
