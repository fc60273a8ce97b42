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

  /// The embedded PostgreSQL is gone although nobody stopped it.
  record PostgresDied(long pid) implements Observation {}

  /// The embedded PostgreSQL runs again after it had died.
  ///
  /// @param attempts how many starts it took
  record PostgresStartedAgain(int attempts, Duration duration) implements Observation {}

  /// The embedded PostgreSQL died and an attempt to start it again failed; the next one follows.
  record PostgresDoesNotStart(int attempt, String problem) implements Observation {}

  /// The embedded PostgreSQL did not come to an end when it was told to.
  record PostgresDoesNotStop(String problem) implements Observation {}
}
