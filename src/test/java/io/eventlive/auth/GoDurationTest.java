package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "24h, PT24H",
    "1h30m, PT1H30M",
    "1.5h, PT1H30M",
    "90s, PT1M30S",
    "300ms, PT0.3S",
    "1us, PT0.000001S",
    "876600h, PT876600H"
  })
  void readsWhatGoWrites(String text, Duration duration) {
    assertThat(GoDuration.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "1", "1d", "-1h", "1h ", "1h-30m", "9999999999h", "h", "1.h"})
  void takesNothingElse(String text) {
    assertThat(GoDuration.parse(text)).isEmpty();
  }
}
