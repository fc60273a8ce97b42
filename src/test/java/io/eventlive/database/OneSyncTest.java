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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One round trip: settings and statement as one implicit transaction, whatever the statement.
final class OneSyncTest {
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
  void isOneTransactionUnderTheCallersNameEveryTime(Shape shape) throws Exception {
    long before = 0;
    for (int i = 0; i < TIMES; i++) {
      RequestSettings settings = settings(i, shape.readOnly(), Map.of());

      Proof proof = connection.inOneSync(settings, shape.statement(), Proof::of);

      assertThat(proof.sub()).isEqualTo("attendee-" + i);
      assertThat(proof.readOnly()).isEqualTo(shape.readOnly());
      // A backend counts its transactions: one more than the last is one for both statements.
      assertThat(proof.transaction()).isEqualTo(i == 0 ? proof.transaction() : before + 1);
      before = proof.transaction();
    }
    assertThat(observed).isEmpty();
  }

  @Test
  void catchesTheSecondSyncThatAnUntypedParameterCauses() {
    Statement shape =
        new Statement(proving("select shout(words => cast(? as text))"), List.of("a"));
    int believed = 0;
    int caught = 0;
    for (int i = 0; i < TIMES; i++) {
      // What the driver does with every setString when told so: the planted mistake.
      Connection untyped = SHAPES.connect(Map.of("stringtype", "unspecified"));
      try (PostgresRequestConnection planted = over(untyped, observed::add)) {
        for (int j = 0; j < TIMES; j++) {
          Proof proof = planted.inOneSync(settings(i, true, Map.of()), shape, Proof::of);
          assertThat(proof.sub()).isEqualTo("attendee-" + i);
          believed++;
        }
      } catch (ConnectionLost e) {
        assertThat(e.getMessage()).contains("does not show that it was made for role");
        caught++;
      } catch (SQLException e) {
        // Without claims the statement's own look at them fails: it ran as the bare login.
        assertThat(e.getMessage()).contains("json");
        caught++;
      }
    }
    assertThat(caught).as("caught, with %d answers believed", believed).isPositive();
  }

  @Test
  void discardsTheAnswerAndClosesTheConnectionWhenTheWitnessIsMissing() {
    Statement silent = new Statement("select 1 as answer", List.of());

    assertThatThrownBy(() -> connection.inOneSync(settings(1, false, Map.of()), silent, _ -> "x"))
        .isInstanceOfSatisfying(ConnectionLost.class, e -> assertThat(e.mayHaveWritten()).isTrue());

    assertThat(connection.isOpen()).isFalse();
    assertThat(observed)
        .containsExactly(new Observation.WitnessMissed("authenticated", "no witness"));
  }

  @Test
  void discardsTheAnswerOfAFunctionThatChangesTheRole() throws Exception {
    Statement turncoat =
        new Statement(
            "select set_config('role', 'anon', true) as answer, " + RequestConnection.WITNESS,
            List.of());

    assertThatThrownBy(
            () -> connection.inOneSync(settings(1, true, Map.of()), turncoat, _ -> "believed"))
        .isInstanceOfSatisfying(
            ConnectionLost.class, e -> assertThat(e.mayHaveWritten()).isFalse());

    assertThat(observed).containsExactly(new Observation.WitnessMissed("authenticated", "anon"));
  }

  @Test
  void leavesNothingBehindAfterAnError() throws Exception {
    Statement broken =
        new Statement("select 1 / cast(? as int), " + RequestConnection.WITNESS, List.of("0"));

    for (int i = 0; i < TIMES; i++) {
      assertThatThrownBy(() -> connection.inOneSync(settings(1, true, Map.of()), broken, _ -> ""))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22012"));

      assertThat(
              TestDatabase.rows(
                  raw,
                  "select current_user, current_setting('request.jwt.claims', true),"
                      + " current_setting('transaction_read_only')"))
          .isSubsetOf("authenticator||off", "authenticator|null|off");
    }
  }

  @Test
  void appliesTheRolesOwnStatementTimeout() {
    Statement slow =
        new Statement("select pg_sleep(20)::text, " + RequestConnection.WITNESS, List.of());
    RequestSettings impatient = settings(0, true, Map.of("statement_timeout", "150ms"));
    long began = System.nanoTime();

    for (int i = 0; i < 6; i++) {
      assertThatThrownBy(() -> connection.inOneSync(impatient, slow, _ -> ""))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    }

    assertThat(System.nanoTime() - began).isLessThan(15_000_000_000L);
    assertThat(connection.isOpen()).isTrue();
  }

