package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The section "Filters" of docs/reference/dialect.md, operator by operator, against columns of the
/// types that they are made for.
class OperatorsTest {
  private static final Dialect DIALECT =
      Dialect.over(
          """
          create type public.mood as enum ('calm', 'busy');
          create domain public.level as integer check (value < 100);
          create table public.shelf (
            id integer primary key,
            body text,
            doc json,
            docs jsonb,
            vector tsvector generated always as (to_tsvector('english', coalesce(body, ''))) stored,
            tags text[],
            numbers integer[],
            span int4range,
            days daterange,
            mood public.mood,
            level public.level);
          insert into public.shelf (id, body, doc, docs, tags, numbers, span, days, mood, level)
          values
            (1, 'A fat cat sat', '{"k": "cats and dogs"}', '{"a": 1, "b": [1, 2]}',
              '{x,y}', '{1,2}', '[1,5)', '[2026-02-01,2026-02-07)', 'calm', 1),
            (2, 'The dog chased it', '{"k": "birds"}', '{"a": 2}',
              '{y,"z, (a)"}', '{3}', '[5,9)', '[2026-02-07,2026-02-09)', 'busy', 2),
            (3, 'Cats, a fat one', null, '{"b": [2, 3]}', '{}', '{}', '[20,30)', null, 'busy', 50),
            (4, null, null, null, null, null, null, null, null, null);
          create function public.caption(public.shelf) returns text language sql stable
            as $$ select upper($1.body) $$;
          grant select on public.shelf to service_role;
          """);

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // quantifiers
        "id=eq(any).{1,3,9}|1,3",
        "id=eq(all).{1,1}|1",
        "id=gt(any).{2,3}|3,4",
        "id=gt(all).{1,2}|3,4",
        "id=gte(all).{1,3}|3,4",
        "id=lt(any).{1,3}|1,2",
        "id=lte(all).{2,3}|1,2",
        "id=not.eq(any).{1,2}|3,4",
        "body=like(any).{A*,*it}|1,2",
        "body=like(all).{*fat*,*cat*}|1",
        "body=ilike(all).{*FAT*,*CAT*}|1,3",
        "body=match(any).{^A,it$}|1,2",
        "body=imatch(all).{cat,FAT}|1,3",
        "mood=eq(any).{busy,calm}|1,2,3",
        "level=eq(any).{1,50,1000}|1,3",
        "level=in.(2,1000)|2",
        "level=eq.1000|",
        "or=(id.eq(any).{1,2},body.like(any).{Cats%25,none})|1,2,3",
        // patterns
        "body=match.^A|1",
        "body=match.cat|1",
        "body=imatch.^cat|3",
        "body=not.imatch.cat|2",
        // null as a value
        "mood=isdistinct.busy|1,4",
        "mood=not.isdistinct.busy|2,3",
        "tags=isdistinct.{}|1,2,4",
        "or=(mood.isdistinct.busy,id.eq.2)|1,2,4",
        // full text, with and without a language, of text, JSON and vectors
        "body=fts.cat|1,3",
        "body=fts(english).cat|1,3",
        "body=fts(english).cat+%26+!sat|3",
        "body=not.fts(english).cat|2",
        "body=plfts(english).the+fat+cats|1,3",
        "body=phfts(english).fat+cat|1",
        "body=phfts(simple).fat+cat|1",
        "body=wfts(english).%22fat+cat%22+or+dog|1,2",
        "body=wfts(english).-cat|2",
        "vector=fts.cats|1,3",
        "vector=plfts(english).dogs|2",
        "doc=fts(english).dog|1",
        "docs->b=is.null|2,4",
        "doc->>k=plfts(english).bird|2",
        "caption=phfts(english).fat+cat|1",
        "or=(body.fts(english).dog,vector.wfts.sat)|1,2",
        // arrays, documents and ranges
        "tags=cs.{y}|1,2",
        "tags=cs.{%22z,+(a)%22}|2",
        "tags=cd.{x,y,w}|1,3",
        "tags=ov.{x,q}|1",
        "tags=not.cs.{y}|3",
        "numbers=cs.{1}|1",
        "numbers=cs.{}|1,2,3",
        "docs=cs.{%22a%22:1}|1",
        "docs->b=cs.[2]|1,3",
        "docs=cd.{%22a%22:2,%22c%22:3}|2",
        "span=cs.[2,3]|1",
        "span=cd.[0,10]|1,2",
        "span=ov.[4,6]|1,2",
        "span=sl.[9,10]|1,2",
        "span=sr.(0,5)|2,3",
        "span=nxr.[0,8]|1,2",
        "span=nxl.[5,6]|2,3",
        "span=adj.[1,5)|2",
        "days=ov.[2026-02-06,2026-02-08]|1,2",
        "or=(tags.cs.{y,x},span.adj.%22[1,5)%22)|1,2",
        "and=(tags.ov.{y},not.span.sl.%22[9,10]%22)|",
        // in
        "body=in.(%22Cats,+a+fat+one%22,x)|3",
        "tags=in.({},%22{x,y}%22)|1,3",
        "mood=not.in.(calm)|2,3",
      })
  void filters(String query, String ids) {
    Answer answer = DIALECT.get("/shelf?select=id&order=id&" + query);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body().replaceAll("[^0-9,]", "")).isEqualTo(ids == null ? "" : ids);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id=cs.1|404|42883",
        "body=fts(klingon).cat|400|42704",
        "body=fts.cat+dog|400|42601",
        "body=match.[|400|2201B",
        "id=eq(any).1|400|22P02",
        "id=like.1|404|42883",
        "mood=eq(any).{none}|400|22P02",
        "span=cs.x|400|22P02",
        "tags=cs.x|400|22P02",
      })
  void leavesToPostgresqlWhatOnlyItCanJudge(String query, int status, String code) {
    Answer answer = DIALECT.get("/shelf?select=id&" + query);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
  }
}
