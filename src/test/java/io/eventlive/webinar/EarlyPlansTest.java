package io.eventlive.webinar;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Plans made while the tables are as good as empty, which sessions keep while a webinar fills:
/// reading a whole table is cheapest then, and ruinous an hour later.
final class EarlyPlansTest {
  private static final Stage STAGE = new Stage();

  @AfterAll
  static void close() throws SQLException {
    STAGE.close();
  }

  @Test
  void registersByKeyAlsoWithPlansOfAnEmptyRoom() throws SQLException {
    UUID webinar = STAGE.webinar(STAGE.client(), "auth");
    UUID person = STAGE.person();
    STAGE.attempt(
        Stage.as(STAGE.person()),
        "insert into public.registrations (webinar_id, user_id) values ('%s', auth.uid())"
            .formatted(webinar));
    STAGE.database().execute("vacuum analyze");

    List<String> plans =
        plans(
            Stage.as(person),
            "insert into public.registrations (webinar_id, user_id) values ('%s', auth.uid())"
                .formatted(webinar));

    assertThat(plans)
        .anyMatch(plan -> plan.contains("registration.webinar_id = may_register.webinar_id"))
        .noneMatch(plan -> plan.contains("Seq Scan"));
  }

  /// Of everything inside but the look-ups of foreign keys, which PostgreSQL plans for itself.
  private static List<String> plans(Caller caller, String sql) throws SQLException {
    try (Connection connection = STAGE.database().asAdministrator();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("load 'auto_explain'");
      statement.execute("set local auto_explain.log_nested_statements = on");
      statement.execute("set local auto_explain.log_min_duration = 0");
      statement.execute("set local auto_explain.log_level = notice");
      TestDatabase.rows(
          connection,
          "select set_config('request.jwt.claims', ?, true), set_config('role', ?, true)",
          caller.claims(),
          caller.role());
      statement.execute(sql);
      List<String> plans =
          Stream.iterate(statement.getWarnings(), Objects::nonNull, SQLWarning::getNextWarning)
              .map(SQLWarning::getMessage)
              .filter(plan -> !plan.contains("FOR KEY SHARE"))
              .toList();
      connection.rollback();
      return plans;
    }
  }
}
