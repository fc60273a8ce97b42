package io.eventlive.rest;

import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.RequestLimits;

/// How the dialect is served.
///
/// @param rules what clients may do, where the database does not say otherwise
/// @param requestLimits how much one request may ask for
/// @param anonymousRole the role of callers who have not signed in: what is forbidden to it is
///   answered 401, to others 403
/// @param cachedShapes requests whose plan is remembered
/// @param insertFollowers inserts of one idempotent row that may wait for the first of them
public record RestConfig(
    DialectRules rules,
    RequestLimits requestLimits,
    String anonymousRole,
    int cachedShapes,
    int insertFollowers) {
  public static final RestConfig DEFAULT =
      new RestConfig(DialectRules.DEFAULT, RequestLimits.DEFAULT, "anon", 1_000, 1_000);

  public RestConfig {
    if (cachedShapes < 0) throw new IllegalArgumentException("cachedShapes cannot be negative");
    if (insertFollowers < 0) throw new IllegalArgumentException("insertFollowers is negative");
    if (anonymousRole.isBlank()) throw new IllegalArgumentException("no anonymous role");
  }
}
