package io.eventlive.admission;

import java.util.Set;

/// What a request is about, in words that every feature can say of its own requests. Depends on no
/// caller, so that it can be remembered with a plan.
public sealed interface Call {
  /// The server's own business: health, the operator's pages, the board that visitors share.
  record Operation() implements Call {}

  /// A session goes on.
  record Refresh() implements Call {}

  /// Somebody comes in: sign-in, sign-up, a link from a mail.
  record SignIn() implements Call {}

  /// Rows of a table are read.
  ///
  /// @param named the values that columns are asked to equal
  record Read(String table, Breadth breadth, Set<String> named) implements Call {
    public Read {
      named = Set.copyOf(named);
    }
  }

  /// Rows of a table are written.
  record Write(String table, Change change) implements Call {}

  /// A function is called.
  ///
  /// @param reads whether it can only read
  record Function(String name, boolean reads) implements Call {}

  /// How much of a table is asked for.
  enum Breadth {
    /// Rows that have a certain value.
    NARROW,
    /// A list.
    LIST,
    /// A list that only a report needs: long, exported, summed up or counted as a whole.
    BULK
  }

  /// What is done to rows.
  enum Change {
    INSERT,
    /// Also where the row may be new.
    UPDATE,
    DELETE
  }
}
