package io.eventlive.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class AppointmentsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_000 * SECOND;

  private final Appointments appointments = new Appointments(30, new Random(7));

  private Map<Integer, Long> giveTo(int people, CallClass callClass, double perSecond) {
    List<Integer> given = new ArrayList<>();
    for (int i = 0; i < people; i++) given.add(appointments.give(callClass, 0, perSecond, NOW));
    return given.stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Test
  void tellsThreeQuartersOfWhatCanBeServedInASecondToReturnThen() {
    assertThat(giveTo(300, CallClass.READ, 100)).isEqualTo(Map.of(1, 75L, 2, 75L, 3, 75L, 4, 75L));
  }

  @Test
  void beginsWhenThoseWhoWaitWillHaveBeenServed() {
    assertThat(appointments.give(CallClass.READ, 1_000, 100, NOW)).isEqualTo(10);
  }

  @Test
  void letsNobodyOfALowerClassTakeTheSecondOfAHigherOne() {
    giveTo(5_000, CallClass.READ, 100);

    assertThat(appointments.give(CallClass.JOIN, 0, 100, NOW)).isEqualTo(1);
  }

  @Test
  void countsThoseWhoMatterMoreForThoseWhoMatterLess() {
    giveTo(75, CallClass.JOIN, 100);

    assertThat(appointments.give(CallClass.READ, 0, 100, NOW)).isEqualTo(2);
  }

  @Test
  void tellsBulkToReturnLater() {
    assertThat(appointments.give(CallClass.BULK, 0, 100, NOW)).isEqualTo(5);
  }

  @Test
  void staysWithinTheLongestAppointmentAndSpreadsWhoIsBeyondIt() {
    Map<Integer, Long> given = giveTo(10_000, CallClass.READ, 1);

    assertThat(Collections.min(given.keySet())).isEqualTo(1);
    assertThat(Collections.max(given.keySet())).isEqualTo(30);
    assertThat(given.keySet()).containsAll(List.of(15, 20, 25, 30));
    assertThat(given.get(30)).isLessThan(2_000);
  }

  @Test
  void isAlwaysASecondOrMoreAhead() {
    assertThat(appointments.give(CallClass.JOIN, 0, 1_000_000, NOW)).isEqualTo(1);
    assertThat(appointments.give(CallClass.JOIN, 1_000_000, 0, NOW)).isEqualTo(30);
    for (int i = 0; i < 100; i++) {
      assertThat(appointments.giveDuringOutage()).isBetween(1, 5);
    }
    assertThat(new Appointments(1, new Random(7)).give(CallClass.BULK, 9, 1, NOW)).isEqualTo(1);
  }

  @Test
  void forgetsThePagesOfSecondsThatAreOver() {
    giveTo(75, CallClass.READ, 100);

    assertThat(appointments.give(CallClass.READ, 0, 100, NOW + 31 * SECOND)).isEqualTo(1);
  }

  @Test
  void redeemsEachAppointmentOnce() {
    appointments.promise("attendee 1", 2, NOW);
    appointments.promise("attendee 1", 3, NOW);

    assertThat(appointments.redeem("attendee 1", NOW + 2 * SECOND)).isTrue();
    assertThat(appointments.redeem("attendee 1", NOW + 3 * SECOND)).isTrue();
    assertThat(appointments.redeem("attendee 1", NOW + 3 * SECOND)).isFalse();
    assertThat(appointments.redeem("attendee 2", NOW)).isFalse();
  }

  @Test
  void keepsNobodysAppointmentForLongerThanAMinute() {
    appointments.promise("attendee 1", 2, NOW);

    assertThat(appointments.redeem("attendee 1", NOW + 63 * SECOND)).isFalse();
    assertThat(appointments.promises()).isZero();
  }

  @Test
  void remembersABoundedNumberOfPeople() {
    for (int i = 0; i < 50_010; i++) appointments.promise("attendee " + i, 1, NOW);

    assertThat(appointments.promises()).isEqualTo(50_000);
    assertThat(appointments.redeem("attendee 3", NOW)).isFalse();
    assertThat(appointments.redeem("attendee 50009", NOW)).isTrue();
  }
}
