package io.eventlive.schema;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the rows of one catalogue query into records.
final class Rows {
  private Rows() {}

  /// Makes one record of the current row.
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// Every row of `sql`, whose only parameters, if it has any, are arrays of text.
  @SafeVarargs
  static <T> List<T> all(
      Connection connection, String sql, Reader<T> reader, List<String>... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setArray(i + 1, connection.createArrayOf("text", parameters[i].toArray()));
      }
      try (ResultSet row = statement.executeQuery()) {
        List<T> found = new ArrayList<>();
        while (row.next()) found.add(reader.read(row));
        return found;
      }
    }
  }

  /// The name in the columns `schema` and `name`.
  static QualifiedName name(ResultSet row) throws SQLException {
    return new QualifiedName(row.getString("schema"), row.getString("name"));
  }

  /// An array of text; empty where the column is null.
  static List<String> texts(ResultSet row, String column) throws SQLException {
    @Nullable Array array = row.getArray(column);
    return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
  }

  static Set<String> textSet(ResultSet row, String column) throws SQLException {
    return new LinkedHashSet<>(texts(row, column));
  }

  /// An array of integers of any width; empty where the column is null.
  static List<Long> numbers(ResultSet row, String column) throws SQLException {
    @Nullable Array array = row.getArray(column);
    if (array == null) return List.of();
    return Arrays.stream((Object[]) array.getArray()).map(n -> ((Number) n).longValue()).toList();
  }
}
