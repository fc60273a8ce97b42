package io.eventlive.admission;

import io.eventlive.database.JobQueue;
import io.eventlive.database.Workers;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/// The line before the database's connections.
///
/// Who goes next: the best class first; within a class those on a journey, then those who keep an
/// appointment, then newcomers; within those, people in turns ([Lane]). Whoever has waited for as
/// long as he may is taken out ([Patience]), and so is [CallClass#BULK] as soon as there is
/// overload. Where there is no room, whoever came last of the least important class makes it.
///
/// From [#add] until he leaves, everybody is in one lane and one patience. The workers' lock guards
/// everything here; the counts alone may be asked for without it.
final class Line implements JobQueue {
  /// Who is not refused for coming at a bad time needs an end nevertheless, should nothing go on.
  static final Duration KEEP_WAIT = Duration.ofMinutes(1);

  private static final int CLASSES = CallClass.values().length;
  private static final int BANDS = 3;

  private final AdmissionConfig config;
  private final Observer observer;
  private final Pressure pressure;
  private final Journeys journeys;
  private final Lane[] lanes = new Lane[CLASSES * BANDS];
  private final Patience toKeep;
  private final Patience toJoin;
  private final Patience toAct;
  private final Patience toReadAgain;
  private final Patience toReadOnce;
  private final Patience forBulk;
  private final List<Patience> everyPatience;
  private final Map<String, Integer> waitingTogether = new HashMap<>();
  private final AtomicIntegerArray waiting = new AtomicIntegerArray(CLASSES);
  private List<Workers.Job> late = new ArrayList<>();
  private int size;

  Line(AdmissionConfig config, Pressure pressure, Observer observer) {
    this.config = config;
    this.pressure = pressure;
    this.observer = observer;
    this.journeys = new Journeys(config.journey());
    for (int i = 0; i < lanes.length; i++) lanes[i] = new Lane();
    this.toKeep = new Patience(KEEP_WAIT);
    this.toJoin = new Patience(config.joinWait());
    this.toAct = new Patience(config.actWait());
    this.toReadAgain = new Patience(config.readWait());
    this.toReadOnce = new Patience(config.joinWait());
    this.forBulk = new Patience(config.joinWait());
    this.everyPatience = List.of(toKeep, toJoin, toAct, toReadAgain, toReadOnce, forBulk);
  }

  @Override
  public List<Workers.Job> add(Workers.Job job, long now) {
    look(now);
    Ticket ticket = ticketOf(job, now);
    boolean onJourney = isOnJourney(ticket, now);
    CallClass rank = onJourney ? CallClass.JOIN : ticket.callClass();
    if (isTooMany(ticket, rank)) return List.of(job);
    Waiter displaced = null;
    if (size >= config.waiting()) {
      displaced = lastBelow(rank);
      if (displaced == null) return List.of(job);
      takeOut(displaced);
    }
    int band = onJourney ? 0 : ticket.returns() ? 1 : 2;
    Lane lane = lanes[rank.place() * BANDS + band];
    enter(new Waiter(job, ticket, rank, lane, patienceOf(rank, ticket), now));
    return displaced == null ? List.of() : List.of(displaced.job());
  }

  @Override
  public Optional<Workers.Job> next(long now) {
    takeOutLate(now);
    for (Lane lane : lanes) {
      Waiter next = lane.next();
      if (next == null) continue;
      left(next);
      served(next, now);
      return Optional.of(next.job());
    }
    return Optional.empty();
  }

  @Override
  public List<Workers.Job> overdue(long now) {
    look(now);
    takeOutLate(now);
    if (late.isEmpty()) return List.of();
    List<Workers.Job> overdue = late;
    late = new ArrayList<>();
    return overdue;
  }

  @Override
  public void ran(Workers.Job job, long nanos) {
    pressure.ran(nanos);
  }

  @Override
  public List<Workers.Job> clear() {
    List<Workers.Job> everybody = late;
    late = new ArrayList<>();
    for (Lane lane : lanes) {
      for (Waiter next = lane.next(); next != null; next = lane.next()) {
        left(next);
        everybody.add(next.job());
      }
    }
    return everybody;
  }

  @Override
  public int size() {
    return size + late.size();
  }

