package io.eventlive.admission;

import io.eventlive.database.Workers;
import java.util.Optional;

/// What the line knows of one request.
///
/// @param callClass by what was asked and by whom
/// @param returns whether it was given an appointment and keeps it
/// @param comesAgain whether the client would repeat it after a refusal
/// @param hasText whether somebody wrote a text that he will want to send again
/// @param person whose journey it may be on; empty where one cannot be told from others
/// @param share with whom it shares its turns
/// @param since when it came, of `System.nanoTime`
public record Ticket(
    CallClass callClass,
    boolean returns,
    boolean comesAgain,
    boolean hasText,
    Optional<String> person,
    Share share,
    long since)
    implements Workers.Ticket {

  /// With whom a request shares its turns.
  sealed interface Share {
    /// With all that have the same key.
    ///
    /// @param turns how many of them go in a row
    /// @param most how many may wait
    record Together(String key, int turns, int most) implements Share {}

    /// With nobody: each request has a turn of its own. For those who speak for many.
    record Alone() implements Share {}
  }

  /// Of a request of which nothing was said.
  static Ticket unknown(long now) {
    return new Ticket(
        CallClass.READ, false, false, false, Optional.empty(), new Share.Alone(), now);
  }
}
