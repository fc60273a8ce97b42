package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The section "What PostgreSQL says" of docs/reference/errors.md. Every error is PostgreSQL's own
/// where a request can bring it about, and raised with its SQLSTATE where none can.
class SqlStatesTest {
  private static final Dialect DIALECT =
      Dialect.over(
          """
          create table public.rooms (
            id integer primary key, seats integer check (seats > 0), name varchar(5) not null);
          create table public.bookings (
            id integer primary key, room integer not null references public.rooms,
            during int4range, exclude using gist (during with &&));
          create view public.by_seats as select seats, count(*) from public.rooms group by seats;
          create view public.large as select * from public.rooms where seats > 10 with check option;
          insert into public.rooms values (1, 4, 'Ocean');
          insert into public.bookings values (1, 1, '[1,5)');
          grant all on all tables in schema public to service_role;
          revoke all on public.rooms from anon, authenticated;

          create function public.raise(state text) returns void language plpgsql as $$
          begin
            raise exception 'on purpose' using errcode = state, detail = 'why', hint = 'what to do';
          end $$;
          create function public.say(message text, state text) returns void language plpgsql as $$
          begin
            raise exception '%', message using errcode = state;
          end $$;
          create function public.over(divisor integer) returns integer language sql
            as $$ select 1 / divisor $$;
          create function public.book() returns void language sql volatile
            as $$ insert into public.rooms values (9, 9, 'Nine') $$;
          create function public.missing_table() returns void language plpgsql
            as $$ begin perform * from public.nowhere; end $$;
          create function public.missing_function() returns void language plpgsql
            as $$ begin perform public.nothing(1); end $$;
          create function public.slow() returns void language sql volatile
            set statement_timeout to '50ms' as $$ select pg_sleep(20) $$;
          create function public.deep(n integer) returns integer language plpgsql
            as $$ begin return public.deep(n + 1); end $$;
          create function public.turn_down() returns void language plpgsql
            as $$ begin raise 'No more seats'; end $$;
          create function public.missing_row() returns integer language plpgsql as $$
            declare one integer;
            begin
              select id into strict one from public.rooms where id = -1;
              return one;
            end $$;

          create table public.circle (id integer primary key);
          alter table public.circle enable row level security;
          create policy round on public.circle using (exists (select from public.circle));
          grant select on public.circle to authenticated;
          """);

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|/rooms|{\"id\": 1, \"seats\": 4, \"name\": \"Ocean\"}|409|23505",
        "POST|/bookings|{\"id\": 2, \"room\": 7}|409|23503",
        "DELETE|/rooms?id=eq.1||409|23503",
        "POST|/rooms|{\"id\": 2, \"seats\": 4}|400|23502",
        "POST|/rooms|{\"id\": 2, \"seats\": 0, \"name\": \"Hill\"}|400|23514",
        "POST|/bookings|{\"id\": 3, \"room\": 1, \"during\": \"[4,6)\"}|400|23P01",
        "POST|/rooms|{\"id\": 2, \"seats\": 4, \"name\": \"Mountain\"}|400|22001",
        "POST|/large|{\"id\": 2, \"seats\": 4, \"name\": \"Hill\"}|400|44000",
        "PATCH|/by_seats?seats=eq.4|{\"seats\": 5}|500|55000",
        "GET|/rpc/over?divisor=0||400|22012",
        "GET|/rpc/book||405|25006",
        "POST|/rpc/missing_table|{}|404|42P01",
        "POST|/rpc/missing_function|{}|404|42883",
        "POST|/rpc/slow|{}|500|57014",
        "POST|/rpc/deep|{\"n\": 1}|500|54001",
        "POST|/rpc/turn_down|{}|400|P0001",
        "POST|/rpc/missing_row|{}|500|P0002",
      })
  void answersWhatPostgresqlRefuses(
      String method, String target, String body, int status, String code) {
    Answer answer = DIALECT.send(method, target, body == null ? "" : body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"code\":\"" + code + "\"");
    assertThat(answer.header("Proxy-Status")).isEqualTo("PostgREST; error=" + code);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
  }

  /// What no request can bring about by itself.
  @ParameterizedTest
  @CsvSource({
    "08000,503",
    "08006,503",
    "09000,500",
    "0A000,400",
    "0L000,403",
    "0LP01,403",
    "0P000,403",
    "21000,500",
    "22023,400",
    "23000,400",
    "25000,500",
    "25P02,500",
    "28000,403",
    "28P01,403",
    "2D000,500",
    "38000,500",
    "38001,500",
    "39000,500",
    "39P01,500",
    "3B000,500",
    "3B001,500",
    "40000,500",
    "40001,500",
    "40P01,500",
    "53000,503",
    "53100,503",
    "53300,503",
    "53400,500",
    "54000,500",
    "55006,500",
    "55P03,500",
    "57000,500",
    "57014,500",
    "58000,500",
    "58P01,500",
    "F0000,500",
    "F0001,500",
    "HV000,500",
    "HV005,500",
    "P0000,500",
    "P0003,500",
    "XX000,500",
    "XX001,500",
    "01000,400",
    "24000,400",
    "34000,400",
    "ZZ123,400",
  })
  void answersWhatIsRaised(String state, int status) {
    Answer answer = DIALECT.post("/rpc/raise", "{\"state\": \"" + state + "\"}");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body())
        .isEqualTo(
            "{\"code\":\"%s\",\"details\":\"why\",\"hint\":\"what to do\",\"message\":\"on purpose\"}"
                .formatted(state));
    assertThat(answer.header("Retry-After")).isEqualTo(status == 503 ? "1" : "");
  }

  /// PostgreSQL says these when it closes a connection, and then nothing more is known of the
  /// write.
  @ParameterizedTest
  @CsvSource({"57P01", "57P02", "57P03", "57P04"})
  void takesTheLastWordsOfAConnectionForItsEnd(String state) {
    Answer answer = DIALECT.post("/rpc/raise", "{\"state\": \"" + state + "\"}");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("\"code\":\"EL_OUTCOME_UNKNOWN\"");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void saysSignInToWhoeverHasNotAndForbiddenToEverybodyElse() {
    Answer anonymous = DIALECT.get("/rooms", "as", "anon");
    Answer signedIn = DIALECT.get("/rooms", "as", "authenticated");

    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(anonymous.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(signedIn.status()).isEqualTo(403);
    assertThat(signedIn.header("WWW-Authenticate")).isEmpty();
    for (Answer answer : new Answer[] {anonymous, signedIn}) {
      assertThat(answer.body())
          .contains("\"code\":\"42501\"", "\"message\":\"permission denied for table rooms\"");
    }
  }

  @Test
  void answersAPolicyThatRefersToItselfAsAFaultOfTheDatabase() {
    Answer answer = DIALECT.get("/circle", "as", "authenticated");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).contains("\"code\":\"42P17\"", "infinite recursion");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "21000|UPDATE requires a WHERE clause|400",
        "21000|ON CONFLICT DO UPDATE command cannot affect row a second time|500",
        "22023|role \"nobody\" does not exist|401",
        "22023|invalid value for parameter|400",
        "42883|function xmlagg(text) does not exist|406",
        "42883|function f() does not exist|404",
      })
  void looksAtTheWordsWhereTheCodeIsNotEnough(String state, String message, int status) {
    String body =
        "{\"state\": \"%s\", \"message\": \"%s\"}".formatted(state, message.replace("\"", "\\\""));
    Answer answer = DIALECT.post("/rpc/say", body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("WWW-Authenticate")).isEqualTo(status == 401 ? "Bearer" : "");
  }

  @Test
  void letsAFunctionChooseTheStatus() {
    assertThat(DIALECT.post("/rpc/raise", "{\"state\": \"PT402\"}").status()).isEqualTo(402);
    assertThat(DIALECT.post("/rpc/raise", "{\"state\": \"PT404\"}").status()).isEqualTo(404);
    assertThat(DIALECT.post("/rpc/raise", "{\"state\": \"PGRST\"}").status()).isEqualTo(500);
  }
}
