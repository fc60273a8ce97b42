package io.eventlive.rest.response;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Refusal;
import io.eventlive.rest.plan.Mutation;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.query.Result;
import io.eventlive.rest.request.ApiRequest;
import java.util.Optional;

/// Whether a result may stand. What changed rows and does not pass is rolled back.
public final class Verdict {
  private Verdict() {}

  /// Whether the end of the transaction depends on the result.
  public static boolean pendsOnResult(ApiRequest request, Plan plan) {
    return singular(plan) || isPut(plan) || maxAffected(request, plan).isPresent();
  }

  /// Why the result may not stand; empty where it may.
  public static Optional<Refusal> against(ApiRequest request, Plan plan, Result result) {
    if (isPut(plan) && result.rows() != 1) {
      return Optional.of(Mutation.OnConflict.Put.otherRow());
    }
    if (singular(plan) && result.rows() != 1) {
      return Optional.of(
          new Refusal(
              ErrorCode.NOT_EXACTLY_ONE,
              "Cannot coerce the result to a single JSON object",
              "The result contains " + result.rows() + " rows",
              null));
    }
    return maxAffected(request, plan)
        .filter(limit -> result.rows() > limit)
        .map(_ ->
            new Refusal(
                ErrorCode.TOO_MANY_AFFECTED,
                "Query result exceeds max-affected preference constraint",
                "The query affects " + result.rows() + " rows",
                null));
  }

  private static boolean singular(Plan plan) {
    return switch (plan) {
      case Plan.Read read -> read.form().media().singular();
      case Plan.Mutate mutate -> mutate.form().media().singular();
      case Plan.Call call -> call.form().media().singular();
      case Plan.Describe _, Plan.Document _ -> false;
    };
  }

  private static boolean isPut(Plan plan) {
    return plan instanceof Plan.Mutate mutate
        && mutate.mutation() instanceof Mutation.Insert insert
        && insert.onConflict() instanceof Mutation.OnConflict.Put;
  }

  private static Optional<Long> maxAffected(ApiRequest request, Plan plan) {
    boolean limited =
        switch (plan) {
          case Plan.Read _, Plan.Describe _, Plan.Document _ -> false;
          case Plan.Call _ -> true;
          case Plan.Mutate mutate ->
              switch (mutate.mutation()) {
                case Mutation.Insert _ -> false;
                case Mutation.Update _, Mutation.Delete _ -> true;
              };
        };
    return limited
        ? Optional.ofNullable(request.preferences().enforcedMaxAffected())
        : Optional.empty();
  }
}
