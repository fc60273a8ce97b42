package io.eventlive.rest.plan;

import io.eventlive.http.ErrorCode;
import io.eventlive.rest.plan.ValueCheck.Malformed;
import java.util.Optional;
import java.util.Set;

/// Dates and times. Their grammar is wide and depends on settings, so only two things are refused:
/// nothing at all, and a single word that is no moment, such as `null` or `undefined`.
final class MomentSyntax {
  // Single words that some type of some version accepts.
  private static final Set<String> MOMENTS =
      Set.of("now", "today", "tomorrow", "yesterday", "epoch", "infinity", "allballs");

  private MomentSyntax() {}

  static Optional<Malformed> check(String type, String value) {
    String text = Blank.strip(value);
    if (!text.isEmpty() && !isOtherWord(text)) return Optional.empty();
    return Optional.of(
        new Malformed(
            ErrorCode.MALFORMED_MOMENT,
            "invalid input syntax for type " + type + ": \"" + value + "\""));
  }

  private static boolean isOtherWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter) return false;
    }
    return !MOMENTS.contains(text.toLowerCase(java.util.Locale.ROOT));
  }
}
