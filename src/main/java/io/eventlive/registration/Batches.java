package io.eventlive.registration;

import io.eventlive.database.ConnectionLost;
import io.eventlive.database.Insert;
import io.eventlive.database.Inserted;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestConnection.ResultReader;
import io.eventlive.database.Workers;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import io.eventlive.schema.QualifiedName;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Group commit. Of each table one batch is under way at most; inserts that come meanwhile wait and
/// go together in the next one. Who comes while none is under way sets one off at once, so that
/// nobody waits for company.
///
/// A batch takes one place in the workers' queue. What is aboard is decided when a worker takes it:
/// the oldest that wait, one of each caller, all with the same settings, sorted, so that two
/// servers meet the same locks in the same order. When it is committed the next one leaves, and
/// only then are its members answered, on the same worker.
///
/// May be used from any thread; nothing here blocks. Who waits is guarded by the table's line.
///
/// @param <R> what is read of an insert's result
final class Batches<R> {
  /// What PostgreSQL says to whom it does not let wait any longer, and to one of two that wait for
  /// each other.
  private static final Set<String> LOCKED = Set.of("55P03", "40P01");

  /// Settings that concern their own request alone. Others hold for the transaction, or nobody
  /// knows.
  private static final Set<String> OWN =
      Set.of("search_path", "timezone", Insert.STATEMENT_TIMEOUT);

  private final Batching batching;
  private final Workers workers;
  private final ResultReader<R> reader;
  private final Observer observer;
  private final Map<QualifiedName, Line> lines = new ConcurrentHashMap<>();

  Batches(Batching batching, Workers workers, ResultReader<R> reader, Observer observer) {
    this.batching = batching;
    this.workers = workers;
    this.reader = reader;
    this.observer = observer;
  }

  /// One insert that may go together with others; run as a job it goes alone.
  interface Member<R> extends Workers.Job {
    Object caller();

    String place();

    Insert insert();

    /// It is aboard, and the batch leaves.
    void departs();

    /// The batch is committed.
    void arrives(Inserted<R> inserted, RequestConnection connection);

    /// The batch's connection ended; nobody knows how the batch did.
    void lost(ConnectionLost problem);

    /// The batch broke off for a reason that nobody foresaw. Must not throw.
    void fails(Throwable failure);
  }

  /// Has a member wait for the next batch into a table.
  ///
  /// @return false where too many wait: the member was not taken
  boolean offer(QualifiedName table, Member<R> member) {
    return lines.computeIfAbsent(table, Line::new).offer(member);
  }

  private final class Line implements Workers.Job {
    private final QualifiedName table;
    private final Deque<Member<R>> waiting = new ArrayDeque<>();
    private boolean underWay;

    private Line(QualifiedName table) {
      this.table = table;
    }

    private boolean offer(Member<R> member) {
      synchronized (this) {
        if (waiting.size() >= batching.waiting()) return false;
        waiting.addLast(member);
        if (underWay) return true;
        underWay = true;
      }
      if (workers.offer(this)) return true;
      List<Member<R>> left = cleared();
      boolean taken = !left.remove(member); // somebody may have run it by now
      left.forEach(each -> each.turnAway(new Workers.Reason.QueueFull()));
      return taken;
    }

    private synchronized List<Member<R>> cleared() {
      underWay = false;
      List<Member<R>> left = new ArrayList<>(waiting);
      waiting.clear();
      return left;
    }

    /// That of whoever has waited the longest.
    @Override
    public synchronized Optional<Workers.Ticket> ticket() {
      Member<R> first = waiting.peekFirst();
      return first == null ? Optional.empty() : first.ticket();
    }

    @Override
    public void turnAway(Workers.Reason reason) {
      cleared().forEach(each -> each.turnAway(reason));
    }

