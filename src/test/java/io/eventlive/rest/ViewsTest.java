package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// The section "Embedding" of docs/reference/dialect.md where only views are exposed: the keys are
/// those of the tables behind them.
class ViewsTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final Dialect DIALECT =
      Dialect.over(
          """
          create schema inside;
          create table inside.hosts (id integer primary key, name text, deputy integer
            constraint hosts_deputy_fkey references inside.hosts);
          create table inside.events (id integer primary key, title text,
            host integer constraint events_host_fkey references inside.hosts,
            guest integer constraint events_guest_fkey references inside.hosts);
          create table inside.venues (event integer primary key references inside.events, name text);
          create table inside.people (id integer primary key, name text);
          create table inside.attending (event integer references inside.events,
            person integer references inside.people, primary key (event, person));
          insert into inside.hosts values (1, 'h1', null), (2, 'h2', 1), (3, 'h3', 1);
          insert into inside.events values (1, 'e1', 1, 2), (2, 'e2', 1, null);
          insert into inside.venues values (1, 'v1');
          insert into inside.people values (1, 'p1'), (2, 'p2');
          insert into inside.attending values (1, 1), (1, 2), (2, 1);
          create view public.hosts as select id, name, deputy from inside.hosts;
          create view public.events as
            select title as heading, id, host, guest from inside.events where id < 9;
          create view public.titles as select id, heading from public.events;
          create view public.venues as select * from inside.venues;
          create view public.guests as
            select id, guest, guest as honoured, title from inside.events where guest is not null;
          create view public.people as select * from inside.people;
          create view public.attending as select * from inside.attending;
          create function public.friends(public.people) returns setof public.people
            language sql stable as $$ select * from public.people where id <> $1.id $$;
          grant usage on schema inside to service_role;
          grant select on all tables in schema public, inside to service_role;
          """);

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/events?select=heading,hosts!events_host_fkey(name)&id=eq.1|"
            + "[{'heading':'e1','hosts':{'name':'h1'}}]",
        "/events?select=heading,hosts!guest(name)&id=eq.1|[{'heading':'e1','hosts':{'name':'h2'}}]",
        "/hosts?select=name,events!host(heading)&events.order=id&id=eq.1|"
            + "[{'name':'h1','events':[{'heading':'e1'},{'heading':'e2'}]}]",
        "/hosts?select=name,guested:events!events_guest_fkey(heading)&id=eq.2|"
            + "[{'name':'h2','guested':[{'heading':'e1'}]}]",
        // a column under two names is either of them
        "/guests?select=title,hosts!guest(name)|[{'title':'e1','hosts':{'name':'h2'}}]",
        "/guests?select=title,hosts!honoured(name)|[{'title':'e1','hosts':{'name':'h2'}}]",
        "/hosts?select=name,guests!honoured(title)&id=eq.2|"
            + "[{'name':'h2','guests':[{'title':'e1'}]}]",
        // one to one, in both directions, and through a view of a view
        "/events?select=heading,venues(name)&order=id|"
            + "[{'heading':'e1','venues':{'name':'v1'}},{'heading':'e2','venues':null}]",
        "/venues?select=name,events(heading)|[{'name':'v1','events':{'heading':'e1'}}]",
        "/venues?select=name,titles(heading)|[{'name':'v1','titles':{'heading':'e1'}}]",
        // many to many through a view
        "/events?select=heading,people(name)&people.order=id&order=id|"
            + "[{'heading':'e1','people':[{'name':'p1'},{'name':'p2'}]},"
            + "{'heading':'e2','people':[{'name':'p1'}]}]",
        "/people?select=name,events!attending(heading)&id=eq.2|"
            + "[{'name':'p2','events':[{'heading':'e1'}]}]",
        "/people?select=name,events!inner(heading)&events.id=eq.2|"
            + "[{'name':'p1','events':[{'heading':'e2'}]}]",
        // one view with itself: its name means the children, the column's the parent
        "/hosts?select=name,deputies:hosts(name)&deputies.order=id&id=eq.1|"
            + "[{'name':'h1','deputies':[{'name':'h2'},{'name':'h3'}]}]",
        "/hosts?select=name,hosts!deputy(name)&hosts.order=id&id=eq.1|"
            + "[{'name':'h1','hosts':[{'name':'h2'},{'name':'h3'}]}]",
        "/hosts?select=name,deputy(name)&id=eq.2|[{'name':'h2','deputy':{'name':'h1'}}]",
        "/people?select=name,friends(name)&id=eq.1|[{'name':'p1','friends':[{'name':'p2'}]}]",
        "/people?select=name,...friends(friends:name)&id=eq.1|[{'name':'p1','friends':['p2']}]",
      })
  void followsTheKeysOfTheTablesBehind(String target, String expected) {
    Answer answer = DIALECT.get(target);

    assertThat(JSON.readTree(answer.body()))
        .as(answer.body())
        .isEqualTo(JSON.readTree(expected.replace('\'', '"')));
  }

  @Test
  void namesEveryChoiceWhereSeveralKeysLeadThere() {
    Answer answer = DIALECT.get("/events?select=hosts(name)");

    assertThat(answer.status()).isEqualTo(300);
    assertThat(answer.body()).contains("'hosts!events_guest_fkey', 'hosts!events_host_fkey'");
  }

  @Test
  void namesEveryColumnUnderWhichAViewShowsAKey() {
    Answer answer = DIALECT.get("/guests?select=hosts(name)");

    assertThat(answer.status()).isEqualTo(300);
    assertThat(answer.body())
        .contains(
            "events_guest_fkey using guests(guest) and hosts(id)",
            "events_guest_fkey using guests(honoured) and hosts(id)");
  }

  @Test
  void takesTheNameOfAColumnOrConstraintForTheTableOnly() {
    Answer answer = DIALECT.get("/events?select=host(name)");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("PGRST200");
  }
}