  @Test
  void setsWhatARequestLeavesOutToTheEmptyString() throws Exception {
    Statement look =
        new Statement(
            "select concat_ws('|', current_setting('request.method', true) is null,"
                + " current_setting('request.headers'), current_setting('request.path'),"
                + " current_setting('response.headers')) as seen, "
                + RequestConnection.WITNESS,
            List.of());

    String seen =
        connection.inOneSync(
            settings(1, true, Map.of("request.path", "/note")),
            look,
            rows -> rows.next() ? rows.getString(1) : "");

    assertThat(seen).isEqualTo("f||/note|");
  }

  @Test
  void refusesWritesWhereOnlyReadingIsMeant() {
    Statement write =
        new Statement(
            proving("made as (delete from note returning id)", "select count(*) from made"),
            List.of());

    assertThatThrownBy(() -> connection.inOneSync(settings(1, true, Map.of()), write, Proof::of))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
  }

  @Test
  void takesNoRoleThatWouldMeanItsOwnLogin() {
    RequestSettings nobody =
        new RequestSettings(new Caller("none", "{}", Optional.empty()), true, Map.of());

    assertThatThrownBy(() ->
            connection.inOneSync(nobody, new Statement(proving("select 1"), List.of()), Proof::of))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22023"));
  }

  @Test
  void takesNoMoreThanOneStatement() {
    assertThatThrownBy(() -> new Statement("select 1; select 2", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Statement("select ';', \"a;b\" from t", List.of()).parameters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void saysWhichTransactionWrote(boolean oneSync) throws Exception {
    Statement insert = write("with made as (insert into note values (7000, 'attendee-1', ''))");
    Statement again =
        write(
            "with made as (insert into note values (7000, 'attendee-1', '') on conflict do nothing)");
    Statement look = write("");
    run(oneSync, insert, false);
    long written = connection.writtenBy().orElseThrow();

    assertThat(SHAPES.database().value("select xmin::text from note where id = 7000"))
        .isEqualTo(Long.toString(written));
    run(oneSync, look, false);
    assertThat(connection.writtenBy()).isEmpty();
    run(oneSync, again, false);
    assertThat(connection.writtenBy()).isEmpty();
    run(oneSync, look, true);
    assertThat(connection.writtenBy()).isEmpty();
    SHAPES.database().execute("delete from note where id = 7000");
  }

  private static Statement write(String with) {
    return new Statement(with + " select '', " + RequestConnection.WITNESS, List.of());
  }

  private void run(boolean oneSync, Statement statement, boolean readOnly) throws Exception {
    RequestSettings settings = settings(1, readOnly, Map.of());
    if (oneSync) {
      connection.inOneSync(settings, statement, _ -> "");
    } else {
      connection.inTransaction(
          settings, open -> new Outcome<>(open.query(statement, _ -> ""), true));
    }
  }

  @Test
  void saysThatAWriteMayStandWhenItsConnectionIsLost() throws Exception {
    assertThat(lostWhileRunning(false).mayHaveWritten()).isTrue();
  }

  @Test
  void saysThatAReadWroteNothingWhenItsConnectionIsLost() throws Exception {
    assertThat(lostWhileRunning(true).mayHaveWritten()).isFalse();
  }

  private ConnectionLost lostWhileRunning(boolean readOnly) throws Exception {
    Statement slow =
        new Statement("select pg_sleep(20)::text, " + RequestConnection.WITNESS, List.of());
    String pid = TestDatabase.rows(raw, "select pg_backend_pid()").getFirst();
    Thread killer =
        Thread.ofVirtual()
            .start(() -> {
              String active =
                  "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and pid = ?::text::int";
              Deadline deadline = Deadline.in(10);
              while (!"1".equals(SHAPES.database().value(active, pid))) {
                deadline.check("the statement does not run");
              }
              SHAPES.database().value("select pg_terminate_backend(?::text::int)", pid);
            });
    try {
      connection.inOneSync(settings(1, readOnly, Map.of()), slow, _ -> "");
      throw new AssertionError("the connection was not lost");
    } catch (ConnectionLost lost) {
      assertThat(connection.isOpen()).isFalse();
      return lost;
    } finally {
      killer.join();
    }
  }
}
