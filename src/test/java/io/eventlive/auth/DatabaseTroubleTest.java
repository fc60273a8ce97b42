package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.observation.Observation;
import io.eventlive.testing.TestDatabase;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DatabaseTroubleTest {
  @Test
  void withoutAConnectionTheClientIsToldToComeBack() {
    try (TestDatabase database = TestDatabase.fresh();
        AuthKit kit = new AuthKit(database)) {
      Answer session = kit.anonymous();

      for (SQLException trouble :
          List.of(
              new SQLTransientConnectionException("no connection within 5 s"),
              new SQLException("the connection attempt failed", "08001"),
              new SQLException("too many clients", "53300"),
              new SQLException("shutting down", "57P01"))) {
        kit.trouble.set(trouble);
        Answer answer = kit.refresh(session.text("refresh_token"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("EL_SIGN_IN_BUSY");
        assertThat(answer.raw().header("retry-after")).contains("2");
        assertThat(answer.body().toString()).doesNotContain(trouble.getMessage());
      }

      kit.trouble.set(null);
      assertThat(kit.refresh(session.text("refresh_token")).status()).isEqualTo(200);
    }
  }

  @Test
  void whatNobodyForesawIsObservedAndTellsTheClientNothing() {
    try (TestDatabase database = TestDatabase.fresh();
        AuthKit kit = new AuthKit(database)) {
      kit.trouble.set(new SQLException("permission denied for table users", "42501"));

      Answer answer = kit.anonymous();

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body().toString())
          .isEqualTo(
              "{\"code\":\"unexpected_failure\",\"message\":"
                  + "\"Unexpected failure, please check server logs for more information\"}");
      assertThat(kit.observations).hasAtLeastOneElementOfType(Observation.UnexpectedFailure.class);
    }
  }
}