  /// How many wait with the rank of a class. May be asked from any thread.
  int waiting(CallClass rank) {
    return waiting.get(rank.place());
  }

  /// How many wait who go before newcomers of a class, or among them. May be asked from any thread.
  int waitingUpTo(CallClass rank) {
    int sum = 0;
    for (int i = 0; i <= rank.place(); i++) sum += waiting.get(i);
    return sum;
  }

  private static Ticket ticketOf(Workers.Job job, long now) {
    return job.ticket().orElse(null) instanceof Ticket ticket ? ticket : Ticket.unknown(now);
  }

  private boolean isOnJourney(Ticket ticket, long now) {
    return switch (ticket.callClass()) {
      case KEEP, BULK -> false;
      case JOIN, ACT, READ ->
          ticket.person().isPresent() && journeys.isOn(ticket.person().get(), now);
    };
  }

  private boolean isTooMany(Ticket ticket, CallClass rank) {
    if (rank == CallClass.BULK && pressure.overloaded()) return true;
    if (waiting(rank) >= config.most(rank)) return true;
    return ticket.share() instanceof Ticket.Share.Together(String key, int _, int most)
        && waitingTogether.getOrDefault(key, 0) >= most;
  }

  /// Who came last of the least important class that stands below this one.
  private @Nullable Waiter lastBelow(CallClass rank) {
    List<List<Patience>> fromBelow =
        List.of(
            List.of(forBulk), List.of(toReadAgain, toReadOnce), List.of(toAct), List.of(toJoin));
    for (int below = CLASSES - 1, i = 0; below > rank.place(); below--, i++) {
      Waiter last = null;
      for (Patience patience : fromBelow.get(i)) {
        Waiter newest = patience.newest();
        if (newest != null && (last == null || newest.since() - last.since() > 0)) last = newest;
      }
      if (last != null) return last;
    }
    return null;
  }

  private Patience patienceOf(CallClass rank, Ticket ticket) {
    return switch (rank) {
      case KEEP -> toKeep;
      case JOIN -> toJoin;
      case ACT -> toAct;
      // whoever was told to come now is not to be sent away a second time
      case READ -> ticket.comesAgain() && !ticket.returns() ? toReadAgain : toReadOnce;
      case BULK -> forBulk;
    };
  }

  private void enter(Waiter waiter) {
    size++;
    waiting.incrementAndGet(waiter.rank().place());
    waiter.lane().add(waiter);
    waiter.patience().add(waiter);
    if (waiter.ticket().share() instanceof Ticket.Share.Together together) {
      waitingTogether.merge(together.key(), 1, Integer::sum);
    }
  }

  /// Somebody is out of his lane: nothing else is to remember him.
  private void left(Waiter waiter) {
    size--;
    waiting.decrementAndGet(waiter.rank().place());
    waiter.patience().remove(waiter);
    if (waiter.ticket().share() instanceof Ticket.Share.Together together) {
      waitingTogether.computeIfPresent(
          together.key(), (_, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
  }

  private void takeOut(Waiter waiter) {
    waiter.lane().remove(waiter);
    left(waiter);
  }

  private void takeOutLate(long now) {
    for (Patience patience : everyPatience) takeOutLate(patience.over(now));
    if (pressure.overloaded()) {
      takeOutLate(forBulk.waitingLongerThan(config.overloadWait().toNanos(), now));
    }
  }

  private void takeOutLate(List<Waiter> over) {
    for (Waiter waiter : over) {
      takeOut(waiter);
      late.add(waiter.job());
    }
  }

  private void served(Waiter waiter, long now) {
    long waited = now - waiter.since();
    pressure.served(waited);
    Ticket ticket = waiter.ticket();
    if (ticket.callClass() == CallClass.JOIN && ticket.person().isPresent()) {
      journeys.begin(ticket.person().get(), now);
    }
    observer.observe(
        new Observation.RequestAdmitted(waiter.rank().label(), Duration.ofNanos(waited)));
  }

  private void look(long now) {
    long longest = 0;
    for (Patience patience : everyPatience) {
      longest = Math.max(longest, patience.longestWait(now));
    }
    pressure.look(longest, now).ifPresent(observer::observe);
  }
}
