package io.eventlive.registration;

import io.eventlive.database.ConnectionLost;
import io.eventlive.database.Insert;
import io.eventlive.database.Inserted;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.Workers;
import java.util.Optional;

/// One insert, on its way to an answer. One of [#answer], [#turnAway] and [#fail] is called;
/// [#fail] also where the answer could not be given.
///
/// @param <R> what is read of an insert's result
/// @param <A> what an answer is
public interface Passenger<R, A> {
  /// What the queue may judge a flight by that this request leads.
  default Optional<Workers.Ticket> ticket() {
    return Optional.empty();
  }

  /// Equal for two requests that say the same in the same name: the one's answer then serves both.
  Object likeness();

  /// In whose name it comes. One batch takes one insert of each.
  Object caller();

  /// Where it stands among the inserts of a batch, which are sorted by it.
  String place();

  /// What goes into a batch. Made on a worker's thread.
  Insert insert();

  /// Runs the request in a transaction of its own.
  ///
  /// @throws ConnectionLost where the connection ended meanwhile
  A run(RequestConnection connection) throws ConnectionLost;

  /// Ends what a batch began.
  ///
  /// @param inserted what became of it, which is committed
  /// @throws ConnectionLost where the connection ended while the rest was asked for
  A finish(Inserted<R> inserted, RequestConnection connection) throws ConnectionLost;

  /// Whether it may be run once more when nobody knows how it ended: whatever happened, the second
  /// run ends as the first would have.
  boolean mayRunAgain();

  /// What is answered when the connection was lost.
  A lost(ConnectionLost problem);

  /// What this request is answered after one like it got `first`.
  A repeated(A first);

  void answer(A answer);

  void turnAway(Workers.Reason reason);

  /// Something unexpected came between. Must not throw.
  void fail(Throwable failure);
}
