package io.eventlive.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The clock of these tests is the argument of each look: nothing here waits.
final class AgendaTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Agenda agenda = new Agenda(0);
  private final List<String> done = new ArrayList<>();

  /// A look in each millisecond up to that one.
  private void lookUntil(int millis) {
    for (int i = 1; i <= millis; i++) agenda.look(i * MILLI);
  }

  @Test
  void doesThingsInTheOrderInWhichTheyAreDue() {
    agenda.at(30 * MILLI, () -> done.add("third"));
    agenda.at(10 * MILLI, () -> done.add("first"));
    agenda.at(10 * MILLI, () -> done.add("second"));

    lookUntil(29);
    assertThat(done).containsExactly("first", "second");
    lookUntil(30);
    assertThat(done).containsExactly("first", "second", "third");
  }

  @Test
  void repeatsAtFixedMomentsHoweverLateItIs() {
    List<Long> moments = new ArrayList<>();
    agenda.every(Duration.ofMillis(5), 5 * MILLI, moments::add);

    agenda.look(17 * MILLI);

    assertThat(moments).containsExactly(5 * MILLI, 10 * MILLI, 15 * MILLI);
  }

  @Test
  void isNotLateWhereItLooksEveryMillisecond() {
    lookUntil(10_000);

    assertThat(Percentiles.of(agenda.lateness()).max()).isZero();
  }

  /// One stall of two seconds in ten is one look out of 8,001; it must not hide among them.
  @Test
  void letsALateLookStandForAllThatItKeptFromHappening() {
    lookUntil(4_000);
    agenda.look(6_000 * MILLI);
    for (int i = 6_001; i <= 10_000; i++) agenda.look(i * MILLI);

    Percentiles lateness = Percentiles.of(agenda.lateness());

    assertThat(lateness.count()).isBetween(9_990L, 10_010L);
    assertThat(lateness.p90()).isBetween(990.0, 1_010.0);
    assertThat(lateness.max()).isBetween(1_990.0, 2_010.0);
  }

  @Test
  void doesNothingAfterItsEnd() {
    agenda.at(MILLI, () -> done.add("never"));
    agenda.end();
    agenda.at(MILLI, () -> done.add("never"));

    agenda.look(2 * MILLI);

    assertThat(done).isEmpty();
  }
}
