package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @Test
  void readsDefaultsFromAnEmptyEnvironment() throws CannotStart {
    Settings settings = Settings.of(Map.of("PATH", "/bin"));

    assertThat(settings.number(Setting.PORT, 0, 65_535)).isEqualTo(8080);
    assertThat(settings.text(Setting.HOST)).isEqualTo("127.0.0.1");
    assertThat(settings.text(Setting.DATABASE)).isEmpty();
    assertThat(settings.flag(Setting.DEMO)).isFalse();
    assertThat(settings.given(Setting.PORT)).isFalse();
  }

  @Test
  void anOptionWinsOverItsVariable() throws CannotStart {
    Settings settings =
        Settings.of(Map.of("EVENTLIVE_PORT", "9000")).with(Setting.PORT, "--port", 9001);

    assertThat(settings.number(Setting.PORT, 0, 65_535)).isEqualTo(9001);
  }

  @Test
  void anAbsentOptionLeavesTheVariable() throws CannotStart {
    Settings settings =
        Settings.of(Map.of("EVENTLIVE_PORT", "9000")).with(Setting.PORT, "--port", null);

    assertThat(settings.number(Setting.PORT, 0, 65_535)).isEqualTo(9000);
  }

  @ParameterizedTest
  @CsvSource({
    "EVENTLIVE_PROT, EVENTLIVE_PORT",
    "EVENTLIVE_JWTSECRET, EVENTLIVE_JWT_SECRET",
    "EVENTLIVE_SERVICE_KEY, EVENTLIVE_SERVICE_ROLE_KEY",
    "EVENTLIVE_READYFILE, EVENTLIVE_READY_FILE"
  })
  void anUnknownVariableIsRefusedWithTheNearestKnownName(String unknown, String nearest) {
    assertThatThrownBy(() -> Settings.of(Map.of(unknown, "x")))
        .isInstanceOf(CannotStart.class)
        .hasMessage("There is no setting %s; did you mean %s?".formatted(unknown, nearest));
  }

  @ParameterizedTest
  @CsvSource({"abc", "-1", "65536", "99999999999"})
  void aPortThatIsNoneIsRefusedByTheNameOfItsVariable(String port) throws CannotStart {
    Settings settings = Settings.of(Map.of("EVENTLIVE_PORT", port));

    assertThatThrownBy(() -> settings.number(Setting.PORT, 0, 65_535))
        .hasMessage(
            "EVENTLIVE_PORT is \"%s\", but must be a whole number from 0 to 65535."
                .formatted(port));
  }

  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "10s, PT10S", "2m, PT2M", "1h, PT1H"})
  void readsDurations(String text, Duration expected) throws CannotStart {
    Settings settings = Settings.of(Map.of("EVENTLIVE_DRAIN", text));

    assertThat(settings.duration(Setting.DRAIN, Duration.ZERO, Duration.ofHours(2)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"10", "s", "1.5s", "-1s", "11m"})
  void aDurationThatIsNoneOrOutOfRangeIsRefused(String text) throws CannotStart {
    Settings settings = Settings.of(Map.of("EVENTLIVE_DRAIN", text));

    assertThatThrownBy(
            () -> settings.duration(Setting.DRAIN, Duration.ZERO, Duration.ofMinutes(10)))
        .hasMessage(
            "EVENTLIVE_DRAIN is \"%s\", but must be a duration such as 500ms or 10s, from 0s to 600s."
                .formatted(text));
  }
}
