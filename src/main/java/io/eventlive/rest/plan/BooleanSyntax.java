package io.eventlive.rest.plan;

import java.util.Locale;
import java.util.Set;

/// The words for true and false and the beginnings that are unambiguous, white space around them
/// aside.
final class BooleanSyntax {
  private static final Set<String> WORDS =
      Set.of(
          "t", "tr", "tru", "true", "f", "fa", "fal", "fals", "false", "y", "ye", "yes", "n", "no",
          "on", "of", "off", "1", "0");

  private BooleanSyntax() {}

  static boolean accepts(String value) {
    return WORDS.contains(Blank.strip(value).toLowerCase(Locale.ROOT));
  }
}
