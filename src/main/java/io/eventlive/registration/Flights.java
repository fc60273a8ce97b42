package io.eventlive.registration;

import io.eventlive.database.ConnectionLost;
import io.eventlive.database.Insert;
import io.eventlive.database.Inserted;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestConnection.ResultReader;
import io.eventlive.database.Workers;
import io.eventlive.observation.Observer;
import io.eventlive.schema.QualifiedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Brings simultaneous inserts of one row together: the first of them leads a flight and takes one
/// place in a batch or in the workers' queue, the others board it and wait without holding a
/// thread. The worker that ends the leader's insert then serves them all, one after the other, so
/// that they never meet in PostgreSQL, where the loser would leave a dead row behind.
///
/// An answer is shared only with those that say the same and had boarded before the request that
/// got it began to run. Whoever boards later may have seen what happened since: somebody may have
/// taken the row away again and been told so. He runs too, on the same worker, when those before
/// him are served; he meets the row in his own snapshot, if it is still there. A flight is over
/// when nobody is aboard.
///
/// An insert that nobody can repeat is a flight that nobody boards.
///
/// May be used from any thread; nothing here blocks. Who is aboard is guarded by the flight itself.
///
/// @param <R> what is read of an insert's result
/// @param <A> what an answer is
public final class Flights<R, A> {
  private final Workers workers;
  private final Batches<R> batches;
  private final int followers;
  private final ConcurrentMap<RowKey, Flight> open = new ConcurrentHashMap<>();

  /// @param followers how many may board one flight; later ones go alone, which is slower and no
  ///   less right
  public Flights(
      Workers workers,
      int followers,
      Batching batching,
      ResultReader<R> reader,
      Observer observer) {
    if (followers < 0) throw new IllegalArgumentException("followers cannot be negative");
    this.workers = workers;
    this.batches = new Batches<>(batching, workers, reader, observer);
    this.followers = followers;
  }

  /// Puts a request on a flight for its row.
  ///
  /// @param key of the row, where it may be repeated
  /// @param together the table whose batches it may join; empty: it goes alone
  /// @return false when the queue is full: the request was not taken
  public boolean offer(
      Optional<RowKey> key, Optional<QualifiedName> together, Passenger<R, A> passenger) {
    Flight mine = new Flight(key, together, passenger);
    @Nullable Flight there = key.isPresent() ? open.putIfAbsent(key.get(), mine) : null;
    if (there != null) {
      return there.board(passenger)
          || workers.offer(new Flight(Optional.empty(), Optional.empty(), passenger));
    }
    if (mine.begin()) return true;
    mine.close().stream()
        .skip(1) // the leader: he is told here
        .forEach(follower -> follower.turnAway(new Workers.Reason.QueueFull()));
    return false;
  }

  /// How many flights wait or run.
  int open() {
    return open.size();
  }

  /// How one passenger gets an answer.
  private interface Way<R, A> {
    A of(Passenger<R, A> passenger) throws ConnectionLost;
  }

  private final class Flight implements Batches.Member<R> {
    private final Optional<RowKey> key;
    private final Optional<Workers.Ticket> ticket;
    private final Optional<QualifiedName> together;
    private final Deque<Passenger<R, A>> aboard = new ArrayDeque<>();
    private int boarded;
    private boolean closed;

    /// How many were aboard when the batch left that the leader is in; only the worker's.
    private int departed;

    /// What ended the leader's first attempt, where he has a second one; only the worker's.
    private @Nullable ConnectionLost before;

    private Flight(Optional<RowKey> key, Optional<QualifiedName> together, Passenger<R, A> leader) {
      this.key = key;
      this.ticket = leader.ticket();
      this.together = together;
      aboard.add(leader);
    }

    private boolean begin() {
      return together.isPresent() ? batches.offer(together.get(), this) : workers.offer(this);
    }

