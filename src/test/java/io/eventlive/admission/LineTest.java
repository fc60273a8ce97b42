package io.eventlive.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.Workers;
import io.eventlive.observation.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The line on a clock of the test's own: no thread, no waiting.
final class LineTest {
  private static final Duration CALM = Duration.ofSeconds(2);

  private final List<Observation> observed = new ArrayList<>();
  private AdmissionConfig config = AdmissionConfig.DEFAULT;
  private Line line = line();
  private long now = Duration.ofHours(1).toNanos();

  private Line line() {
    return new Line(config, new Pressure(config.overloadWait(), 4), observed::add);
  }

  /// A job that is nothing but its name and its ticket.
  private record Named(String name, Ticket known) implements Workers.Job {
    @Override
    public void run(RequestConnection connection) {
      throw new AssertionError("not run here");
    }

    @Override
    public void turnAway(Workers.Reason reason) {
      throw new AssertionError("not told here");
    }

    @Override
    public Optional<Workers.Ticket> ticket() {
      return Optional.of(known);
    }
  }

  private Ticket ticket(CallClass callClass, String person) {
    return new Ticket(
        callClass,
        false,
        false,
        false,
        Optional.of(person),
        new Ticket.Share.Together(person, 1, config.waitingPerPerson()),
        now);
  }

  private Ticket returning(Ticket ticket) {
    return new Ticket(
        ticket.callClass(),
        true,
        ticket.comesAgain(),
        ticket.hasText(),
        ticket.person(),
        ticket.share(),
        ticket.since());
  }

  private Ticket comingAgain(Ticket ticket) {
    return new Ticket(
        ticket.callClass(),
        ticket.returns(),
        true,
        ticket.hasText(),
        ticket.person(),
        ticket.share(),
        ticket.since());
  }

  private Ticket ofBackend(CallClass callClass) {
    return new Ticket(
        callClass, false, false, false, Optional.empty(), new Ticket.Share.Alone(), now);
  }

  private List<String> add(String name, Ticket ticket) {
    return names(line.add(new Named(name, ticket), now));
  }

  private List<String> add(String name, CallClass callClass) {
    return add(name, ticket(callClass, "person of " + name));
  }

  private static List<String> names(List<Workers.Job> jobs) {
    return jobs.stream().map(job -> ((Named) job).name()).toList();
  }

  private Optional<String> next() {
    return line.next(now).map(job -> ((Named) job).name());
  }

