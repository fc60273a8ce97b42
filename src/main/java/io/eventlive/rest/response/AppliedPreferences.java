package io.eventlive.rest.response;

import io.eventlive.rest.plan.Mutation;
import io.eventlive.rest.plan.Mutation.OnConflict;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.request.Preferences;
import io.eventlive.rest.request.Preferences.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The `Preference-Applied` header: what was asked for and had a meaning here, in a fixed order.
final class AppliedPreferences {
  private AppliedPreferences() {}

  /// @param endMayBeChosen whether `tx=…` has a meaning here
  static Optional<String> of(ApiRequest request, Plan plan, boolean endMayBeChosen) {
    Preferences asked = request.preferences();
    Applicable applicable = applicable(request, plan);
    List<String> applied = new ArrayList<>();
    if (applicable.resolution()) add(applied, asked.resolution());
    if (applicable.missing()) add(applied, asked.missing());
    if (applicable.returning()) add(applied, asked.returning());
    add(applied, asked.count());
    if (endMayBeChosen) add(applied, asked.end());
    add(applied, asked.handling());
    if (asked.timezone() != null) applied.add("timezone=" + asked.timezone());
    Long maxAffected = asked.enforcedMaxAffected();
    if (applicable.maxAffected() && maxAffected != null) {
      applied.add("max-affected=" + maxAffected);
    }
    return applied.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", applied));
  }

  private record Applicable(
      boolean resolution, boolean missing, boolean returning, boolean maxAffected) {}

  private static Applicable applicable(ApiRequest request, Plan plan) {
    return switch (plan) {
      case Plan.Read _, Plan.Describe _, Plan.Document _ ->
          new Applicable(false, false, false, false);
      case Plan.Call _ -> new Applicable(false, false, false, true);
      case Plan.Mutate mutate ->
          switch (mutate.mutation()) {
            case Mutation.Insert insert when insert.onConflict() instanceof OnConflict.Put ->
                new Applicable(false, false, true, false);
            case Mutation.Insert insert ->
                new Applicable(
                    request.query().onConflict() != null || !insert.table().primaryKey().isEmpty(),
                    true,
                    true,
                    false);
            case Mutation.Update _ -> new Applicable(false, true, true, true);
            case Mutation.Delete _ -> new Applicable(false, false, true, true);
          };
    };
  }

  private static void add(List<String> applied, @Nullable Token token) {
    if (token != null) applied.add(token.wire());
  }
}
