package io.eventlive.rest;

import io.eventlive.registration.Batching;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.RequestLimits;

/// How the dialect is served.
///
/// @param rules what clients may do, where the database does not say otherwise
/// @param requestLimits how much one request may ask for
/// @param cachedShapes requests whose plan is remembered
/// @param insertFollowers inserts of one idempotent row that may wait for the first of them
/// @param batching which inserts may share a transaction
public record RestConfig(
    DialectRules rules,
    RequestLimits requestLimits,
    int cachedShapes,
    int insertFollowers,
    Batching batching) {
  public static final RestConfig DEFAULT =
      new RestConfig(DialectRules.DEFAULT, RequestLimits.DEFAULT, 1_000, 1_000, Batching.DEFAULT);

  /// The same with everybody's insert alone.
  public RestConfig withoutBatches() {
    return new RestConfig(rules, requestLimits, cachedShapes, insertFollowers, batching.off());
  }

  public RestConfig {
    if (cachedShapes < 0) throw new IllegalArgumentException("cachedShapes cannot be negative");
    if (insertFollowers < 0) throw new IllegalArgumentException("insertFollowers is negative");
  }
}
