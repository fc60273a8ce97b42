package io.eventlive.rest.request;

import java.util.List;

/// A tree of filters: what must hold for a row to be taken.
public sealed interface Condition {
  /// One filter.
  record Test(Field field, Operation operation) implements Condition {}

  record Not(Condition condition) implements Condition {}

  /// All of them; true when there are none.
  record All(List<Condition> conditions) implements Condition {
    public All {
      conditions = List.copyOf(conditions);
    }
  }

  /// At least one of them.
  record Any(List<Condition> conditions) implements Condition {
    public Any {
      conditions = List.copyOf(conditions);
    }
  }
}
