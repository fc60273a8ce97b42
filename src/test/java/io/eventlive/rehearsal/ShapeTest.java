package io.eventlive.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ShapeTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private static long[] arrivals(Shape shape, int people, long seed) {
    return shape.arrivals(people, MINUTE, new Random(seed));
  }

  /// How many arrive in each tenth of the time.
  private static int[] tenths(long[] arrivals) {
    int[] tenths = new int[10];
    for (long each : arrivals) tenths[(int) (each * 10 / MINUTE.toNanos())]++;
    return tenths;
  }

  @ParameterizedTest
  @EnumSource
  void bringsEverybodyInOrderAndWithinTheTime(Shape shape) {
    for (int people : new int[] {1, 2, 399, 10_000}) {
      long[] arrivals = arrivals(shape, people, 1);

      assertThat(arrivals).hasSize(people).isSorted();
      assertThat(arrivals[0]).isNotNegative();
      assertThat(arrivals[people - 1]).isLessThan(MINUTE.toNanos());
    }
  }

  @ParameterizedTest
  @EnumSource
  void isTheSameForTheSameSeedOnly(Shape shape) {
    assertThat(arrivals(shape, 400, 7)).isEqualTo(arrivals(shape, 400, 7));
    assertThat(arrivals(shape, 400, 7)).isNotEqualTo(arrivals(shape, 400, 8));
  }

  @Test
  void evenArrivalsAreAsManyInEachTenth() {
    assertThat(tenths(arrivals(Shape.EVEN, 400, 3))).containsOnly(40);
  }

  /// The normal distribution's own table, cut off at 3.5 deviations: its middle fifth holds 0.516
  /// of all (2 Φ(0.7) − 1), its outer fifths 0.0177 each (Φ(−2.1)).
  @Test
  void doorsOpenIsABell() {
    int[] tenths = tenths(arrivals(Shape.DOORS_OPEN, 10_000, 3));

    assertThat(tenths[4] + tenths[5]).isBetween(5_140, 5_190);
    assertThat(tenths[0] + tenths[1]).isBetween(172, 182);
    assertThat(tenths[8] + tenths[9]).isBetween(172, 182);
  }

  /// A bell of 7 deviations has at its middle 7 / √(2π) = 2.79 times the mean.
  @Test
  void itsDensestMomentHas28TimesTheMean() {
    long middle = MINUTE.toNanos() / 2;
    long half = MINUTE.toNanos() / 200;
    long inTheDensestHundredth =
        Arrays.stream(arrivals(Shape.DOORS_OPEN, 10_000, 3))
            .filter(each -> Math.abs(each - middle) < half)
            .count();

    assertThat(inTheDensestHundredth).isBetween(275L, 283L);
  }

  @Test
  void isNamedOnTheCommandLine() {
    assertThat(Shape.of("doors-open")).contains(Shape.DOORS_OPEN);
    assertThat(Shape.of("even")).contains(Shape.EVEN);
    assertThat(Shape.of("EVEN")).isEmpty();
  }
}
