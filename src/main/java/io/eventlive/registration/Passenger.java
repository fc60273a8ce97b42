package io.eventlive.registration;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.Workers;
import java.util.Optional;

/// One insert of one row, on its way to an answer. One of [#answer], [#turnAway] and [#fail] is
/// called; [#fail] also where the answer could not be given.
///
/// @param <A> what an answer is
public interface Passenger<A> {
  /// What the queue may judge a flight by that this request leads.
  default Optional<Workers.Ticket> ticket() {
    return Optional.empty();
  }

  /// Equal for two requests that say the same in the same name: the one's answer then serves both.
  Object likeness();

  /// Runs the request. Must not throw.
  A run(RequestConnection connection);

  /// What this request is answered after one like it got `first`.
  A repeated(A first);

  void answer(A answer);

  void turnAway(Workers.Reason reason);

  /// Something unexpected came between. Must not throw.
  void fail(Throwable failure);
}
