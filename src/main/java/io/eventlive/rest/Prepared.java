package io.eventlive.rest;

import io.eventlive.database.Statement;
import io.eventlive.rest.plan.Mutation;
import io.eventlive.rest.plan.Mutation.OnConflict;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.query.SqlForPlan;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.schema.Catalogue;
import org.jspecify.annotations.Nullable;

/// A request that is ready to run: read, planned, and written as SQL. Depends on no caller.
///
/// @param profile the schema to name in the answer, or null
/// @param statement null where nothing has to be asked
/// @param repeat shows the rows that a repeated insert found, for an insert that may be repeated
record Prepared(
    ApiRequest request,
    Catalogue catalogue,
    String schema,
    @Nullable String profile,
    Plan plan,
    @Nullable Statement statement,
    @Nullable Repeat repeat) {

  /// The second statement of an insert that may be repeated.
  record Repeat(Plan.Mutate plan, OnConflict.Repeat key, Statement existing, int rows) {}

  static Prepared of(ApiRequest request, Catalogue catalogue, String schema, Plan plan) {
    boolean named = request.profile() != null || catalogue.exposedSchemas().size() > 1;
    Statement statement =
        switch (plan) {
          case Plan.Read read -> SqlForPlan.of(read);
          case Plan.Mutate mutate -> SqlForPlan.of(mutate);
          case Plan.Call call -> SqlForPlan.of(call);
          case Plan.Describe _ -> null;
        };
    return new Prepared(
        request, catalogue, schema, named ? schema : null, plan, statement, repeat(plan));
  }

  private static @Nullable Repeat repeat(Plan plan) {
    if (plan instanceof Plan.Mutate mutate
        && mutate.mutation() instanceof Mutation.Insert insert
        && insert.onConflict() instanceof OnConflict.Repeat key) {
      return new Repeat(
          mutate, key, SqlForPlan.existing(mutate, insert, key.key()), insert.payload().rows());
    }
    return null;
  }
}
