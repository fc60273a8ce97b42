package io.eventlive.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rehearsal.LegacyClient.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/// What the two clients ask again. `RetriesTest` compares it with the clients themselves.
final class SupabaseJsTest {
  private static Call call(String method, String path) {
    return new Call(
        "a",
        "x",
        "anon",
        method,
        path,
        List.of(),
        Map.of(),
        null,
        List.of(200),
        JsonMapper.shared().createObjectNode(),
        Map.of());
  }

  private static final Call READ = call("GET", "/rest/v1/webinars");

  @ParameterizedTest
  @CsvSource({"503", "520", "0"})
  void theCurrentOneReadsAgainAfterOneTwoAndFourSeconds(int status) {
    assertThat(SupabaseJs.CURRENT.pause(READ, status, "", 0)).contains(Duration.ofSeconds(1));
    assertThat(SupabaseJs.CURRENT.pause(READ, status, "", 1)).contains(Duration.ofSeconds(2));
    assertThat(SupabaseJs.CURRENT.pause(READ, status, "", 2)).contains(Duration.ofSeconds(4));
    assertThat(SupabaseJs.CURRENT.pause(READ, status, "", 3)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "17, 17", "0, 0", "-5, 0", "12 s, 12", "'Wed, 25 Nov 2026 00:00:00 GMT', 0"})
  void theCurrentOneComesBackWhenItIsTold(String retryAfter, int seconds) {
    assertThat(SupabaseJs.CURRENT.pause(READ, 503, retryAfter, 0))
        .contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"200", "400", "429", "500", "502", "504"})
  void neitherAsksAgainAfterAnythingElse(int status) {
    assertThat(SupabaseJs.CURRENT.pause(READ, status, "1", 0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"POST, /rest/v1/registrations", "PATCH, /rest/v1/forms", "GET, /auth/v1/user"})
  void neitherRepeatsAWriteOrASignIn(String method, String path) {
    Optional<Duration> pause = SupabaseJs.CURRENT.pause(call(method, path), 503, "1", 0);

    assertThat(pause).isEmpty();
  }

  @Test
  void theOneOfTheIncidentAsksNothingAgain() {
    assertThat(SupabaseJs.AT_THE_INCIDENT.pause(READ, 503, "1", 0)).isEmpty();
    assertThat(SupabaseJs.AT_THE_INCIDENT.pause(READ, 0, "", 0)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void isNamedByItsVersion(SupabaseJs client) {
    assertThat(SupabaseJs.of(client.version())).contains(client);
    assertThat(client.clientInfo(true)).contains(client.version());
  }
}
