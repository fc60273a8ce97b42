package io.eventlive.database;

import static io.eventlive.database.RequestShapes.TIMES;
import static io.eventlive.database.RequestShapes.over;
import static io.eventlive.database.RequestShapes.proving;
import static io.eventlive.database.RequestShapes.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.database.RequestConnection.Outcome;
import io.eventlive.database.RequestShapes.Proof;
import io.eventlive.database.RequestShapes.Shape;
import io.eventlive.observation.Observation;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Several statements between begin and commit, for requests whose end depends on a result.
final class BeginCommitTest {
  private static final RequestShapes SHAPES = new RequestShapes();

  private final List<Observation> observed = Collections.synchronizedList(new ArrayList<>());
  private final Connection raw = SHAPES.connect(Map.of());
  private final PostgresRequestConnection connection = over(raw, observed::add);

  @AfterAll
  static void drop() {
    SHAPES.close();
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  static List<Shape> shapes() {
    return RequestShapes.all();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void runsTheSameBetweenBeginAndCommit(Shape shape) throws Exception {
    for (int i = 0; i < TIMES; i++) {
      RequestSettings settings = settings(i, shape.readOnly(), Map.of());

      Proof proof =
          connection.inTransaction(
              settings,
              transaction -> {
                Proof first = transaction.query(shape.statement(), Proof::of);
                Proof second = transaction.query(shape.statement(), Proof::of);
                assertThat(second).isEqualTo(first);
                return new Outcome<>(first, true);
              });

      assertThat(proof.sub()).isEqualTo("attendee-" + i);
    }
    assertThat(observed).isEmpty();
  }

  @Test
  void rollsBackWhenTheWorkSaysSo() throws Exception {
    Statement insert =
        new Statement(
            proving(
                "made as (insert into note values (cast(? as int), 'attendee-1', '') returning id)",
                "select count(*) from made"),
            List.of("5000"));

    connection.inTransaction(
        settings(1, false, Map.of()),
        transaction -> new Outcome<>(transaction.query(insert, Proof::of), false));
    assertThat(SHAPES.database().value("select count(*) from note where id = 5000")).isEqualTo("0");

    connection.inTransaction(
        settings(1, false, Map.of()),
        transaction -> new Outcome<>(transaction.query(insert, Proof::of), true));
    assertThat(SHAPES.database().value("select count(*) from note where id = 5000")).isEqualTo("1");
    assertThat(TestDatabase.rows(raw, "select current_user")).containsExactly("authenticator");
  }

  @Test
  void rollsBackWhenTheWorkFails() throws Exception {
    Statement insert =
        new Statement(
            proving(
                "made as (insert into note values (6000, 'attendee-1', '') returning id)",
                "select count(*) from made"),
            List.of());

    assertThatThrownBy(() ->
            connection.inTransaction(
                settings(1, false, Map.of()),
                transaction -> {
                  transaction.query(insert, Proof::of);
                  throw new IllegalStateException("the work's own mistake");
                }))
        .hasMessage("the work's own mistake");

    assertThat(SHAPES.database().value("select count(*) from note where id = 6000")).isEqualTo("0");
    assertThat(connection.isOpen()).isTrue();
    assertThat(TestDatabase.rows(raw, "select current_user")).containsExactly("authenticator");
  }

  @Test
  void isolatesAsAsked() throws Exception {
    Statement look =
        new Statement(
            "select current_setting('transaction_isolation'), " + RequestConnection.WITNESS,
            List.of());
    RequestSettings settings =
        settings(1, true, Map.of("transaction_isolation", "repeatable read"));

    String level =
        connection.inTransaction(
            settings,
            transaction ->
                new Outcome<>(
                    transaction.query(look, rows -> rows.next() ? rows.getString(1) : ""), true));

    assertThat(level).isEqualTo("repeatable read");
    assertThatThrownBy(() -> connection.inOneSync(settings, look, _ -> ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
