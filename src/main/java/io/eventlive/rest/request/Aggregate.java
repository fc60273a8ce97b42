package io.eventlive.rest.request;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What becomes of a column's values in all the rows that belong together.
///
/// @param cast what the result is cast to: a type's name as the caller writes it, or null
public record Aggregate(Kind kind, @Nullable String cast) {
  /// The functions that may be named in `select`.
  public enum Kind {
    SUM("sum"),
    AVG("avg"),
    COUNT("count"),
    MAX("max"),
    MIN("min");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public static Optional<Kind> named(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    /// Its name, which is also what the result is called.
    public String word() {
      return word;
    }
  }
}
