package io.eventlive.rest.response;

import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.plan.ReadPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The `Warning` for requests that call an embed by its relation although they gave it a name:
/// PostgREST is going to refuse that.
final class LegacyNames {
  private LegacyNames() {}

  static Optional<String> warning(Plan plan) {
    ReadPlan rows =
        switch (plan) {
          case Plan.Read read -> read.rows();
          case Plan.Mutate mutate -> mutate.shown();
          case Plan.Call call -> call.rows();
          case Plan.Describe _, Plan.Document _ -> null;
        };
    List<String> replacements = new ArrayList<>();
    collect(rows, replacements);
    if (replacements.isEmpty()) return Optional.empty();
    return Optional.of(
        "299 EventLive \"Embedded resource was referenced by relation name even though it has an"
            + " alias. This is deprecated and will stop working in a future release. Update "
            + String.join(", ", replacements)
            + " in query string filters, orders or limits.\"");
  }

  private static void collect(@Nullable ReadPlan rows, List<String> replacements) {
    if (rows == null) return;
    for (ReadPlan.Embed embed : rows.embeds()) {
      String called = embed.calledInstead();
      if (called != null && isPrintable(called + embed.name())) {
        replacements.add("`" + called + "` to `" + embed.name() + "`");
      }
      collect(embed.rows(), replacements);
    }
  }

  /// Header lines hold nothing else.
  private static boolean isPrintable(String name) {
    return name.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '"');
  }
}
