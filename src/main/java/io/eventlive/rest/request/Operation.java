package io.eventlive.rest.request;

import java.util.List;

/// What a filter does with its field. To add an operator, add its [Operator] (or a record here when
/// it has another shape): the parser, the plan and the printer then do not compile until each has
/// said what it means.
public sealed interface Operation {
  /// Against one value of the field's own type.
  record Compare(Comparison comparison, String value) implements Operation {}

  /// Against a text pattern with `%` and `_`; the dialect's `*` is already a `%`.
  record Like(String pattern, boolean ignoreCase) implements Operation {}

  /// Against a list of values of the field's own type.
  record In(List<String> values) implements Operation {
    public In {
      values = List.copyOf(values);
    }
  }

  /// Against null or a truth value.
  record Is(Truth truth) implements Operation {}
}
