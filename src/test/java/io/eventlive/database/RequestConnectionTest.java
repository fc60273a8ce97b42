package io.eventlive.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.database.RequestConnection.Outcome;
import io.eventlive.observation.Observation;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every shape of SQL that requests have through both transaction shapes.
final class RequestConnectionTest {
  private static final int TIMES = 20; // past the driver's fifth, from which on it prepares

  private static final TestDatabase DATABASE = database();

  private final List<Observation> observed = Collections.synchronizedList(new ArrayList<>());
  private Connection raw = connect(Map.of());
  private PostgresRequestConnection connection = over(raw);

  private static TestDatabase database() {
    TestDatabase database = TestDatabase.fresh();
    database.execute(
        """
        create table public.note (id int primary key, owner text not null, body text);
        alter table public.note enable row level security;
        create policy own on public.note
          using (owner = (select current_setting('request.jwt.claims')::jsonb->>'sub'))
          with check (owner = (select current_setting('request.jwt.claims')::jsonb->>'sub'));
        grant all on public.note to anon, authenticated;
        insert into public.note select n, 'attendee-' || n % 3, repeat('x', 50)
          from generate_series(1, 60) n;
        create function public.shout(words text) returns text language sql
          as $$ select upper(words) $$;
        """);
    return database;
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  @BeforeEach
  void connect() {
    observed.clear();
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  private static Connection connect(Map<String, String> options) {
    try {
      return login().withOptions(options).open();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Login login() {
    return new Login(
        TestCluster.ofThisRun().address(DATABASE.name()),
        Role.AUTHENTICATOR.sqlName(),
        DATABASE.password(Role.AUTHENTICATOR));
  }

  private PostgresRequestConnection over(Connection connection) {
    return new PostgresRequestConnection(connection, observed::add, new SplittableRandom(7));
  }

  private static Caller caller(int number) {
    String role = number % 2 == 0 ? "anon" : "authenticated";
    return new Caller(
        role,
        "{\"role\":\"%s\",\"sub\":\"attendee-%d\"}".formatted(role, number),
        Optional.of("attendee-" + number));
  }

  private static RequestSettings settings(int number, boolean readOnly, Map<String, String> more) {
    return new RequestSettings(caller(number), readOnly, more);
  }

  /// Selects the number of the backend's transaction, the caller, and the witness.
  private static String proving(String from) {
    return """
    select (select split_part(virtualtransaction, '/', 2) from pg_locks
            where locktype = 'virtualxid' and pid = pg_backend_pid()) as transaction,
           current_setting('request.jwt.claims')::jsonb->>'sub' as sub,
           current_setting('transaction_read_only') as read_only,
           (%s) as answer,
    """
            .formatted(from)
        + RequestConnection.WITNESS;
  }

  private static String proving(String with, String from) {
    return "with " + with + " " + proving(from);
  }

  record Shape(String name, boolean readOnly, Statement statement) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Shape> shapes() {
    String list = String.join(", ", Collections.nCopies(1_000, "cast(? as int)"));
    List<String> thousand = IntStream.range(0, 1_000).mapToObj(Integer::toString).toList();
    return List.of(
        new Shape("no parameter", true, new Statement(proving("select 1"), List.of())),
        new Shape(
            "casts to many types",
            true,
            new Statement(
                proving(
                    "select concat(cast(? as uuid), cast(? as int), cast(? as timestamptz),"
                        + " cast(? as jsonb), cast(? as boolean), cast(? as int[]))"),
                List.of(
                    "6f1d8c1e-0000-4000-8000-000000000001",
                    "1",
                    "2026-02-06T14:00:00+09:00",
                    "{\"a\":1}",
                    "true",
                    "{1,2}"))),
        new Shape(
            "nulls",
            true,
            new Statement(
                proving("select coalesce(cast(? as uuid)::text, cast(? as text), 'none')"),
                java.util.Arrays.asList(null, null))),
        new Shape(
            "rows as JSON",
            true,
            new Statement(
                proving("select json_agg(n) from note n where id > cast(? as int)"), List.of("0"))),
        new Shape(
            "an answer of 300 KB",
            true,
            new Statement(proving("select repeat('x', cast(? as int))"), List.of("300000"))),
        new Shape(
            "a parameter of 300 KB",
            true,
            new Statement(proving("select length(cast(? as text))"), List.of("y".repeat(300_000)))),
        new Shape(
            "a thousand parameters",
            true,
            new Statement(
                proving("select count(*) from note where id in (" + list + ")"), thousand)),
        new Shape(
            "a function",
            true,
            new Statement(proving("select shout(words => cast(? as text))"), List.of("hey"))),
        new Shape(
            "insert or leave",
            false,
            new Statement(
                proving(
                    "made as (insert into note select 1000, cast(? as text), 'b'"
                        + " where false on conflict do nothing returning id)",
                    "select count(*) from made"),
                List.of("nobody"))),
        new Shape(
            "update",
            false,
            new Statement(
                proving(
                    "made as (update note set body = cast(? as text) returning id)",
                    "select count(*) from made"),
                List.of("new"))),
        new Shape(
            "delete",
            false,
            new Statement(
                proving(
                    "made as (delete from note where id = cast(? as int) returning id)",
                    "select count(*) from made"),
                List.of("-1"))));
  }

  record Proof(long transaction, String sub, boolean readOnly) {
    static Proof of(ResultSet rows) throws SQLException {
      assertThat(rows.next()).isTrue();
      return new Proof(
          rows.getLong("transaction"),
          rows.getString("sub"),
          rows.getString("read_only").equals("on"));
    }
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
  void catchesTheSecondSyncThatAnUntypedParameterCauses() {
    Statement shape =
        new Statement(proving("select shout(words => cast(? as text))"), List.of("a"));
    int believed = 0;
    int caught = 0;
    for (int i = 0; i < TIMES; i++) {
      // What the driver does with every setString when told so: the planted mistake.
      Connection untyped = connect(Map.of("stringtype", "unspecified"));
      try (PostgresRequestConnection planted = over(untyped)) {
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
    assertThat(DATABASE.value("select count(*) from note where id = 5000")).isEqualTo("0");

    connection.inTransaction(
        settings(1, false, Map.of()),
        transaction -> new Outcome<>(transaction.query(insert, Proof::of), true));
    assertThat(DATABASE.value("select count(*) from note where id = 5000")).isEqualTo("1");
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

    assertThat(DATABASE.value("select count(*) from note where id = 6000")).isEqualTo("0");
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
              while (!"1".equals(DATABASE.value(active, pid))) {
                deadline.check("the statement does not run");
              }
              DATABASE.value("select pg_terminate_backend(?::text::int)", pid);
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
