package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The rows "choice" and "whole body" of the section "Functions" in docs/reference/dialect.md:
/// which of several functions is called, and how one without names for its arguments is.
class OverloadsTest {
  private static final Dialect DIALECT =
      Dialect.over(
          """
          create table public.seats (id integer primary key, label text);

          create function public.echo(json) returns json language sql immutable
            as $$ select $1 $$;
          create function public.echo_b(jsonb) returns jsonb language sql immutable
            as $$ select $1 $$;
          create function public.said(text) returns text language sql immutable
            as $$ select $1 $$;
          create function public.doubled(integer) returns integer language sql immutable
            as $$ select 2 * $1 $$;
          create function public.label_of(public.seats) returns text language sql stable
            as $$ select $1.label $$;

          create function public.mixed() returns text language sql immutable
            as $$ select 'nothing' $$;
          create function public.mixed(boolean) returns text language sql immutable
            as $$ select 'boolean' $$;
          create function public.mixed(text) returns text language sql immutable
            as $$ select 'text' $$;

          create function public.usual() returns text language sql immutable
            as $$ select 'nothing' $$;
          create function public.usual(integer default 1) returns text language sql immutable
            as $$ select 'integer' $$;
          create function public.usual(text default 'x') returns text language sql immutable
            as $$ select 'text' $$;

          create function public.either(a text) returns text language sql as $$ select a $$;
          create function public.either(a integer) returns text language sql as $$ select 'n' $$;
          create function public.either(a integer, b integer) returns text language sql
            as $$ select 'both' $$;
          """);

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @Test
  void handsAWholeBodyToTheOneArgumentWithoutAName() {
    assertThat(DIALECT.post("/rpc/echo", "{\"\": {\"a\": 1}}").body())
        .isEqualTo("{\"\": {\"a\": 1}}");
    assertThat(DIALECT.post("/rpc/echo", "[{\"a\": 1}, {\"a\": 2}]").body())
        .isEqualTo("[{\"a\": 1}, {\"a\": 2}]");
    assertThat(DIALECT.post("/rpc/echo_b", "{\"b\": 1, \"\": 2}").body())
        .isEqualTo("{\"\": 2, \"b\": 1}");
    assertThat(DIALECT.post("/rpc/said", "{\"\": \"word\"}").body())
        .isEqualTo("\"{\\\"\\\": \\\"word\\\"}\"");
  }

  @Test
  void handsRowsOfCsvToNoArgumentWithoutAName() {
    Answer answer = DIALECT.post("/rpc/echo", "a,b\n1,2\n", "Content-Type", "text/csv");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body())
        .contains(
            "Could not find the function public.echo(a, b) in the schema cache",
            "Searched for the function public.echo with parameters a, b, but no matches");
  }

  @Test
  void cannotCallWhatHasArgumentsThatNobodyCanName() {
    Answer number = DIALECT.post("/rpc/doubled", "{\"\": 1}");
    Answer row = DIALECT.post("/rpc/label_of", "{\"\": {\"id\": 1}}");
    Answer nothing = DIALECT.post("/rpc/label_of", "{}");

    assertThat(number.status()).isEqualTo(404);
    assertThat(number.body())
        .contains(
            "\"code\":\"PGRST202\"",
            "Could not find the function public.doubled() in the schema cache",
            "with parameter  or with a single unnamed json/jsonb parameter, but");
    assertThat(row.status()).isEqualTo(404);
    assertThat(row.body()).contains("\"hint\":null");
    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.body()).contains("the function public.label_of without parameters");
  }

  @Test
  void choosesAmongThoseThatCanBeCalledOnly() {
    assertThat(DIALECT.post("/rpc/mixed", "{}").body()).isEqualTo("\"nothing\"");
    assertThat(DIALECT.post("/rpc/mixed", "{\"\": true}").body()).isEqualTo("\"text\"");
    assertThat(DIALECT.post("/rpc/usual", "{\"\": 5}").body()).isEqualTo("\"text\"");
    assertThat(DIALECT.get("/rpc/usual").status()).isEqualTo(300);
  }

  @Test
  void namesTheCandidatesByTheNumberAndTheTypesOfTheirArguments() {
    Answer either = DIALECT.post("/rpc/either", "{\"a\": 1}");
    Answer usual = DIALECT.post("/rpc/usual", "{}");

    assertThat(either.status()).isEqualTo(300);
    assertThat(either.body())
        .contains(
            "Could not choose the best candidate function between:"
                + " public.either(a => integer), public.either(a => text)\"");
    assertThat(usual.status()).isEqualTo(300);
    assertThat(usual.body()).contains("between: public.usual(), public.usual( => text)\"");
  }
}
