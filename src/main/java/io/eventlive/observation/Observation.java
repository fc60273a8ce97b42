package io.eventlive.observation;

import java.time.Duration;
import java.util.Optional;

/// Everything worth telling an operator: one record per kind of event. The log writer and the
/// metrics each switch over it without a default, so that a new kind cannot be forgotten.
public sealed interface Observation {
  /// A request was answered.
  ///
  /// @param route low-cardinality name of what was asked, such as `/rest/v1/webinars`
  /// @param errorCode wire code when the answer is an error
  /// @param role database role in force; empty where none was decided
  record RequestAnswered(
      String requestId,
      String method,
      String route,
      int status,
      Optional<String> errorCode,
      Optional<String> role,
      Duration duration,
      String clientInfo,
      String userAgent)
      implements Observation {}
}
