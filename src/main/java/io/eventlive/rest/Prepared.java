package io.eventlive.rest;

import static java.util.stream.Collectors.toMap;

import io.eventlive.database.Statement;
import io.eventlive.registration.RowKey;
import io.eventlive.rest.plan.Mutation;
import io.eventlive.rest.plan.Mutation.OnConflict;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.query.SqlForPlan;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.Media;
import io.eventlive.rest.request.Payload.Scalar;
import io.eventlive.schema.Catalogue;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// A request that is ready to run: read, planned, and written as SQL. Depends on no caller.
///
/// @param rules what clients may do
/// @param profile the schema to name in the answer, or null
/// @param before runs first, in the same transaction; null for nothing
/// @param statement null where nothing has to be asked
/// @param estimated what the planner is asked about as well, or null
/// @param repeat shows the rows that a repeated insert found, for an insert that may be repeated
/// @param sharing who may share the answer, for the roles that asked so far
record Prepared(
    ApiRequest request,
    Catalogue catalogue,
    DialectRules rules,
    String schema,
    @Nullable String profile,
    Plan plan,
    @Nullable Statement before,
    @Nullable Statement statement,
    @Nullable Statement estimated,
    @Nullable Repeat repeat,
    ConcurrentMap<String, Sharing> sharing) {

  /// What follows an insert that may be repeated.
  ///
  /// @param insert the rows that it wants there
  /// @param existing shows those that are there
  /// @param unseen counts those that are there and hidden
  record Repeat(
      Plan.Mutate plan,
      Mutation.Insert insert,
      OnConflict.Repeat key,
      Statement existing,
      Statement unseen) {
    int rows() {
      return insert.payload().rows();
    }

    /// The row, where it is one and its key is plain to see.
    Optional<RowKey> row() {
      if (rows() != 1) return Optional.empty();
      Map<String, String> values =
          insert.payload().scalars().stream().collect(toMap(Scalar::key, Scalar::text));
      if (!values.keySet().containsAll(key.key())) return Optional.empty();
      return Optional.of(
          new RowKey(
              insert.table().name(),
              key.key().stream()
                  .map(column -> values.getOrDefault(column, "").toLowerCase(Locale.ROOT))
                  .toList()));
    }
  }

  /// The one row that it inserts, where others may bring the same one at the same time. What is
  /// taken back is nobody else's.
  Optional<RowKey> rowThatMayRepeat() {
    return repeat == null || rollsBack() ? Optional.empty() : repeat.row();
  }

  /// The form of the answer; null where there is no choice of one.
  @Nullable Media media() {
    return switch (plan) {
      case Plan.Read read -> read.form().media();
      case Plan.Mutate mutate -> mutate.form().media();
      case Plan.Call call -> call.form().media();
      case Plan.Describe _, Plan.Document _ -> null;
    };
  }

  /// Whether what it writes is taken back at its end.
  boolean rollsBack() {
    return rules.end().rollsBack(request.preferences().end());
  }

  static Prepared of(
      ApiRequest request, Catalogue catalogue, DialectRules rules, String schema, Plan plan) {
    boolean named = request.profile() != null || catalogue.exposedSchemas().size() > 1;
    Statement statement =
        switch (plan) {
          case Plan.Read read -> SqlForPlan.of(read);
          case Plan.Mutate mutate -> SqlForPlan.of(mutate);
          case Plan.Call call -> SqlForPlan.of(call);
          case Plan.Describe _, Plan.Document _ -> null;
        };
    DialectRules.FunctionName preRequest = rules.preRequest();
    Statement before = preRequest == null ? null : SqlForPlan.preRequest(preRequest);
    return new Prepared(
        request,
        catalogue,
        rules,
        schema,
        named ? schema : null,
        plan,
        before,
        statement,
        estimated(plan),
        repeat(plan),
        new ConcurrentHashMap<>());
  }

  private static @Nullable Statement estimated(Plan plan) {
    return plan instanceof Plan.Read read && read.estimate() != null
        ? SqlForPlan.counted(read)
        : null;
  }

  private static @Nullable Repeat repeat(Plan plan) {
    if (plan instanceof Plan.Mutate mutate
        && mutate.mutation() instanceof Mutation.Insert insert
        && insert.onConflict() instanceof OnConflict.Repeat key) {
      return new Repeat(
          mutate,
          insert,
          key,
          SqlForPlan.existing(mutate, insert, key.key()),
          SqlForPlan.unseen(insert, key.key()));
    }
    return null;
  }
}
