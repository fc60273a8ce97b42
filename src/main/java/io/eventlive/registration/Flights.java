package io.eventlive.registration;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.Workers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Brings simultaneous inserts of one row together: the first of them leads a flight and takes one
/// place in the workers' queue, the others board it and wait without holding a thread. The leader's
/// worker then answers them all, one after the other: those that say the same as one that ran get
/// its answer, the others run. So the inserts of one row never meet in PostgreSQL, where the loser
/// would leave a dead row behind.
///
/// A flight is closed before its leader is answered. Whoever boarded therefore asked before anybody
/// knew the outcome, and may be answered as if he came just after the leader.
///
/// May be used from any thread; nothing here blocks. A flight's list of followers is guarded by the
/// flight itself.
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
    mine.close().forEach(follower -> follower.turnAway(new Workers.Reason.WaitedTooLong()));
    return false;
  }

  /// How many flights wait or run.
  int open() {
    return open.size();
  }

  private final class Flight implements Workers.Job {
    private final Optional<RowKey> key;
    private final Passenger<A> leader;
    private final List<Passenger<A>> boarded = new ArrayList<>();
    private boolean closed;

    private Flight(Optional<RowKey> key, Passenger<A> leader) {
      this.key = key;
      this.leader = leader;
    }

    private synchronized boolean board(Passenger<A> passenger) {
      if (closed || boarded.size() >= followers) return false;
      return boarded.add(passenger);
    }

    /// Lets nobody board any more.
    private List<Passenger<A>> close() {
      key.ifPresent(row -> open.remove(row, this));
      synchronized (this) {
        closed = true;
        return List.copyOf(boarded);
      }
    }

    @Override
    public void run(RequestConnection connection) {
      Map<Object, A> answers = new HashMap<>();
      A first = leader.run(connection);
      answers.put(leader.likeness(), first);
      List<Passenger<A>> others = close();
      leader.answer(first);
      for (Passenger<A> other : others) other.answer(answered(other, answers, connection));
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
      List<Passenger<A>> others = close();
      leader.turnAway(reason);
      others.forEach(other -> other.turnAway(reason));
    }
  }
}
