package io.eventlive.rest.query;

import io.eventlive.schema.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement that can stand in a `with` list.
sealed interface Command permits Select, Command.Insert, Command.Update, Command.Delete {

  /// Writes the rows of a select.
  ///
  /// @param columns empty for `default values` of every column, one row each
  record Insert(
      QualifiedName table,
      String alias,
      List<String> columns,
      Select rows,
      @Nullable Conflict conflict,
      List<Output> returning)
      implements Command {
    public Insert {
      columns = List.copyOf(columns);
      returning = List.copyOf(returning);
    }
  }

  /// What happens when a key is taken.
  ///
  /// @param key the arbiter's columns
  /// @param assignments empty to leave the row that is there as it is
  /// @param where whether the update happens; null for always
  record Conflict(List<String> key, List<Assignment> assignments, @Nullable Expression where) {
    public Conflict {
      key = List.copyOf(key);
      assignments = List.copyOf(assignments);
    }
  }

  record Update(
      QualifiedName table,
      String alias,
      List<Assignment> assignments,
      From from,
      Expression where,
      List<Output> returning)
      implements Command {
    public Update {
      assignments = List.copyOf(assignments);
      returning = List.copyOf(returning);
    }
  }

  record Delete(QualifiedName table, String alias, Expression where, List<Output> returning)
      implements Command {
    public Delete {
      returning = List.copyOf(returning);
    }
  }

  record Assignment(String column, Expression value) {}

  /// A result column under its name.
  record Output(Expression expression, String name) {}
}