    private synchronized boolean board(Passenger<R, A> passenger) {
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

    private synchronized Passenger<R, A> next() {
      return aboard.remove();
    }

    private synchronized Passenger<R, A> leader() {
      return aboard.element();
    }

    private synchronized void comesFirstAgain(Passenger<R, A> passenger) {
      aboard.addFirst(passenger);
    }

    /// Lets nobody board any more.
    ///
    /// @return who is still aboard
    private synchronized List<Passenger<R, A>> close() {
      key.ifPresent(row -> open.remove(row, this));
      closed = true;
      List<Passenger<R, A>> left = new ArrayList<>(aboard);
      aboard.clear();
      return left;
    }

    @Override
    public Optional<Workers.Ticket> ticket() {
      return ticket;
    }

    @Override
    public Object caller() {
      return leader().caller();
    }

    @Override
    public String place() {
      return leader().place();
    }

    @Override
    public Insert insert() {
      return leader().insert();
    }

    @Override
    public void departs() {
      departed = group();
    }

    @Override
    public void arrives(Inserted<R> inserted, RequestConnection connection) {
      fly(departed, leader -> leader.finish(inserted, connection), connection);
    }

    @Override
    public void lost(ConnectionLost problem) {
      Passenger<R, A> leader = next();
      if (again(leader, problem)) return;
      answer(leader, leader.lost(problem));
      close().forEach(left -> left.turnAway(new Workers.Reason.QueueFull()));
    }

    @Override
    public void fails(Throwable failure) {
      close().forEach(passenger -> passenger.fail(failure));
    }

    @Override
    public void run(RequestConnection connection) {
      fly(group(), leader -> leader.run(connection), connection);
    }

    /// Serves everybody aboard.
    ///
    /// @param first how the leader gets his answer
    private void fly(int first, Way<R, A> leaders, RequestConnection connection) {
      boolean goesOn = false;
      try {
        Way<R, A> way = leaders;
        for (int group = first; group > 0 && !goesOn; group = goesOn ? 0 : group()) {
          Map<Object, A> answers = new HashMap<>();
          for (int i = 0; i < group && !goesOn; i++) {
            goesOn = !served(next(), answers, way);
            way = passenger -> passenger.run(connection);
          }
        }
      } finally {
        if (!goesOn) {
          close().forEach(left -> left.fail(new IllegalStateException("its flight broke off")));
        }
      }
    }

    /// Gives one passenger an answer.
    ///
    /// @return false where the flight goes on later, on another connection
    private boolean served(Passenger<R, A> passenger, Map<Object, A> answers, Way<R, A> way) {
      try {
        Object likeness = passenger.likeness();
        A known = answers.get(likeness);
        if (known == null) {
          A fresh = way.of(passenger);
          answers.put(likeness, fresh);
          passenger.answer(fresh);
        } else {
          passenger.answer(passenger.repeated(known));
        }
      } catch (ConnectionLost problem) {
        if (again(passenger, problem)) return false;
        answer(passenger, passenger.lost(problem));
      } catch (RuntimeException | Error failure) {
        passenger.fail(failure);
      }
      return true;
    }

    /// Nobody knows how an attempt ended. The row's key makes a second one harmless: it writes the
    /// row, or finds it.
    ///
    /// @return whether there will be one
    private boolean again(Passenger<R, A> passenger, ConnectionLost problem) {
      if (before != null || !passenger.mayRunAgain()) return false;
      before = problem;
      comesFirstAgain(passenger);
      if (!workers.offer(this)) turnAway(new Workers.Reason.QueueFull());
      return true;
    }

    private void answer(Passenger<R, A> passenger, A answer) {
      try {
        passenger.answer(answer);
      } catch (RuntimeException | Error failure) {
        passenger.fail(failure);
      }
    }

    @Override
    public void turnAway(Workers.Reason reason) {
      List<Passenger<R, A>> left = close();
      ConnectionLost first = before;
      if (first != null && !left.isEmpty()) {
        Passenger<R, A> leader = left.removeFirst(); // he may have written
        answer(leader, leader.lost(first));
      }
      left.forEach(passenger -> passenger.turnAway(reason));
    }
  }
}
