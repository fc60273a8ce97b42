package io.eventlive.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.observation.Observation;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A table under row level security, callers, connections to it, and every shape of SQL that
/// requests have.
final class RequestShapes implements AutoCloseable {
  /// How often a shape runs on one connection: past the driver's fifth, from which on it prepares.
  static final int TIMES = 20;

  private final TestDatabase database = TestDatabase.fresh();

  RequestShapes() {
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
  }

  TestDatabase database() {
    return database;
  }

  @Override
  public void close() {
    database.close();
  }

  /// Logged in as requests are, with options of the driver.
  Connection connect(Map<String, String> options) {
    try {
      return new Login(
              TestCluster.ofThisRun().address(database.name()),
              Role.AUTHENTICATOR.sqlName(),
              database.password(Role.AUTHENTICATOR))
          .withOptions(options)
          .open();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static PostgresRequestConnection over(Connection connection, Consumer<Observation> observer) {
    return new PostgresRequestConnection(connection, observer::accept, new SplittableRandom(7));
  }

  private static Caller caller(int number) {
    String role = number % 2 == 0 ? "anon" : "authenticated";
    return new Caller(
        role,
        "{\"role\":\"%s\",\"sub\":\"attendee-%d\"}".formatted(role, number),
        Optional.of("attendee-" + number));
  }

  static RequestSettings settings(int number, boolean readOnly, Map<String, String> more) {
    return new RequestSettings(caller(number), readOnly, more);
  }

  /// Selects the number of the backend's transaction, the caller, and the witness.
  static String proving(String from) {
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

  static String proving(String with, String from) {
    return "with " + with + " " + proving(from);
  }

  record Shape(String name, boolean readOnly, Statement statement) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Shape> all() {
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
}
