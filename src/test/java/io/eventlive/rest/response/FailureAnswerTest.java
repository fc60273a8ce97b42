package io.eventlive.rest.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Workers.Reason;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.Language;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class FailureAnswerTest {
  static Stream<Arguments> reasons() {
    return Stream.of(
        Arguments.of(new Reason.WaitedTooLong(), "PGRST003"),
        Arguments.of(new Reason.QueueFull(), "EL_BUSY"),
        Arguments.of(new Reason.Stopping(), "EL_BUSY"),
        Arguments.of(new Reason.Unreachable(new SQLException("gone")), "PGRST000"));
  }

  /// supabase-js repeats a read after 503 alone, and when `Retry-After` says.
  @ParameterizedTest
  @MethodSource("reasons")
  void givesWhoWasNotServedAnAppointment(Reason reason, String code) {
    HttpAnswer answer = new FailureAnswer().of(reason, Language.ENGLISH, "3", false);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).contains("3");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("\"code\":\"" + code + "\"");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void tellsWhoWroteSomethingThatTheTextIsStillThere(Language language) {
    HttpAnswer answer = new FailureAnswer().of(new Reason.WaitedTooLong(), language, "3", true);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("EL_NOT_SENT", ErrorCode.NOT_SENT.sentence(language));
  }
}
