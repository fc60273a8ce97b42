package io.eventlive.webinar;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Seats inside one transaction, as batches take them. What happens between transactions is tested
/// with the join.
final class SeatsTest {
  private static final Stage STAGE = new Stage();

  private final UUID webinar = STAGE.webinar("auth");

  @SuppressWarnings("NullAway.Init") // set before each test
  private Connection connection;

  @BeforeEach
  void begin() throws SQLException {
    STAGE
        .database()
        .execute("update public.webinars set max_participants = 3 where id = '" + webinar + "'");
    connection = STAGE.database().asAdministrator();
    connection.setAutoCommit(false);
  }

  @AfterEach
  void end() throws SQLException {
    connection.close();
  }

  @AfterAll
  static void close() throws SQLException {
    STAGE.close();
  }

  @Test
  void countsOnceForAllRowsOfATransaction() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("load 'auto_explain'");
      statement.execute("set local auto_explain.log_nested_statements = on");
      statement.execute("set local auto_explain.log_min_duration = 0");
      statement.execute("set local auto_explain.log_level = notice");
    }
    long counts = 0;
    for (int i = 0; i < 3; i++) {
      take(Stage.as(STAGE.person()));
      try (Statement statement = connection.createStatement()) {
        statement.execute(registration());
        counts +=
            Stream.iterate(statement.getWarnings(), Objects::nonNull, SQLWarning::getNextWarning)
                .filter(plan -> String.valueOf(plan.getMessage()).contains("as taken"))
                .count();
      }
    }

    assertThat(counts).isEqualTo(1);
  }

  @Test
  void sellsAsManySeatsAsThereAre() throws SQLException {
    for (int i = 0; i < 3; i++) assertThat(registers(STAGE.person())).isTrue();

    assertThat(registers(STAGE.person())).isFalse();
  }

  @Test
  void doesNotCountWhoIsUndone() throws SQLException {
    assertThat(registers(STAGE.person())).isTrue();
    for (int i = 0; i < 5; i++) {
      Savepoint before = connection.setSavepoint();
      assertThat(registers(STAGE.person())).isTrue();
      connection.rollback(before);
    }

    assertThat(registers(STAGE.person())).isTrue();
    assertThat(registers(STAGE.person())).isTrue();
    assertThat(registers(STAGE.person())).isFalse();
  }

  @Test
  void countsAgainWhereASeatIsGivenBack() throws SQLException {
    UUID leaving = STAGE.person();
    assertThat(registers(leaving)).isTrue();
    assertThat(registers(STAGE.person())).isTrue();
    assertThat(registers(STAGE.person())).isTrue();
    take(Stage.as(leaving));
    TestDatabase.rows(
        connection, "delete from public.registrations where user_id = '" + leaving + "'");

    assertThat(registers(STAGE.person())).isTrue();
    assertThat(registers(STAGE.person())).isFalse();
  }

  @Test
  void letsARepeatPassWithoutALockAndWithoutWriting() throws SQLException {
    UUID person = STAGE.person();
    for (int i = 0; i < 2; i++) assertThat(registers(STAGE.person())).isTrue();
    assertThat(registers(person)).isTrue();
    connection.commit();

    take(Stage.as(person));
    TestDatabase.rows(connection, registration() + " on conflict do nothing");

    assertThat(
            TestDatabase.rows(
                connection,
                "select pg_current_xact_id_if_assigned() is null, not exists (select from pg_locks"
                    + " where locktype = 'advisory' and pid = pg_backend_pid())"))
        .containsExactly("t|t");
  }

  private boolean registers(UUID person) throws SQLException {
    take(Stage.as(person));
    Savepoint before = connection.setSavepoint();
    try {
      TestDatabase.rows(connection, registration());
      return true;
    } catch (SQLException refused) {
      assertThat(refused.getMessage()).contains("webinar_full");
      connection.rollback(before);
      return false;
    }
  }

  private String registration() {
    return "insert into public.registrations (webinar_id, user_id) values ('%s', auth.uid())"
        .formatted(webinar);
  }

  private void take(Caller caller) throws SQLException {
    TestDatabase.rows(
        connection,
        "select set_config('request.jwt.claims', ?, true), set_config('role', ?, true)",
        caller.claims(),
        caller.role());
  }
}
