package io.eventlive.rest;

import java.util.List;
import java.util.Map;

/// Tables and functions with every kind of type that the guard knows, and some that it does not.
final class RandomTables {
  /// A column or argument.
  record Typed(String name, String type) {}

  /// A table or view, and from it the embeds that its keys allow.
  record Relation(String name, List<Typed> columns, List<Link> links) {}

  /// @param join in SQL
  record Link(String target, boolean toOne, String join) {}

  /// @param required how many arguments have no default
  /// @param rows the relation of which it gives rows; empty for a plain value
  record Routine(String name, List<Typed> arguments, int required, String rows) {}

  static final String SQL =
      """
      create domain public.rank as integer check (value > 0);
      create table public.halls (id integer primary key, name text not null, built date);
      create table public.shows (
        id integer primary key,
        hall_id integer references public.halls,
        title text default 'Untitled',
        seats smallint default 10,
        views bigint,
        price numeric,
        weight double precision,
        open boolean,
        starts timestamptz,
        planned timestamp,
        day date,
        door time,
        tags text[],
        info jsonb,
        code uuid,
        grade public.rank,
        span int4range);
      create table public.talks (
        id integer primary key,
        show_id integer not null references public.shows on delete cascade,
        title text,
        minutes integer);
      create view public.open_shows as select id, hall_id, title, code from public.shows where open;

      create function public.add(a integer, b integer default 1) returns integer
        language sql immutable as 'select a + b';
      create function public.enter(code uuid, at timestamptz, vip boolean default false)
        returns text language sql stable as $$ select concat_ws(' ', code, at, vip) $$;
      create function public.graded(mark public.rank, price numeric) returns numeric
        language sql stable as 'select price * mark';
      create function public.over(x integer) returns text language sql as $$ select 'int' $$;
      create function public.over(y text) returns text language sql as $$ select 'text' $$;
      create function public.joined(variadic words text[]) returns text
        language sql stable as $$ select array_to_string(words, '+') $$;
      create function public.whole(json) returns json language sql stable as 'select $1';
      create function public.twice(z integer) returns integer language sql as 'select z';
      create function public.twice(z text) returns integer language sql as 'select 1';
      create function public.found(at_least smallint) returns setof public.shows
        language sql stable as 'select * from public.shows where seats >= at_least';
      create function public.hidden(a integer) returns integer language sql as 'select a';
      revoke execute on function public.hidden from public, anon;

      grant all on all tables in schema public to service_role;
      grant execute on function public.hidden to service_role;
      revoke all on public.halls, public.shows, public.talks, public.open_shows from anon;
      grant select (id, title, seats, open, code) on public.shows to anon;
      grant select on public.talks to anon;
      """;

  static final String ROWS =
      """
      delete from public.shows;
      delete from public.halls;
      insert into public.halls values (1, 'Hall 1', '1988-09-17'), (2, 'Hall 2', null);
      insert into public.shows values
        (1, 1, 'Morning', 10, 7, 12.50, 1.5, true, '2026-02-06 05:00+00', '2026-02-06 14:00',
          '2026-02-06', '14:00', '{a,b}', '{"a": 1, "b": {"c": "x"}}',
          '6f1d4e0a-0000-4000-8000-000000000001', 1, '[1,5)'),
        (2, 1, 'Noon', 0, null, 0, -2, false, null, null, null, '24:00', '{}', '[]', null, 2,
          'empty'),
        (3, 2, 'with, comma', null, 5, null, null, null, 'infinity', null, '2026-02-06', null,
          null, null, '6f1d4e0a-0000-4000-8000-00000000000a', null,
          '[5,)'),
        (4, null, 'quo"te', 32767, 9223372036854775807, 'NaN', 'Infinity', true, null, null, null,
          null, '{"a,b"}', '{"a": "1"}', null, 7, null);
      insert into public.talks values (1, 1, 'Opening', 10), (2, 1, 'Closing', 20), (3, 3, null, 5);
      """;

  private static final List<Typed> SHOW =
      List.of(
          new Typed("id", "integer"),
          new Typed("hall_id", "integer"),
          new Typed("title", "text"),
          new Typed("seats", "smallint"),
          new Typed("views", "bigint"),
          new Typed("price", "numeric"),
          new Typed("weight", "double precision"),
          new Typed("open", "boolean"),
          new Typed("starts", "timestamptz"),
          new Typed("planned", "timestamp"),
          new Typed("day", "date"),
          new Typed("door", "time"),
          new Typed("tags", "text[]"),
          new Typed("info", "jsonb"),
          new Typed("code", "uuid"),
          new Typed("grade", "public.rank"),
          new Typed("span", "int4range"));

  /// What a show takes where nothing is said.
  static final Map<String, String> DEFAULTS = Map.of("title", "Untitled", "seats", "10");

  static final Relation SHOWS =
      new Relation(
          "shows",
          SHOW,
          List.of(
              new Link("halls", true, "halls.id = shows.hall_id"),
              new Link("talks", false, "talks.show_id = shows.id")));

  static final List<Relation> RELATIONS =
      List.of(
          SHOWS,
          SHOWS,
          SHOWS,
          new Relation(
              "halls",
              List.of(
                  new Typed("id", "integer"),
                  new Typed("name", "text"),
                  new Typed("built", "date")),
              List.of(new Link("shows", false, "shows.hall_id = halls.id"))),
          new Relation(
              "talks",
              List.of(
                  new Typed("id", "integer"),
                  new Typed("show_id", "integer"),
                  new Typed("title", "text"),
                  new Typed("minutes", "integer")),
              List.of(new Link("shows", true, "shows.id = talks.show_id"))),
          new Relation(
              "open_shows",
              List.of(
                  new Typed("id", "integer"),
                  new Typed("hall_id", "integer"),
                  new Typed("title", "text"),
                  new Typed("code", "uuid")),
              List.of(new Link("halls", true, "halls.id = open_shows.hall_id"))));

  static final List<Routine> ROUTINES =
      List.of(
          new Routine("add", List.of(new Typed("a", "integer"), new Typed("b", "integer")), 1, ""),
          new Routine(
              "enter",
              List.of(
                  new Typed("code", "uuid"),
                  new Typed("at", "timestamptz"),
                  new Typed("vip", "boolean")),
              2,
              ""),
          new Routine(
              "graded",
              List.of(new Typed("mark", "public.rank"), new Typed("price", "numeric")),
              2,
              ""),
          new Routine("over", List.of(new Typed("x", "integer")), 1, ""),
          new Routine("over", List.of(new Typed("y", "text")), 1, ""),
          new Routine("hidden", List.of(new Typed("a", "integer")), 1, ""),
          new Routine("found", List.of(new Typed("at_least", "smallint")), 1, "shows"));

  private RandomTables() {}

  static Relation relation(String name) {
    return RELATIONS.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }
}
