package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What docs/reference/dialect.md says about `count` and the most rows, where a read gives at most
/// 50 rows.
class CountsTest {
  /// The planner knows the tables from `analyze`, and of functions only what they say of
  /// themselves.
  private static final Dialect DIALECT =
      Dialect.over(
          """
          create table public.many (id integer primary key, kind integer);
          insert into public.many select n, n % 10 from generate_series(1, 1000) n;
          create table public.parts (id integer primary key, many_id integer references public.many);
          insert into public.parts select n, 1 from generate_series(1, 60) n;
          create table public.owned (id integer primary key, owner text);
          insert into public.owned
            select n, case when n <= 900 then 'a' else 'b' end from generate_series(1, 1000) n;
          alter table public.owned enable row level security;
          create policy own on public.owned for select to authenticated
            using (owner = current_setting('request.jwt.claims')::jsonb->>'sub');
          grant select on public.owned to authenticated;
          create function public.two() returns setof integer rows 500 language plpgsql stable as
            $$ begin return query select generate_series(1, 2); end $$;
          create function public.hundred() returns setof integer rows 5 language plpgsql stable as
            $$ begin return query select generate_series(1, 100); end $$;
          create view public.overestimated as select id from public.two() id;
          create view public.underestimated as select id from public.hundred() id;
          grant execute on function public.hundred() to service_role;
          create function public.all_many() returns setof public.many language sql stable as
            'select * from public.many order by id';
          grant update on public.many to service_role;
          grant select on public.many, public.parts, public.overestimated, public.underestimated
            to service_role;
          analyze public.many, public.parts, public.owned;
          alter role anon set default_transaction_isolation = 'repeatable read';
          grant select on public.many to anon;
          """,
          Map.of("db_max_rows", "50"));

  @AfterAll
  static void close() {
    DIALECT.database().execute("alter role anon reset default_transaction_isolation");
    DIALECT.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exact|/many?select=id&limit=2|206|0-1/1000",
        "exact|/many?select=id|206|0-49/1000",
        "exact|/many?select=id&limit=9999|206|0-49/1000",
        "exact|/overestimated?select=id&limit=1|206|0-0/2",
        // the planner's guess, whatever the limit and offset
        "planned|/many?select=id&limit=2|206|0-1/1000",
        "planned|/many?select=id&kind=eq.3&limit=2|206|0-1/100",
        "planned|/many?select=id&limit=0|206|*/1000",
        "planned|/many?select=id&offset=990&limit=5|206|990-994/1000",
        "planned|/overestimated?select=id|206|0-1/500",
        "planned|/overestimated?select=id&offset=1|206|1-1/500",
        "planned|/many?select=id,parts!inner(id)&limit=1|200|0-0/1",
        // but never fewer than the page shows
        "planned|/underestimated?select=id&limit=20|200|0-19/20",
        // exact up to the most rows, and beyond the larger of what is counted and guessed
        "estimated|/many?select=id&id=lte.10|200|0-9/10",
        "estimated|/many?select=id&id=lte.50|200|0-49/50",
        "estimated|/many?select=id&kind=eq.3&limit=2|206|0-1/100",
        "estimated|/many?select=id&limit=2|206|0-1/1000",
        "estimated|/overestimated?select=id&limit=1|206|0-0/2",
        "estimated|/underestimated?select=id&limit=20|206|0-19/51",
        "estimated|/many?select=id&offset=998|206|998-999/1000",
      })
  void counts(String kind, String target, int status, String range) {
    for (String method : List.of("GET", "HEAD")) {
      Answer answer = DIALECT.send(method, target, "", "Prefer", "count=" + kind);

      assertThat(answer.header("Content-Range")).as(answer.body()).isEqualTo(range);
      assertThat(answer.header("Preference-Applied")).isEqualTo("count=" + kind);
      assertThat(answer.status()).isEqualTo(status);
    }
  }

  @Test
  void estimatesWhatTheCallerMaySee() {
    assertThat(owned("a")).isEqualTo("0-0/900");
    assertThat(owned("b")).isEqualTo("0-0/100");
  }

  private static String owned(String subject) {
    return DIALECT
        .get(
            "/owned?select=id&limit=1",
            "Prefer",
            "count=planned",
            "as",
            "authenticated",
            "sub",
            subject)
        .header("Content-Range");
  }

  @Test
  void estimatesBetweenBeginAndCommitToo() {
    Answer answer = DIALECT.get("/many?select=id&limit=2", "Prefer", "count=planned", "as", "anon");

    assertThat(answer.header("Content-Range")).isEqualTo("0-1/1000");
  }

  @Test
  void refusesAnOffsetBeyondAnExactCountOnly() {
    Answer exact = DIALECT.get("/overestimated?select=id&offset=3", "Prefer", "count=exact");
    Answer planned = DIALECT.get("/overestimated?select=id&offset=3", "Prefer", "count=planned");

    assertThat(exact.status()).isEqualTo(416);
    assertThat(exact.body()).contains("An offset of 3 was requested, but there are only 2 rows.");
    assertThat(planned.header("Content-Range")).isEqualTo("*/500");
  }

  @Test
  void cutsEveryLevelAtTheMostRows() {
    Answer answer = DIALECT.get("/many?select=parts(id)&id=eq.1");

    assertThat(answer.body().split("\\{\"id\":", -1)).hasSize(51);
  }

  /// A guess is made of reads only, as in PostgREST: what was written or given is counted or not.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exact|0-49/1000|0-9/10",
        "estimated|0-49/1000|0-9/10",
        "planned|0-49/*|0-9/*",
      })
  void guessesNothingOfCallsAndMutations(String kind, String called, String changed) {
    Answer call = DIALECT.get("/rpc/all_many?select=id", "Prefer", "count=" + kind);
    Answer mutation = DIALECT.patch("/many?id=lte.10", "{\"kind\": 3}", "Prefer", "count=" + kind);

    assertThat(call.header("Content-Range")).isEqualTo(called);
    assertThat(call.header("Preference-Applied")).isEqualTo("count=" + kind);
    assertThat(mutation.header("Content-Range")).isEqualTo(changed);
  }

  @Test
  void cutsNothingOfWhatAMutationShows() {
    Answer answer =
        DIALECT.patch(
            "/many?select=parts(id)&id=eq.1", "{\"kind\": 1}", "Prefer", "return=representation");

    assertThat(answer.body().split("\\{\"id\":", -1)).hasSize(61);
    assertThat(
            DIALECT
                .patch(
                    "/many?select=id&id=lte.60", "{\"kind\": 1}", "Prefer", "return=representation")
                .body()
                .split("\\{\"id\":", -1))
        .hasSize(61);
  }
}
