package io.eventlive.rest.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One item of `select`.
public sealed interface SelectItem {
  /// Every column: `*`.
  record Star() implements SelectItem {}

  /// A column, or an aggregate of it: `alias:name->path::cast.sum()::cast`.
  record Column(
      Field field, @Nullable String alias, @Nullable String cast, @Nullable Aggregate aggregate)
      implements SelectItem {}

  /// How many rows there are: `alias:count()::cast`.
  record Count(@Nullable String alias, @Nullable String cast) implements SelectItem {}

  /// Rows of a related table: `alias:relation!hint!inner(items)`, or their columns among those of
  /// this table: `...relation(items)`.
  record Embed(
      String relation,
      @Nullable String alias,
      @Nullable String hint,
      Join join,
      boolean spread,
      List<SelectItem> items)
      implements SelectItem {
    public Embed {
      items = List.copyOf(items);
    }

    /// The name under which it appears in the result.
    public String shownAs() {
      return alias == null ? relation : alias;
    }
  }

  /// Whether a row without related rows stays.
  enum Join {
    LEFT,
    INNER
  }
}