  private List<String> everybody() {
    List<String> order = new ArrayList<>();
    for (Optional<String> next = next(); next.isPresent(); next = next()) order.add(next.get());
    return order;
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /// Somebody was served after so long, and the window that saw it is over.
  private void overload() {
    add("slow", CallClass.KEEP);
    pass(Duration.ofMillis(50));
    assertThat(next()).contains("slow");
    pass(Duration.ofMillis(100));
    line.overdue(now);
  }

  @Test
  void goesByClassAndWithinAClassByArrival() {
    add("bulk", CallClass.BULK);
    add("read 1", CallClass.READ);
    add("act", CallClass.ACT);
    add("read 2", CallClass.READ);
    add("join", CallClass.JOIN);
    add("keep", CallClass.KEEP);

    assertThat(everybody()).containsExactly("keep", "join", "act", "read 1", "read 2", "bulk");
    assertThat(line.size()).isZero();
  }

  @Test
  void letsPeopleTakeTurns() {
    Ticket greedy = ticket(CallClass.READ, "attendee 1");
    add("a1", greedy);
    add("a2", greedy);
    add("a3", greedy);
    add("b1", ticket(CallClass.READ, "attendee 2"));
    add("c1", ticket(CallClass.READ, "attendee 3"));

    assertThat(everybody()).containsExactly("a1", "b1", "c1", "a2", "a3");
  }

  @Test
  void givesEachRequestOfABackendATurnOfItsOwn() {
    for (int i = 1; i <= 3; i++) add("backend " + i, ofBackend(CallClass.READ));
    add("attendee 1", ticket(CallClass.READ, "attendee"));
    add("attendee 2", ticket(CallClass.READ, "attendee"));
    add("backend 4", ofBackend(CallClass.READ));

    assertThat(everybody())
        .containsExactly(
            "backend 1", "backend 2", "backend 3", "attendee 1", "backend 4", "attendee 2");
  }

  @Test
  void letsANetworkHaveSeveralTurnsInARow() {
    Ticket office =
        new Ticket(
            CallClass.READ,
            false,
            false,
            false,
            Optional.empty(),
            new Ticket.Share.Together("network", 2, 10),
            now);
    for (int i = 1; i <= 4; i++) add("office " + i, office);
    add("person", CallClass.READ);

    assertThat(everybody())
        .containsExactly("office 1", "office 2", "person", "office 3", "office 4");
  }

  @Test
  void letsThoseWhoKeepAnAppointmentGoBeforeNewcomersOfTheirClass() {
    add("new", CallClass.READ);
    add("back", returning(ticket(CallClass.READ, "attendee 9")));
    add("join", CallClass.JOIN);

    assertThat(everybody()).containsExactly("join", "back", "new");
  }

  @Test
  void gatesAJourneyAtItsFirstCallAndThenLetsItArrive() {
    add("first call", ticket(CallClass.JOIN, "attendee 1"));
    assertThat(next()).contains("first call");

    add("another's first call", ticket(CallClass.JOIN, "attendee 2"));
    add("read on the journey", ticket(CallClass.READ, "attendee 1"));
    add("export on the journey", ticket(CallClass.BULK, "attendee 1"));
    add("read of a stranger", ticket(CallClass.READ, "attendee 3"));

    assertThat(line.waiting(CallClass.JOIN)).isEqualTo(2);
    assertThat(everybody())
        .containsExactly(
            "read on the journey",
            "another's first call",
            "read of a stranger",
            "export on the journey");
  }

  @Test
  void beginsNoJourneyForWhoeverOnlyWaits() {
    add("first call", ticket(CallClass.JOIN, "attendee 1"));
    add("read", ticket(CallClass.READ, "attendee 1"));

    assertThat(line.waiting(CallClass.READ)).isEqualTo(1);
  }

  @Test
  void endsAJourneyAfterItsTime() {
    add("first call", ticket(CallClass.JOIN, "attendee 1"));
    next();
    pass(config.journey().minusNanos(1));
    add("in time", ticket(CallClass.READ, "attendee 1"));
    assertThat(line.waiting(CallClass.JOIN)).isEqualTo(1);
    everybody();
    pass(Duration.ofNanos(1));

    add("late", ticket(CallClass.READ, "attendee 1"));

    assertThat(line.waiting(CallClass.READ)).isEqualTo(1);
  }

  @Test
  void turnsAwayEachClassAfterItsOwnTime() {
    add("keep", CallClass.KEEP);
    add("join", CallClass.JOIN);
    add("act", CallClass.ACT);
    add("read once", CallClass.READ);
    add("read again", comingAgain(ticket(CallClass.READ, "attendee 1")));

    pass(Duration.ofMillis(250));
    assertThat(names(line.overdue(now))).isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(names(line.overdue(now))).containsExactly("read again");
    pass(Duration.ofMillis(2_750));
    assertThat(names(line.overdue(now))).containsExactly("act");
    pass(Duration.ofSeconds(5).minusNanos(2));
    assertThat(names(line.overdue(now))).isEmpty();
    pass(Duration.ofNanos(2));
    assertThat(names(line.overdue(now))).containsExactly("join", "read once");
    assertThat(everybody()).containsExactly("keep");
  }

  @Test
  void sendsNobodyAwayAgainWhoKeepsHisAppointment() {
    add("back", returning(comingAgain(ticket(CallClass.READ, "attendee 1"))));

    pass(config.joinWait());
    assertThat(names(line.overdue(now))).isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(names(line.overdue(now))).containsExactly("back");
  }

  @Test
  void runsNobodyWhoseTimeIsOver() {
    add("act", CallClass.ACT);
    add("join", CallClass.JOIN);
    pass(config.actWait().plusNanos(1));

    assertThat(everybody()).containsExactly("join");
    assertThat(line.size()).isEqualTo(1);
    assertThat(names(line.overdue(now))).containsExactly("act");
    assertThat(line.size()).isZero();
  }

  @Test
  void refusesBulkAtOnceUnderOverloadAndNobodyElse() {
    overload();

    assertThat(add("export", CallClass.BULK)).containsExactly("export");
    assertThat(add("read", CallClass.READ)).isEmpty();
    assertThat(observed.stream().filter(Observation.OverloadBegan.class::isInstance)).hasSize(1);
  }

  @Test
  void turnsAwayBulkThatWaitsWhenOverloadBegins() {
    add("export", CallClass.BULK);
    add("slow", CallClass.KEEP);
    pass(Duration.ofMillis(50));
    next();
    pass(Duration.ofMillis(100));

    assertThat(names(line.overdue(now))).containsExactly("export");
  }

  @Test
  void isCalmAgainASecondAfterTheLastLongWait() {
    overload();
    pass(Duration.ofMillis(900));
    line.overdue(now);
    assertThat(add("too early", CallClass.BULK)).containsExactly("too early");
    pass(Duration.ofMillis(200));
    line.overdue(now);

    assertThat(add("export", CallClass.BULK)).isEmpty();
    assertThat(observed.stream().filter(Observation.OverloadEnded.class::isInstance)).hasSize(1);
  }

  @Test
  void takesNoSlowStatementForOverload() {
    for (int i = 0; i < 100; i++) {
      add("report", CallClass.READ);
      assertThat(next()).contains("report");
      line.ran(new Named("report", ticket(CallClass.READ, "a")), CALM.toNanos());
      pass(CALM);
      line.overdue(now);
    }

    assertThat(add("export", CallClass.BULK)).isEmpty();
    assertThat(observed).noneMatch(Observation.OverloadBegan.class::isInstance);
  }

  @Test
  void noticesThatNobodyIsServedAtAll() {
    add("first", CallClass.READ);
    next();
    add("stuck", CallClass.READ);
    pass(Duration.ofMillis(150));
    line.overdue(now); // of the window in which the first was served
    pass(Duration.ofMillis(150));
    line.overdue(now);

    assertThat(add("export", CallClass.BULK)).containsExactly("export");
  }

  @Test
  void boundsWhatOnePersonMayHaveInTheLine() {
    config = with(10_000, 2);
    line = line();

    assertThat(add("1", ticket(CallClass.READ, "attendee 1"))).isEmpty();
    assertThat(add("2", ticket(CallClass.ACT, "attendee 1"))).isEmpty();
    assertThat(add("3", ticket(CallClass.JOIN, "attendee 1"))).containsExactly("3");
    assertThat(add("other", ticket(CallClass.READ, "attendee 2"))).isEmpty();
    next();
    assertThat(add("4", ticket(CallClass.JOIN, "attendee 1"))).isEmpty();
  }

  @Test
  void leavesRoomForWhatMattersMore() {
    config = with(10, 64);
    line = line();
    for (int i = 0; i < 5; i++) assertThat(add("read " + i, CallClass.READ)).isEmpty();
    assertThat(add("read 5", CallClass.READ)).containsExactly("read 5");
    assertThat(add("export 0", CallClass.BULK)).isEmpty();
    assertThat(add("export 1", CallClass.BULK)).containsExactly("export 1");
    for (int i = 0; i < 4; i++) assertThat(add("join " + i, CallClass.JOIN)).isEmpty();

    assertThat(add("keep", CallClass.KEEP)).containsExactly("export 0");
    assertThat(add("join 4", CallClass.JOIN)).containsExactly("read 4");
    assertThat(add("act", CallClass.ACT)).containsExactly("read 3");
    assertThat(add("read 6", CallClass.READ)).containsExactly("read 6");
    assertThat(line.size()).isEqualTo(10);
  }

  @Test
  void tellsHowLongThoseWhoWereServedHadWaited() {
    add("act", CallClass.ACT);
    pass(Duration.ofMillis(7));
    next();

    assertThat(observed).contains(new Observation.RequestAdmitted("P2", Duration.ofMillis(7)));
  }

  @Test
  void emptiesAsAWhole() {
    add("join", CallClass.JOIN);
    add("late", comingAgain(ticket(CallClass.READ, "attendee 1")));
    pass(Duration.ofSeconds(1));
    next();
    add("read", CallClass.READ);

    assertThat(names(line.clear())).containsExactlyInAnyOrder("late", "read");
    assertThat(line.size()).isZero();
    assertThat(line.waiting(CallClass.READ)).isZero();
  }

  private static AdmissionConfig with(int waiting, int perPerson) {
    AdmissionConfig standard = AdmissionConfig.DEFAULT;
    return new AdmissionConfig(
        waiting,
        perPerson,
        standard.waitingPerNetwork(),
        standard.joinWait(),
        standard.actWait(),
        standard.readWait(),
        standard.overloadWait(),
        standard.journey(),
        standard.longestAppointment(),
        standard.bulkRows(),
        standard.bulkList(),
        standard.tables());
  }
}