    @Override
    public void run(RequestConnection connection) {
      List<Member<R>> aboard = boarded();
      List<Inserted<R>> outcomes;
      try {
        aboard.forEach(Member::departs);
        outcomes = aboard.isEmpty() ? List.of() : committed(aboard, connection);
      } catch (ConnectionLost problem) {
        next();
        aboard.forEach(member -> member.lost(problem));
        return;
      } catch (SQLException _) { // nothing is written: each for himself
        next();
        aboard.forEach(member -> alone(member, Alone.BATCH_FAILED));
        return;
      } catch (RuntimeException | Error failure) { // nobody knows
        next();
        aboard.forEach(member -> member.fails(failure));
        return;
      }
      next();
      for (int i = 0; i < aboard.size(); i++) {
        arrive(aboard.get(i), outcomes.get(i), connection);
      }
    }

    private List<Inserted<R>> committed(List<Member<R>> aboard, RequestConnection connection)
        throws SQLException {
      List<Insert> inserts = aboard.stream().map(Member::insert).toList();
      List<Inserted<R>> outcomes = connection.together(inserts, batching.lockWait(), reader);
      observe(outcomes);
      return outcomes;
    }

    private void arrive(Member<R> member, Inserted<R> inserted, RequestConnection connection) {
      Optional<Alone> fallen = fallen(inserted);
      if (fallen.isPresent()) {
        alone(member, fallen.get());
      } else {
        member.arrives(inserted, connection);
      }
    }

    private void observe(List<Inserted<R>> outcomes) {
      long refused =
          outcomes.stream()
              .filter(outcome -> outcome instanceof Inserted.Refused && fallen(outcome).isEmpty())
              .count();
      observer.observe(
          new Observation.InsertsTogether(
              table.schema() + "." + table.name(), outcomes.size(), (int) refused));
    }

    private Optional<Alone> fallen(Inserted<R> outcome) {
      return switch (outcome) {
        case Inserted.Carried<R> _ -> Optional.empty();
        case Inserted.Undone<R> _ -> Optional.of(Alone.UNDONE);
        case Inserted.Refused<R>(SQLException problem) ->
            LOCKED.contains(String.valueOf(problem.getSQLState()))
                ? Optional.of(Alone.LOCKED)
                : Optional.empty();
      };
    }

    /// The next batch leaves, if there is somebody for it.
    private void next() {
      synchronized (this) {
        underWay = !waiting.isEmpty();
        if (!underWay) return;
      }
      if (!workers.offer(this)) turnAway(new Workers.Reason.QueueFull());
    }

    /// Looks at twice as many as there is room for; whoever does not fit is the first next time.
    private List<Member<R>> boarded() {
      List<Member<R>> aboard = new ArrayList<>();
      Deque<Member<R>> staying = new ArrayDeque<>();
      Set<Object> callers = new HashSet<>();
      @Nullable Object settings = null;
      for (Member<R> member : oldest(2 * batching.members())) {
        if (!ownSettings(member.insert())) {
          alone(member, Alone.SETTINGS);
          continue;
        }
        if (settings == null) settings = member.insert().settingsInCommon();
        boolean fits =
            aboard.size() < batching.members()
                && member.insert().settingsInCommon().equals(settings)
                && callers.add(member.caller());
        if (fits) aboard.add(member);
        else staying.addFirst(member);
      }
      stay(staying);
      aboard.sort(Comparator.comparing(Member::place));
      return aboard;
    }

    private synchronized List<Member<R>> oldest(int most) {
      List<Member<R>> oldest = new ArrayList<>();
      while (oldest.size() < most && !waiting.isEmpty()) oldest.add(waiting.removeFirst());
      return oldest;
    }

    private synchronized void stay(Deque<Member<R>> youngestFirst) {
      youngestFirst.forEach(waiting::addFirst);
    }

    private boolean ownSettings(Insert insert) {
      return insert.settings().settings().keySet().stream()
          .allMatch(name -> name.contains(".") || OWN.contains(name));
    }

    private void alone(Member<R> member, Alone reason) {
      observer.observe(
          new Observation.InsertAlone(table.schema() + "." + table.name(), reason.word()));
      if (!workers.offer(member)) member.turnAway(new Workers.Reason.QueueFull());
    }
  }
}
