package io.eventlive.rest.plan;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import io.eventlive.rest.request.Payload;
import io.eventlive.schema.Column;
import io.eventlive.schema.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A change to the rows of one table.
public sealed interface Mutation {
  Table table();

  /// New rows.
  ///
  /// @param columns those that the rows give, in a stable order
  /// @param defaults whether a column that a row leaves out takes its default; else null
  record Insert(
      Table table, List<Column> columns, Payload payload, boolean defaults, OnConflict onConflict)
      implements Mutation {
    public Insert {
      columns = List.copyOf(columns);
    }
  }

  /// Other values for the rows that meet the condition; no change at all without columns.
  ///
  /// @param defaults as for an insert
  record Update(
      Table table,
      List<Column> columns,
      Payload payload,
      boolean defaults,
      Predicate where,
      String alias)
      implements Mutation {
    public Update {
      columns = List.copyOf(columns);
    }
  }

  /// The end of the rows that meet the condition.
  record Delete(Table table, Predicate where, String alias) implements Mutation {}

  /// What an insert does about a key that is taken.
  sealed interface OnConflict {
    /// It fails with 23505.
    record Fail() implements OnConflict {}

    /// The row that is there stays as it is.
    record Skip(List<String> key) implements OnConflict {}

    /// The row that is there takes the new values.
    record Merge(List<String> key) implements OnConflict {}

    /// The row that is there takes the new values; what is written has to be the row that the
    /// address names.
    ///
    /// @param named holds for that row
    record Put(List<String> key, Predicate named) implements OnConflict {
      /// What is put is not the row that the address names.
      public static Refusal otherRow() {
        return new Refusal(
            ErrorCode.PUT_OTHER_ROW, "Payload values do not match URL in primary key column(s)");
      }
    }

    /// The row that is there counts as the new one: a repeat is no error.
    ///
    /// @param constraint the arbiter's name, for the error when that row may not be seen
    record Repeat(List<String> key, @Nullable String constraint) implements OnConflict {}
  }
}
