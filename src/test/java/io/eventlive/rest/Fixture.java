package io.eventlive.rest;

/// The tables on which the dialect is tried out.
final class Fixture {
  static final String TABLES =
      """
      create schema other;
      grant usage on schema other to anon, authenticated, service_role;
      create table other.notes (id integer primary key, note text);
      grant all on other.notes to service_role;
      insert into other.notes values (1, 'elsewhere');

      create table public.hosts (id integer primary key, name text not null);
      create table public.events (
        id integer primary key,
        host_id integer references public.hosts,
        deputy_id integer constraint events_deputy_fkey references public.hosts,
        title text not null,
        seats integer,
        open boolean,
        starts timestamptz,
        tags text[],
        info jsonb,
        key uuid);
      create table public.talks (
        id integer primary key,
        event_id integer not null references public.events,
        title text,
        minutes integer);
      create table public.people (name text primary key, parent text references public.people);
      create table public.attending (
        event_id integer not null references public.events,
        person text not null references public.people,
        note text default 'came by',
        badge integer unique,
        primary key (event_id, person));
      create table public.loose (a integer, b text default 'usual');
      create view public.open_events as select id, title, host_id from public.events where open;
      create table public."odd ""name\""" ("select" integer primary key, "a.b,c" text);

      create function public.shout(public.events) returns text language sql stable
        as $$ select upper($1.title) $$;
      create function public.add(a integer, b integer default 1) returns integer
        language sql immutable as $$ select a + b $$;
      create function public.over(x integer) returns text language sql as $$ select 'int' $$;
      create function public.over(y text) returns text language sql as $$ select 'text' $$;
      create function public.twice(z integer) returns integer language sql as $$ select z $$;
      create function public.twice(z text) returns integer language sql as $$ select 1 $$;
      create function public.find_events(at_least integer) returns setof public.events
        language sql stable as $$ select * from public.events where seats >= at_least $$;
      create function public.one_event(which integer) returns public.events
        language sql stable as $$ select * from public.events where id = which $$;
      create function public.pairs() returns table (n integer, square integer)
        language sql stable as $$ select n, n * n from generate_series(1, 3) n $$;
      create function public.a_record() returns record language sql stable
        as $$ select id, name from public.hosts where id = 1 $$;
      create function public.records() returns setof record language sql stable
        as $$ select id, name from public.hosts order by id $$;
      create function public.one_out(n integer, out twice integer) language sql stable
        as $$ select n * 2 $$;
      create function public.outs(inout n integer, out word text) language sql stable
        as $$ select n + 1, 'w' $$;
      create function public.numbers() returns setof integer
        language sql stable as $$ select generate_series(1, 3) $$;
      create function public.nothing() returns void language sql as $$ select null $$;
      create function public.joined(variadic words text[]) returns text
        language sql stable as $$ select array_to_string(words, '+') $$;
      create function public.whole(json) returns json language sql stable as $$ select $1 $$;
      create function public.hidden(a integer) returns integer language sql as $$ select a $$;
      revoke execute on function public.hidden from public, anon, authenticated;
      create function public.add_talk(title text) returns integer language sql volatile as $$
        insert into public.talks values (90 + (select count(*) from public.talks), 1, title, 1)
        returning id $$;
      create function public.asked() returns json language sql stable as $$
        select json_build_object(
          'method', current_setting('request.method'), 'path', current_setting('request.path'),
          'x', current_setting('request.headers')::json->>'x-thing',
          'cookie', current_setting('request.cookies')::json->>'taste',
          'role', current_user, 'timeout', current_setting('statement_timeout'),
          'search_path', current_setting('search_path'),
          'read_only', current_setting('transaction_read_only')) $$;
      create function public.answered() returns text language plpgsql as $$
        begin
          perform set_config('response.status', '418', true);
          perform set_config('response.headers', '[{"X-Pot": "tea"}, {"Vary": "Nothing"}]', true);
          return 'short and stout';
        end $$;
      create function public.bad_headers() returns text language sql volatile
        as $$ select set_config('response.headers', '{"a": 1}', true) $$;
      create function public.bad_status() returns text language sql volatile
        as $$ select set_config('response.status', 'teapot', true) $$;
      create function public.fail(state text, message text, detail text default null)
        returns void language plpgsql as $$
        begin
          if detail is null then
            raise exception using errcode = state, message = message;
          end if;
          raise exception using errcode = state, message = message, detail = detail;
        end $$;

      create table public.secrets (id integer primary key);
      grant all on all tables in schema public to service_role;
      grant select on public.events, public.hosts, public.talks to anon, authenticated;
      revoke all on public.secrets from anon, authenticated;

      alter table public.attending enable row level security;
      create policy see on public.attending for select to authenticated
        using (note is distinct from 'hidden');
      create policy add on public.attending for insert to authenticated with check (true);
      grant select, insert on public.attending to authenticated;
      """;

  static final String ROWS =
      """
      delete from public.attending;
      delete from public.talks;
      delete from public.events;
      delete from public.hosts;
      delete from public.people;
      delete from public.loose;
      insert into public.hosts values (1, 'Host 1'), (2, 'Host 2');
      insert into public.events values
        (1, 1, 2, 'Morning', 10, true, '2026-02-06 05:00+00', '{a,b}',
          '{"room": {"name": "A", "levels": [1, 2]}, "n": 5}',
          '6f1d4e0a-0000-4000-8000-000000000001'),
        (2, 1, null, 'Noon', null, false, '2026-02-06 12:00+00', '{}', '{"room": null}',
          '6f1d4e0a-0000-4000-8000-000000000002'),
        (3, 2, 1, 'Evening, late', 30, null, null, null, null, null),
        (4, null, null, '100% "sure"', 0, true, null, null, null, null);
      insert into public.talks values
        (1, 1, 'Opening', 10), (2, 1, 'Middle', 20), (3, 1, 'Closing', 30), (4, 3, 'Only', 5);
      insert into public.people values ('p1', null), ('p2', 'p1'), ('p3', 'p1');
      insert into public.attending values (1, 'p1'), (1, 'p2'), (3, 'p1');
      """;

  static final String SQL = TABLES + ROWS;

  private Fixture() {}
}
