package io.eventlive.rest;

import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.query.Result;
import io.eventlive.rest.request.Window;
import tools.jackson.databind.json.JsonMapper;

/// How many rows PostgreSQL's planner expects.
record RowEstimate(long rows) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /// @param plan as `explain (format json)` writes it
  static RowEstimate of(String plan) {
    return new RowEstimate(JSON.readTree(plan).path(0).path("Plan").path("Plan Rows").asLong(0));
  }

  /// The result with this number of rows, unless a better one is known: what was counted within the
  /// limit up to which a count is exact, or what the page itself shows.
  Result applied(Plan plan, Result result) {
    if (!(plan instanceof Plan.Read read)) return result;
    Plan.Estimate estimate = read.estimate();
    Long counted = result.total();
    if (estimate == null || (counted != null && counted <= estimate.exactUpTo())) return result;
    Window window = read.rows().window();
    long shown = result.rows() == 0 ? 0 : window.offset() + result.rows();
    Long limit = window.limit();
    boolean last = result.rows() > 0 && (limit == null || result.rows() < limit);
    if (counted != null && last) return result;
    return result.withTotal(Math.max(Math.max(rows, shown), counted == null ? 0 : counted));
  }
}
