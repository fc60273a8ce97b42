package io.eventlive.rest.plan;

import io.eventlive.http.ErrorCode;
import io.eventlive.schema.Type;
import java.util.Optional;

/// Recognises values that PostgreSQL would certainly refuse, so that they never reach it. When in
/// doubt a value passes: a false refusal is worse than a query.
@FunctionalInterface
public interface ValueCheck {
  /// What PostgreSQL would say of this text as a value of this type; empty where it may accept it.
  Optional<Malformed> certainlyMalformed(Type type, String value);

  /// PostgreSQL's words.
  ///
  /// @param code one whose wire code is the SQLSTATE, such as 22P02
  /// @param message such as `invalid input syntax for type uuid: "x"`
  record Malformed(ErrorCode code, String message) {}

  /// Lets everything pass.
  ValueCheck NONE = (_, _) -> Optional.empty();
}
