package io.eventlive.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PressureTest {
  private final Pressure pressure = new Pressure(Duration.ofMillis(20), 4);

  private void run(int times, int millis) {
    for (int i = 0; i < times; i++) pressure.ran(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void guessesUntilSomethingRan() {
    assertThat(pressure.perSecond()).isEqualTo(800);
  }

  @Test
  void believesTheFirstOnesAtOnce() {
    run(2, 100);

    assertThat(pressure.perSecond()).isCloseTo(40, within(0.01));
  }

  @Test
  void followsWhatStatementsCostNow() {
    run(1_000, 100);
    run(200, 10);

    assertThat(pressure.perSecond()).isBetween(300.0, 400.0);
  }
}
