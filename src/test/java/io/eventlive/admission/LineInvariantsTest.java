package io.eventlive.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.Workers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;

/// A random crowd in the line, beside a plain account of who should be there.
final class LineInvariantsTest {
  private static final int STEPS = 20_000;
  private static final int PER_PERSON = 5;
  private static final List<CallClass> CLASSES = List.of(CallClass.values());

  private static final AdmissionConfig SMALL =
      new AdmissionConfig(
          40,
          PER_PERSON,
          8,
          Duration.ofMillis(800),
          Duration.ofMillis(300),
          Duration.ofMillis(25),
          Duration.ofMillis(20),
          Duration.ofMillis(500),
          Duration.ofSeconds(30),
          500,
          201,
          EventTables.DEFAULT);

  /// One request; equal to none but itself.
  private static final class Request implements Workers.Job {
    private final Ticket ticket;
    private final long since;

    private Request(Ticket ticket, long since) {
      this.ticket = ticket;
      this.since = since;
    }

    @Override
    public void run(RequestConnection connection) {}

    @Override
    public void turnAway(Workers.Reason reason) {}

    @Override
    public Optional<Workers.Ticket> ticket() {
      return Optional.of(ticket);
    }
  }

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Pressure pressure = new Pressure(SMALL.overloadWait(), 4);
  private final Line line = new Line(SMALL, pressure, _ -> {});
  private final Map<Request, Boolean> inside = new HashMap<>();
  private long now = random.nextLong(); // nanoTime may be anything, and may wrap
  private long added;
  private long left;

  @RepeatedTest(5)
  void losesNobodyAndServesNobodyTwice() {
    for (int step = 0; step < STEPS; step++) {
      now += random.nextLong(Duration.ofMillis(4).toNanos());
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3, 4, 5 -> add();
        case 6, 7, 8 -> serve();
        default -> line.overdue(now).forEach(job -> leaves(job, "overdue"));
      }
      assertThat(line.size()).as("seed %d", seed).isEqualTo(inside.size());
      assertThat(waiting()).as("seed %d", seed).isLessThanOrEqualTo(SMALL.waiting());
      assertThat(ofOnePerson()).as("seed %d", seed).isLessThanOrEqualTo(PER_PERSON + waiting(true));
    }
    line.clear().forEach(job -> leaves(job, "clear"));

    assertThat(inside).as("seed %d", seed).isEmpty();
    assertThat(left).as("seed %d", seed).isEqualTo(added);
    assertThat(line.size()).isZero();
    for (CallClass each : CallClass.values()) assertThat(line.waiting(each)).isZero();
  }

  private void add() {
    Request request = new Request(ticket(), now);
    inside.put(request, true);
    added++;
    List<Workers.Job> leaving = line.add(request, now);
    assertThat(leaving).as("seed %d", seed).hasSizeLessThanOrEqualTo(1);
    leaving.forEach(job -> leaves(job, "no room"));
  }

  private void serve() {
    line.next(now)
        .ifPresent(job -> {
          Request next = (Request) job;
          long waited = now - next.since;
          assertThat(waited)
              .as("seed %d: whose time is over is not served", seed)
              .isLessThanOrEqualTo(longest(next.ticket));
          leaves(job, "served");
          line.ran(job, random.nextLong(Duration.ofMillis(5).toNanos()));
        });
  }

  /// Whoever is on a journey may wait as long as one who joins.
  private static long longest(Ticket ticket) {
    return switch (ticket.callClass()) {
      case KEEP -> Duration.ofMinutes(1).toNanos();
      case BULK, JOIN -> SMALL.joinWait().toNanos();
      case ACT, READ -> {
        if (ticket.person().isPresent()) yield SMALL.joinWait().toNanos();
        if (ticket.callClass() == CallClass.ACT) yield SMALL.actWait().toNanos();
        yield (ticket.comesAgain() && !ticket.returns() ? SMALL.readWait() : SMALL.joinWait())
            .toNanos();
      }
    };
  }

  private void leaves(Workers.Job job, String how) {
    assertThat(inside.remove((Request) job)).as("seed %d: %s", seed, how).isNotNull();
    left++;
  }

  private Ticket ticket() {
    CallClass callClass = CLASSES.get(random.nextInt(CLASSES.size()));
    String person = "attendee " + random.nextInt(12);
    boolean backend = random.nextInt(4) == 0;
    return new Ticket(
        callClass,
        random.nextBoolean(),
        random.nextBoolean(),
        false,
        backend ? Optional.empty() : Optional.of(person),
        backend ? new Ticket.Share.Alone() : new Ticket.Share.Together(person, 1, PER_PERSON),
        now);
  }

  private int waiting() {
    int sum = 0;
    for (CallClass each : CallClass.values()) sum += line.waiting(each);
    return sum;
  }

  /// Those who are out of their lanes and were not told yet.
  private int waiting(boolean late) {
    return late ? line.size() - waiting() : waiting();
  }

  private int ofOnePerson() {
    Map<String, Integer> counts = new TreeMap<>();
    inside
        .keySet()
        .forEach(request ->
            request.ticket.person().ifPresent(person -> counts.merge(person, 1, Integer::sum)));
    return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}
