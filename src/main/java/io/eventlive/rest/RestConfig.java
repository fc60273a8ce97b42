package io.eventlive.rest;

import io.eventlive.rest.request.RequestLimits;
import java.util.List;

/// How the dialect is served.
///
/// @param maxRows rows that any level of a read may give; a larger `limit` is cut down to it
/// @param requestLimits how much one request may ask for
/// @param extraSearchPath schemas that functions and casts see besides the request's own
/// @param anonymousRole the role of callers who have not signed in: what is forbidden to it is
///   answered 401, to others 403
/// @param cachedShapes requests whose plan is remembered
/// @param insertFollowers inserts of one idempotent row that may wait for the first of them
public record RestConfig(
    long maxRows,
    RequestLimits requestLimits,
    List<String> extraSearchPath,
    String anonymousRole,
    int cachedShapes,
    int insertFollowers) {
  public static final RestConfig DEFAULT =
      new RestConfig(
          1_000, RequestLimits.DEFAULT, List.of("public", "extensions"), "anon", 1_000, 1_000);

  public RestConfig {
    extraSearchPath = List.copyOf(extraSearchPath);
    if (maxRows < 1) throw new IllegalArgumentException("maxRows must be at least 1");
    if (cachedShapes < 0) throw new IllegalArgumentException("cachedShapes cannot be negative");
    if (insertFollowers < 0) throw new IllegalArgumentException("insertFollowers is negative");
    if (anonymousRole.isBlank()) throw new IllegalArgumentException("no anonymous role");
  }
}
