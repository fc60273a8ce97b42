package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The section "Values" of docs/reference/dialect.md: a domain whose casts say how its values are
/// written outside, and columns of composite and array types.
class RepresentationsTest {
  private static final Dialect DIALECT =
      Dialect.over(
          """
          create domain public.colour as integer check (value between 0 and 16777215);
          create function public.json(public.colour) returns json language sql immutable
            as $$ select to_json('#' || lpad(to_hex($1), 6, '0')) $$;
          create function public.colour(json) returns public.colour language sql immutable
            as $$ select ('x' || lpad(ltrim($1 #>> '{}', '#'), 8, '0'))::bit(32)::integer::public.colour $$;
          create function public.colour(text) returns public.colour language sql immutable
            as $$ select ('x' || lpad(ltrim($1, '#'), 8, '0'))::bit(32)::integer::public.colour $$;
          create cast (public.colour as json) with function public.json(public.colour) as implicit;
          create cast (json as public.colour) with function public.colour(json) as implicit;
          create cast (text as public.colour) with function public.colour(text) as implicit;
          create type public.place as (room text, floor integer);
          create table public.walls (
            id integer primary key,
            colour public.colour,
            place public.place,
            places public.place[],
            marks integer[]);
          insert into public.walls values
            (1, 255, row('A', 1), array[row('B', 2)::public.place], '{1,2}'),
            (2, 65280, row('C', 3), null, '{}'),
            (3, null, null, null, null);
          create table public.doors (
            id integer primary key, wall_id integer references public.walls, paint public.colour);
          insert into public.doors values (1, 1, 16711680), (2, 1, 255);
          grant select, insert, update on public.walls, public.doors to service_role;
          """,
          Map.of("db_aggregates_enabled", "true"));

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "select=id,colour&order=id|[{'id':1,'colour':'#0000ff'},{'id':2,'colour':'#00ff00'},"
            + "{'id':3,'colour':null}]",
        "select=c:colour&id=eq.1|[{'c':'#0000ff'}]",
        "id=eq.2&select=*,place->room,places,marks|[{'id':2,'colour':'#00ff00',"
            + "'place':{'room':'C','floor':3},'places':null,'marks':[],'room':'C','places':null,"
            + "'marks':[]}]",
        "select=colour,doors(paint)&doors.paint=eq.%23ff0000&id=eq.1|"
            + "[{'colour':'#0000ff','doors':[{'paint':'#ff0000'}]}]",
        "select=id,...doors(paint)&doors.order=id&id=eq.1|"
            + "[{'id':1,'paint':['#ff0000', '#0000ff']}]",
        "select=id&colour=eq.%23ff|[{'id':1}]",
        "select=id&colour=in.(%2300ff00,ff)&order=id|[{'id':1},{'id':2}]",
        "select=id&colour=eq(any).{%2300ff00,ff}&order=id|[{'id':1},{'id':2}]",
        "select=id&colour=gt(all).{%2300000f,ff}&order=id|[{'id':2}]",
        "select=id&colour=not.isdistinct.ff|[{'id':1}]",
        "select=id&or=(colour.eq.ff,colour.is.null)&order=id|[{'id':1},{'id':3}]",
        "select=id&order=colour.desc.nullslast|[{'id':2},{'id':1},{'id':3}]",
        "select=colour,count()&order=colour.nullsfirst&limit=2|"
            + "[{'colour':null,'count':1},{'colour':'#0000ff','count':1}]",
        "select=colour,count()&colour=eq.ff|[{'colour':'#0000ff','count':1}]",
        // inside composites and arrays
        "select=id,place->>room,place->floor&place->>floor=gt.2|[{'id':2,'room':'C','floor':3}]",
        "select=id,first:places->0->>room&order=id&limit=1|[{'id':1,'first':'B'}]",
        "select=id,marks->-1&marks->0=eq.1|[{'id':1,'marks':2}]",
        "select=id&order=place->floor.desc.nullslast&limit=2|[{'id':2},{'id':1}]",
      })
  void readsAndShowsValuesInTheirOwnForm(String query, String expected) {
    Answer answer = DIALECT.get("/walls?" + query);

    assertThat(answer.rows()).isEqualTo(expected.replace('\'', '"'));
  }

  @Test
  void readsBodiesInThatFormToo() {
    String shown = "return=representation";
    Answer stored =
        DIALECT.post(
            "/walls?select=id,colour",
            "[{\"id\": 8, \"colour\": \"#123456\"}, {\"id\": 9, \"colour\": null}]",
            "Prefer",
            shown);
    Answer changed =
        DIALECT.patch("/walls?id=eq.8&select=colour", "{\"colour\": \"#abcdef\"}", "Prefer", shown);

    assertThat(stored.rows())
        .isEqualTo("[{\"id\":8,\"colour\":\"#123456\"},{\"id\":9,\"colour\":null}]");
    assertThat(changed.rows()).isEqualTo("[{\"colour\":\"#abcdef\"}]");
    DIALECT.database().execute("delete from public.walls where id > 7");
  }
}
