package io.eventlive.rest.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a filter does with its field. To add an operator, add its [Operator] (or a record here when
/// it has another shape): the parser, the plan and the printer then do not compile until each has
/// said what it means.
public sealed interface Operation {
  /// Against a value of the field's own type, or an array of such values.
  record Compare(Comparison comparison, Quantifier quantifier, String value) implements Operation {}

  /// Against a text pattern, or an array of patterns; the dialect's `*` is already a `%`.
  record Match(Pattern pattern, Quantifier quantifier, String text) implements Operation {}

  /// Against a list of values of the field's own type.
  record In(List<String> values) implements Operation {
    public In {
      values = List.copyOf(values);
    }
  }

  /// Against null or a truth value.
  record Is(Truth truth) implements Operation {}

  /// Other than a value, where null is a value like any other.
  record Differs(String value) implements Operation {}

  /// Against another array, range or document.
  record Lies(Placement placement, String value) implements Operation {}

  /// Full-text search.
  ///
  /// @param language a text search configuration, or null for the database's own
  record Search(Wording wording, @Nullable String language, String words) implements Operation {}
}
