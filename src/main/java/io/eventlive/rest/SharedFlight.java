package io.eventlive.rest;

import io.eventlive.answers.Fill;
import io.eventlive.database.Caller;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.Workers;
import io.eventlive.http.HttpAnswer;
import io.eventlive.rest.query.Witnessed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One query, and everybody who waits for it.
///
/// Who is aboard, and whether the query has begun, is guarded by the flight itself; the first one
/// aboard leads, and the query runs in his name.
final class SharedFlight implements Workers.Job {
  private static final int ABOARD_MOST = 20_000;

  private final SharedReads reads;
  private final Object key;
  private final Sharing.Shared shared;
  private final Ripening.Waiting leader;
  private final List<Ripening.Waiting> aboard = new ArrayList<>();
  private boolean begun;
  private boolean closed;
  private long begunNanos;

  SharedFlight(SharedReads reads, Object key, Sharing.Shared shared, Ripening.Waiting leader) {
    this.reads = reads;
    this.key = key;
    this.shared = shared;
    this.leader = leader;
    aboard.add(leader);
  }

  Object key() {
    return key;
  }

  /// @param last when the caller last wrote: the query must not have begun before
  synchronized boolean board(Ripening.Waiting waiting, long last) {
    if (closed || aboard.size() >= ABOARD_MOST) return false;
    if (begun && !reads.mayJoin(begunNanos, last)) return false;
    return aboard.add(waiting);
  }

  private synchronized void depart() {
    begun = true;
    begunNanos = System.nanoTime();
  }

  /// Lets nobody board any more.
  ///
  /// @return who is aboard
  synchronized List<Ripening.Waiting> close() {
    reads.landed(this);
    closed = true;
    List<Ripening.Waiting> all = List.copyOf(aboard);
    aboard.clear();
    return all;
  }

  @Override
  public Optional<Workers.Ticket> ticket() {
    return leader.rider().ticket();
  }

  @Override
  public void run(RequestConnection connection) {
    AtomicReference<@Nullable Witnessed> seen = new AtomicReference<>();
    Fill fill = reads.begin();
    boolean ended = false;
    try {
      depart();
      HttpAnswer answer = leader.rider().read(connection, shared, seen::set);
      Witnessed witnessed = seen.get();
      if (witnessed == null) {
        reads.abandon(fill);
        ended = true;
        everybody(answer, CacheStatus.MISS, _ -> true);
      } else if (!SharedReads.isProven(shared, witnessed)) {
        reads.abandon(fill);
        ended = true;
        unproven(answer);
      } else {
        boolean whole = answer.status() == 200 || answer.status() == 206;
        Held.@Nullable Answer held = whole ? held(answer, witnessed) : null;
        Fill.Outcome outcome = reads.store(fill, shared, leader.rider(), witnessed, held);
        ended = true;
        everybody(
            held == null ? answer : held.fresh(),
            CacheStatus.miss(outcome),
            caller -> isForHimToo(caller, witnessed));
      }
    } finally {
      if (!ended) reads.abandon(fill);
      close()
          .forEach(left ->
              left.rider().turnAway(new Workers.Reason.QueueFull())); // only where something broke
    }
  }

  private Held.Answer held(HttpAnswer answer, Witnessed witnessed) {
    boolean forAll =
        shared.webinar().isEmpty()
            && shared.claims().isEmpty()
            && leader.rider().caller().subject().isEmpty()
            && leader.rider().caller().role().equals("anon");
    Long limit = shared.question().window().limit();
    long most = leader.rider().prepared().rules().maxRows();
    long page = limit == null ? most : Math.min(limit, most);
    boolean comparable = witnessed.result().rows() < page;
    return Held.Answer.of(answer, forAll, shared.surrogates(), comparable);
  }

  /// Whether the answer is certainly right for another caller of the same audience as well. Where
  /// membership is asked for, his standing was read at another moment than the answer, unless he is
  /// the same person, or nobody, who is never a member.
  private boolean isForHimToo(Caller caller, Witnessed witnessed) {
    boolean nobody = caller.subject().isEmpty() && !witnessed.attendee() && !witnessed.host();
    boolean same = caller.claims().equals(leader.rider().caller().claims());
    return shared.webinar().isEmpty() || nobody || same;
  }

  /// Nobody knows for whom it is right but for whom it was made. The others ask for themselves, and
  /// are not collapsed with one another: the catalogue is about to be another one.
  private void unproven(HttpAnswer answer) {
    List<Ripening.Waiting> all = close();
    leader.rider().send(answer.with(CacheStatus.NAME, CacheStatus.MISS));
    for (Ripening.Waiting other : all) {
      if (!other.equals(leader)) reads.again(other);
    }
  }

  private void everybody(HttpAnswer answer, String status, Predicate<Caller> direct) {
    List<Ripening.Waiting> all = close();
    leader.rider().send(answer.with(CacheStatus.NAME, status));
    HttpAnswer others = answer.with(CacheStatus.NAME, CacheStatus.COLLAPSED);
    for (Ripening.Waiting other : all) {
      if (other.equals(leader)) continue;
      if (direct.test(other.rider().caller())) {
        reads.countCollapsed();
        other.rider().send(others);
      } else {
        reads.again(other);
      }
    }
  }

  @Override
  public void turnAway(Workers.Reason reason) {
    close().forEach(each -> each.rider().turnAway(reason));
  }
}
