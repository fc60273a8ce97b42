package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// The sections "Spread embeds", "Aggregates" and "Computed relationships" of
/// docs/reference/dialect.md.
class SpreadsTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Dialect DIALECT =
      Dialect.over(
          Fixture.SQL
              + """
              create function public.deputy(public.events) returns setof public.hosts rows 1
                language sql stable as $$ select * from public.hosts where id = $1.deputy_id $$;
              create function public.keeper(public.events) returns public.hosts
                language sql stable as $$ select * from public.hosts where id = $1.host_id $$;
              create function public.long_talks(public.events) returns setof public.talks
                language sql stable as
                $$ select * from public.talks where event_id = $1.id and minutes >= 20 $$;
              create function public.attending(public.hosts) returns setof public.events
                language sql stable as $$ select * from public.events where host_id = $1.id $$;
              create function public.events(public.people) returns setof public.talks
                language sql stable as $$ select * from public.talks where id = 4 $$;
              """,
          Map.of("db_aggregates_enabled", "true"));

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // to one: columns among those of the row, under any name, also of nothing
        "/talks?select=id,...events(event:title,seats)&id=in.(1,4)&order=id|"
            + "[{'id':1,'event':'Morning','seats':10},{'id':4,'event':'Evening, late','seats':30}]",
        "/events?select=id,...host_id(name)&id=gte.3&order=id|"
            + "[{'id':3,'name':'Host 2'},{'id':4,'name':null}]",
        "/events?select=id,...host_id!inner(name)&id=gte.3|[{'id':3,'name':'Host 2'}]",
        "/events?select=id,...host_id()&host_id=is.null|[{'id':4}]",
        "/events?select=id,...host_id(name)&hosts.name=eq.x&id=eq.1|ERROR",
        "/events?select=id,...host_id(name)&host_id.name=eq.x&id=eq.1|[{'id':1,'name':null}]",
        // inside one another, and with objects inside
        "/talks?select=id,...events(title,...host_id(name))&id=eq.4|"
            + "[{'id':4,'title':'Evening, late','name':'Host 2'}]",
        "/talks?select=id,...events(host_id(name),d:deputy_id(id))&id=eq.4|"
            + "[{'id':4,'host_id':{'name':'Host 2'},'d':{'id':1}}]",
        "/talks?select=id,e:events(title,...host_id(name))&id=eq.4|"
            + "[{'id':4,'e':{'title':'Evening, late','name':'Host 2'}}]",
        "/talks?select=id,...events(*)&id=eq.4&events.id=eq.9|"
            + "[{'id':null,'host_id':null,'deputy_id':null,'title':null,'seats':null,"
            + "'open':null,'starts':null,'tags':null,'info':null,'key':null}]",
        // to many: arrays
        "/events?select=id,...talks(talk:title,minutes)&talks.order=id.desc&id=in.(1,2)&order=id|"
            + "[{'id':1,'talk':['Closing','Middle','Opening'],'minutes':[30,20,10]},"
            + "{'id':2,'talk':[],'minutes':[]}]",
        "/events?select=id,...talks(title)&talks.order=id&talks.limit=1&talks.offset=1&id=eq.1|"
            + "[{'id':1,'title':['Middle']}]",
        "/events?select=id,...talks(title)&talks.title=like.*o*&talks.order=title&id=eq.1|"
            + "[{'id':1,'title':['Closing']}]",
        "/events?select=id,...talks!inner(title)&talks.minutes=lt.9|[{'id':3,'title':['Only']}]",
        "/events?select=id,...talks(title)&talks=is.null&order=id|"
            + "[{'id':2,'title':[]},{'id':4,'title':[]}]",
        "/hosts?select=name,...events!host_id(seats)&events.order=id&order=id|"
            + "[{'name':'Host 1','seats':[10,null]},{'name':'Host 2','seats':[30]}]",
        "/events?select=id,...people(name)&people.order=name.desc&id=eq.1|"
            + "[{'id':1,'name':['p2','p1']}]",
        // to many inside to many, to one inside to many
        "/hosts?select=name,...events!host_id(event:title,...talks(talk:title))&events.order=id"
            + "&events.talks.order=id&id=eq.1|[{'name':'Host 1','event':['Morning','Noon'],"
            + "'talk':[['Opening','Middle','Closing'],[]]}]",
        "/people?select=name,...attending(note,...events(title),events(id))&attending.order=event_id"
            + "&name=eq.p1|[{'name':'p1','note':['came by','came by'],"
            + "'title':['Morning','Evening, late'],'events':[{'id':1},{'id':3}]}]",
        "/people?select=name,attending(...events(id))&attending.order=event_id&name=eq.p1|"
            + "[{'name':'p1','attending':[{'id':1},{'id':3}]}]",
        // of the rows that a function gives
        "/rpc/find_events?at_least=20&select=id,...host_id(name),...talks(title)|"
            + "[{'id':3,'name':'Host 2','title':['Only']}]",
      })
  void spreads(String target, String expected) {
    Answer answer = DIALECT.get(target);

    if (expected.equals("ERROR")) {
      assertThat(answer.body()).contains("PGRST108");
    } else {
      assertShows(answer, expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/talks?select=count()|[{'count':4}]",
        "/talks?select=n:count()::text|[{'n':'4'}]",
        "/talks?select=count|[{'count':4}]",
        "/events?select=id,talks(count)&id=in.(1,2)&order=id|"
            + "[{'id':1,'talks':[{'count':3}]},{'id':2,'talks':[{'count':0}]}]",
        "/talks?select=event_id,minutes.sum(),minutes.max(),least:minutes.min()&order=event_id|"
            + "[{'event_id':1,'sum':60,'max':30,'least':10},"
            + "{'event_id':3,'sum':5,'max':5,'least':5}]",
        "/talks?select=minutes.avg()::int,minutes.count()|[{'avg':16,'count':4}]",
        "/events?select=info->>n::int.sum()::text|[{'sum':'5'}]",
        "/events?select=open,count()&order=open.desc.nullslast|"
            + "[{'open':true,'count':2},{'open':false,'count':1},{'open':null,'count':1}]",
        "/events?select=o:open,count()&order=open.nullsfirst&limit=1|[{'o':null,'count':1}]",
        "/events?select=n:info->>n,count()&order=info->>n.desc.nullslast|"
            + "[{'n':'5','count':1},{'n':null,'count':3}]",
        "/talks?select=minutes.sum()&minutes=gt.15|[{'sum':50}]",
        // in embeds, and of what belongs to an object
        "/events?select=id,talks(minutes.sum())&id=lte.2&order=id|"
            + "[{'id':1,'talks':[{'sum':60}]},{'id':2,'talks':[{'sum':null}]}]",
        "/talks?select=event_id,minutes.sum(),events(title)&order=event_id.desc|"
            + "[{'event_id':3,'sum':5,'events':{'title':'Evening, late'}},"
            + "{'event_id':1,'sum':60,'events':{'title':'Morning'}}]",
        // through a spread to one: taken of all rows that become one
        "/talks?select=minutes.sum(),...events(title,most:seats.max())&order=events(title)|"
            + "[{'sum':5,'title':'Evening, late','most':30},"
            + "{'sum':60,'title':'Morning','most':10}]",
        "/talks?select=...events(seats.sum())|[{'sum':60}]",
        "/talks?select=...events(e:title,...host_id(hosts:count()))&order=events(e)|"
            + "[{'e':'Evening, late','hosts':1},{'e':'Morning','hosts':3}]",
        "/events?select=...host_id(n:count())|[{'n':3}]",
        "/talks?select=...events(host_id(name),minutes:seats.sum())&order=events(host_id)|"
            + "[{'host_id':{'name':'Host 1'},'minutes':30},"
            + "{'host_id':{'name':'Host 2'},'minutes':30}]",
        "/rpc/find_events?at_least=0&select=seats.max()|[{'max':30}]",
      })
  void aggregates(String target, String expected) {
    Answer answer = DIALECT.get(target);

    assertShows(answer, expected);
  }

  @Test
  void countsTheGroups() {
    Answer answer =
        DIALECT.get(
            "/talks?select=event_id,count()&order=event_id&limit=1", "Prefer", "count=exact");

    assertThat(answer.rows()).isEqualTo("[{\"event_id\":1,\"count\":3}]");
    assertThat(answer.header("Content-Range")).isEqualTo("0-0/2");
  }

  @Test
  void takesNoAggregatesOfArrays() {
    for (String select : List.of("...talks(minutes.sum())", "...talks(...events(seats.sum()))")) {
      Answer answer = DIALECT.get("/events?select=id," + select);

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body())
          .isEqualTo(
              "{\"code\":\"PGRST127\",\"details\":\"Aggregates are not implemented for one-to-many"
                  + " or many-to-many spreads.\",\"hint\":null,"
                  + "\"message\":\"Feature not implemented\"}");
    }
  }

  @Test
  void leavesToPostgresqlWhatCannotBeSortedByOnceRowsAreOne() {
    Answer answer = DIALECT.get("/talks?select=event_id,count()&order=minutes");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"42803\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/events?select=id,deputy(name)&id=lte.2&order=id|"
            + "[{'id':1,'deputy':{'name':'Host 2'}},{'id':2,'deputy':null}]",
        "/events?select=id,k:keeper(name)&id=in.(1,4)&order=id|"
            + "[{'id':1,'k':{'name':'Host 1'}},{'id':4,'k':{'name':null}}]",
        "/events?select=id,long_talks(id)&long_talks.order=id&id=lte.2&order=id|"
            + "[{'id':1,'long_talks':[{'id':2},{'id':3}]},{'id':2,'long_talks':[]}]",
        "/events?select=id,long_talks!inner(id)&long_talks.minutes=gt.20|"
            + "[{'id':1,'long_talks':[{'id':3}]}]",
        "/events?select=id,...deputy(name)&deputy=not.is.null&order=deputy(name)|"
            + "[{'id':3,'name':'Host 1'},{'id':1,'name':'Host 2'}]",
        "/events?select=id,...long_talks(ids:id)&id=eq.1|[{'id':1,'ids':[2,3]}]",
        "/hosts?select=id,attending(id,long_talks(id))&attending.order=id&id=eq.1|"
            + "[{'id':1,'attending':[{'id':1,'long_talks':[{'id':2},{'id':3}]},"
            + "{'id':2,'long_talks':[]}]}]",
        "/rpc/find_events?at_least=20&select=id,deputy(name)|[{'id':3,'deputy':{'name':'Host 1'}}]",
        // a function stands in for the keys to the table of its name
        "/people?select=name,events(id,title)&name=eq.p2|"
            + "[{'name':'p2','events':[{'id':4,'title':'Only'}]}]",
      })
  void followsFunctionsFromRowToRow(String target, String expected) {
    Answer answer = DIALECT.get(target);

    assertShows(answer, expected);
  }

  @Test
  void followsAFunctionFromTheRowsOfAMutation() {
    Answer answer =
        DIALECT.patch(
            "/events?id=eq.1&select=shout,deputy(name),...long_talks(id)",
            "{\"open\":true}",
            "Prefer",
            "return=representation");

    assertShows(answer, "[{'shout':'MORNING','deputy':{'name':'Host 2'},'id':[2,3]}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select=id,host_id(name)&order=host_id(name).desc,id|4,3,1,2",
        "select=id,host_id(name)&order=host_id(name).asc.nullsfirst,id|4,1,2,3",
        "select=id,host_id(name)&order=host_id(id).desc.nullslast,id.desc|3,2,1,4",
        "select=id,host_id()&order=host_id(name),id.desc|2,1,3,4",
        "select=id,h:host_id(name)&order=h(name),id.desc|2,1,3,4",
        "select=id,...host_id(host:name)&order=host_id(host).desc.nullslast,id|3,1,2,4",
        "select=id,...host_id(host:name)&order=host_id(id),id.desc|2,1,3,4",
        "select=id,host_id(name)&host_id.name=eq.Host 2&order=host_id(name),id|3,1,2,4",
        "select=id,host_id(name)&order=deputy_id(name)|ERROR",
        "select=id,d:deputy_id(name),host_id(n:name)&order=d(name),host_id(n)|3,1,2,4",
      })
  void sortsByWhatBelongsToTheRow(String query, String ids) {
    Answer answer = DIALECT.get("/events?" + query.replace(' ', '+'));

    if (ids.equals("ERROR")) {
      assertThat(answer.body()).contains("PGRST108", "deputy_id");
    } else {
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body().replaceAll("\\{\"id\":(\\d).*?\\}+(, \n |\\])", "$1,"))
          .isEqualTo("[" + ids + ",");
    }
  }

  @Test
  void sortsAnEmbedByWhatBelongsToItsRows() {
    Answer answer =
        DIALECT.get(
            "/people?select=name,attending(event_id,events(title))"
                + "&attending.order=events(title)&name=eq.p1");

    assertThat(answer.rows())
        .isEqualTo(
            "[{\"name\":\"p1\",\"attending\":[{\"event_id\":3,\"events\":{\"title\":\"Evening,"
                + " late\"}},{\"event_id\":1,\"events\":{\"title\":\"Morning\"}}]}]");
  }

  private static void assertShows(Answer answer, String expected) {
    assertThat(JSON.readTree(answer.body()))
        .as(answer.body())
        .isEqualTo(JSON.readTree(expected.replace('\'', '"')));
  }
}
