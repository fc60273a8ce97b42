package io.eventlive.registration;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.Workers;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Brings simultaneous inserts of one row together: the first of them leads a flight and takes one
/// place in the workers' queue, the others board it and wait without holding a thread. The leader's
/// worker then serves them all, one after the other, so that they never meet in PostgreSQL, where
/// the loser would leave a dead row behind.
///
/// An answer is shared only with those that say the same and had boarded before the request that
/// got it began to run. Whoever boards later may have seen what happened since: somebody may have
/// taken the row away again and been told so. He runs too, on the same worker, when those before
/// him are served; he meets the row in his own snapshot, if it is still there. A flight is over
/// when nobody is aboard.
///
/// May be used from any thread; nothing here blocks. Who is aboard is guarded by the flight itself.
///
/// @param <A> what an answer is
public final class Flights<A> {
  private final Workers workers;
  private final int followers;
  private final ConcurrentMap<RowKey, Flight> open = new ConcurrentHashMap<>();

  /// @param followers how many may board one flight; later ones go alone, which is slower and no
  ///   less right
  public Flights(Workers workers, int followers) {
    if (followers < 0) throw new IllegalArgumentException("followers cannot be negative");
    this.workers = workers;
    this.followers = followers;
  }

  /// Puts a request on a flight for its row.
  ///
  /// @return false when the queue is full: the request was not taken
  public boolean offer(RowKey key, Passenger<A> passenger) {
    Flight mine = new Flight(Optional.of(key), passenger);
    @Nullable Flight there = open.putIfAbsent(key, mine);
    if (there != null) {
      return there.board(passenger) || workers.offer(new Flight(Optional.empty(), passenger));
    }
    if (workers.offer(mine)) return true;
    mine.close().stream()
        .skip(1) // the leader: he is told here
        .forEach(follower -> follower.turnAway(new Workers.Reason.QueueFull()));
    return false;
  }

  /// How many flights wait or run.
  int open() {
    return open.size();
  }

  private final class Flight implements Workers.Job {
    private final Optional<RowKey> key;
    private final Optional<Workers.Ticket> ticket;
    private final Queue<Passenger<A>> aboard = new ArrayDeque<>();
    private int boarded;
    private boolean closed;

    private Flight(Optional<RowKey> key, Passenger<A> leader) {
      this.key = key;
      this.ticket = leader.ticket();
      aboard.add(leader);
    }

    private synchronized boolean board(Passenger<A> passenger) {
      if (closed || boarded >= followers) return false;
      boarded++;
      return aboard.add(passenger);
    }

    /// How many may share their answers: those aboard before any of them runs. Lets nobody board
    /// any more where there is none.
    private synchronized int group() {
      if (aboard.isEmpty()) close();
      return aboard.size();
    }

    private synchronized Passenger<A> next() {
      return aboard.remove();
    }

    /// Lets nobody board any more.
    ///
    /// @return who is still aboard
    private synchronized List<Passenger<A>> close() {
      key.ifPresent(row -> open.remove(row, this));
      closed = true;
      List<Passenger<A>> left = List.copyOf(aboard);
      aboard.clear();
      return left;
    }

    @Override
    public Optional<Workers.Ticket> ticket() {
      return ticket;
    }

    @Override
    public void run(RequestConnection connection) {
      try {
        for (int group = group(); group > 0; group = group()) {
          Map<Object, A> answers = new HashMap<>();
          for (int i = 0; i < group; i++) serve(next(), answers, connection);
        }
      } finally {
        close().forEach(left -> left.fail(new IllegalStateException("its flight broke off")));
      }
    }

    private void serve(
        Passenger<A> passenger, Map<Object, A> answers, RequestConnection connection) {
      try {
        passenger.answer(answered(passenger, answers, connection));
      } catch (RuntimeException | Error failure) {
        passenger.fail(failure);
      }
    }

    private A answered(
        Passenger<A> passenger, Map<Object, A> answers, RequestConnection connection) {
      Object likeness = passenger.likeness();
      A known = answers.get(likeness);
      if (known != null) return passenger.repeated(known);
      A fresh = passenger.run(connection);
      answers.put(likeness, fresh);
      return fresh;
    }

    @Override
    public void turnAway(Workers.Reason reason) {
      close().forEach(passenger -> passenger.turnAway(reason));
    }
  }
}
