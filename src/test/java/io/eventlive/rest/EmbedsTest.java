package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The section "Embedding" of docs/reference/dialect.md.
class EmbedsTest {
  private static final Dialect DIALECT = Dialect.over(Fixture.SQL);

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // to one, by column, constraint, hint
        "/events?select=id,host_id(name)&id=eq.1|[{'id':1,'host_id':{'name':'Host 1'}}]",
        "/events?select=id,hosts!host_id(name)&id=eq.1|[{'id':1,'hosts':{'name':'Host 1'}}]",
        "/events?select=id,d:hosts!events_deputy_fkey(name)&id=in.(1,2)&order=id|"
            + "[{'id':1,'d':{'name':'Host 2'}},{'id':2,'d':null}]",
        // to many
        "/events?select=id,talks(title)&talks.order=id.desc&talks.limit=2&id=in.(1,2)&order=id|"
            + "[{'id':1,'talks':[{'title':'Closing'},{'title':'Middle'}]},{'id':2,'talks':[]}]",
        // many to many, and both directions of it
        "/events?select=id,people(name)&people.order=name&id=eq.1|"
            + "[{'id':1,'people':[{'name':'p1'},{'name':'p2'}]}]",
        "/people?select=name,events(id)&events.order=id&name=eq.p1|"
            + "[{'name':'p1','events':[{'id':1},{'id':3}]}]",
        // one table with itself
        "/people?select=name,parent(name)&name=eq.p2|[{'name':'p2','parent':{'name':'p1'}}]",
        "/people?select=name,children:people(name)&children.order=name&name=eq.p1|"
            + "[{'name':'p1','children':[{'name':'p2'},{'name':'p3'}]}]",
        // nested
        "/talks?select=title,events(title,h:host_id(name))&id=eq.4|"
            + "[{'title':'Only','events':{'title':'Evening, late','h':{'name':'Host 2'}}}]",
        // filters shrink the child, and the parent where it is inner
        "/events?select=id,talks(id)&talks.minutes=gt.15&order=id&id=lte.2|"
            + "[{'id':1,'talks':[{'id':2},{'id':3}]},{'id':2,'talks':[]}]",
        "/events?select=id,talks!inner(id)&talks.minutes=lt.8|[{'id':3,'talks':[{'id':4}]}]",
        "/events?select=id,talks!inner()&talks.title=eq.Only|[{'id':3}]",
        "/events?select=id,t:talks(id)&t.or=(id.eq.1,id.eq.3)&t.order=id&id=eq.1|"
            + "[{'id':1,'t':[{'id':1},{'id':3}]}]",
        "/events?select=id,t:talks(id)&talks.id=eq.2&id=eq.1|[{'id':1,'t':[{'id':2}]}]",
        // having any
        "/events?select=id,talks()&talks=is.null&order=id|[{'id':2},{'id':4}]",
        "/events?select=id,talks()&talks=not.is.null&order=id|[{'id':1},{'id':3}]",
        "/events?select=id,talks()&or=(talks.not.is.null,id.eq.4)&order=id|"
            + "[{'id':1},{'id':3},{'id':4}]",
        // from a view
        "/open_events?select=id,hosts(name)&id=eq.1|[{'id':1,'hosts':{'name':'Host 1'}}]",
      })
  void embeds(String target, String rows) {
    Answer answer = DIALECT.get(target);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.rows()).isEqualTo(rows.replace('\'', '"'));
  }

  @Test
  void countsWhatInnerEmbedsLeave() {
    Answer answer =
        DIALECT.get("/events?select=id,talks!inner(id)&limit=1", "Prefer", "count=exact");

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.header("Content-Range")).isEqualTo("0-0/2");
  }

  @Test
  void asksWhichOfSeveralRelationshipsIsMeant() {
    int before = DIALECT.offered();
    Answer answer = DIALECT.get("/events?select=id,hosts(name)");

    assertThat(answer.status()).isEqualTo(300);
    assertThat(answer.body())
        .contains(
            "\"code\":\"PGRST201\"",
            "\"message\":\"Could not embed because more than one relationship was found for"
                + " 'events' and 'hosts'\"",
            "{\"cardinality\":\"many-to-one\",\"embedding\":\"events with hosts\","
                + "\"relationship\":\"events_deputy_fkey using events(deputy_id) and hosts(id)\"}",
            "'hosts!events_deputy_fkey'");
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @Test
  void saysThatThereIsNoRelationship() {
    Answer answer = DIALECT.get("/talks?select=hosts!x(name)");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"code\":\"PGRST200\",\"details\":\"Searched for a foreign key relationship between"
                + " 'talks' and 'hosts' using the hint 'x' in the schema 'public', but no matches"
                + " were found.\",\"hint\":\"Perhaps you meant 'events' instead of"
                + " 'hosts'.\",\"message\":\"Could not find a relationship between 'talks' and"
                + " 'hosts' in the schema cache\"}");
  }

  @Test
  void refusesWhatSpeaksOfAnEmbedThatIsNotThere() {
    Answer answer = DIALECT.get("/events?select=id&talks.id=eq.1");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .contains(
            "PGRST108",
            "'talks' is not an embedded resource in this request",
            "Verify that 'talks' is included in the 'select' query parameter.");
    assertThat(DIALECT.get("/events?select=id&talks.limit=1").body()).contains("PGRST108");
    assertThat(DIALECT.get("/events?select=id&talks.order=id").body()).contains("PGRST108");
  }

  @Test
  void asksOfAnEmbedOnlyWhetherItIsThere() {
    Answer answer = DIALECT.get("/events?select=id,talks(id)&talks=eq.1");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("PGRST120", "Bad operator on the 'talks' embedded resource");
  }
}
