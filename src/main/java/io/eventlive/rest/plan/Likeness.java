package io.eventlive.rest.plan;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the name that was probably meant: the one with the smallest edit distance for its length,
/// letter case aside.
///
/// Bounded on purpose, since the names come from callers: names over [#LONGEST] characters have no
/// likeness, and at most [#CANDIDATES] names are looked at. A name whose length alone rules it out
/// costs nothing.
final class Likeness {
  /// Names of tables and functions: only what is nearly the same, since it reveals a name.
  static final double CLOSE = 0.75;

  /// Among few names that are no secret.
  static final double DISTANT = 0.33;

  private static final int LONGEST = 128;
  private static final int CANDIDATES = 2_000;

  private Likeness() {}

  /// The candidate most like the name, the first in alphabetical order among equals; never the name
  /// itself.
  ///
  /// @param least between 0 (nothing in common) and 1 (the same)
  static Optional<String> best(String name, Stream<String> candidates, double least) {
    if (name.isEmpty() || name.length() > LONGEST) return Optional.empty();
    String wanted = name.toLowerCase(Locale.ROOT);
    @Nullable String best = null;
    double bestScore = least;
    for (String candidate : candidates.distinct().sorted().limit(CANDIDATES).toList()) {
      if (candidate.equals(name) || candidate.length() > LONGEST) continue;
      int longer = Math.max(candidate.length(), wanted.length());
      if (1 - Math.abs(candidate.length() - wanted.length()) / (double) longer < bestScore)
        continue;
      double score = 1 - distance(wanted, candidate.toLowerCase(Locale.ROOT)) / (double) longer;
      if (best == null ? score >= bestScore : score > bestScore) {
        best = candidate;
        bestScore = score;
      }
    }
    return Optional.ofNullable(best);
  }

  /// How many characters have to be inserted, removed or replaced to make one from the other.
  private static int distance(String one, String other) {
    int[] above = new int[other.length() + 1];
    for (int j = 0; j < above.length; j++) above[j] = j;
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[above.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[other.length()];
  }
}
