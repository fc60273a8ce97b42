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
            "to one of the following: 'hosts!events_deputy_fkey', 'hosts!events_host_id_fkey'.");
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
  void suggestsOnlyWhatCanBeEmbedded() {
    assertThat(DIALECT.get("/talks?select=host(name)").body())
        .contains("PGRST200", "\"hint\":null");
  }

  @Test
  void suggestsNoOtherNameWhereOnlyTheHintLeadsNowhere() {
    assertThat(DIALECT.get("/talks?select=events!x(title)").body())
        .contains("PGRST200", "using the hint 'x'", "\"hint\":null");
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t:talks(id)&talks.id=eq.2|`talks` to `t`",
        "t:talks(id)&talks.limit=1|`talks` to `t`",
        "id,t:talks(e:events(id))&talks.events.id=eq.9&t.order=id|`talks` to `t`, `events` to `e`",
        "t:talks(e:events(id))&t.events.id=eq.9|`events` to `e`",
        "talks(id)&talks.id=eq.2|",
        "t:talks(id)&t.id=eq.2|",
        "talks(id),t:talks(id)&talks.id=eq.2|",
      })
  void warnsOfTheRelationsNameWhereTheEmbedHasOneOfItsOwn(String query, String replacements) {
    Answer answer = DIALECT.get("/events?select=" + query);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Warning"))
        .isEqualTo(
            replacements == null
                ? ""
                : "299 EventLive \"Embedded resource was referenced by relation name even though it has"
                    + " an alias. This is deprecated and will stop working in a future release. Update "
                    + replacements
                    + " in query string filters, orders or limits.\"");
  }

  @Test
  void takesANameForTheEmbedThatIsShownUnderIt() {
    Answer answer =
        DIALECT.get("/events?select=t:talks(id),talks(id)&talks.id=eq.2&t.order=id&id=eq.1");

    assertThat(answer.rows().replace(", \n ", ","))
        .isEqualTo("[{\"t\":[{\"id\":1},{\"id\":2},{\"id\":3}],\"talks\":[{\"id\":2}]}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // inside a tree, with and without a not, beside a column
        "select=id,talks()&or=(talks.is.null,id.eq.3)|2,3,4",
        "select=id,talks(),host_id()&or=(talks.not.is.null,host_id.is.null)|1,3,4",
        "select=id,talks()&not.or=(talks.is.null,id.eq.3)|1",
        "select=id,t:talks()&t=not.is.null&t.minutes=gt.25|1",
        // a column of the same name is asked for everything else
        "select=id,host_id()&host_id=eq.1|1,2",
        "select=id,host_id()&host_id=is.null|4",
        "select=id,host_id()&host_id.name=eq.x&host_id=is.null|1,2,3,4",
        "select=id,talks!inner!event_id()|1,3",
        "select=id,talks!left()|1,2,3,4",
        "select=id,people!attending!inner()|1,3",
        "select=id,hosts!id!inner()&hosts.name=eq.x|ERROR",
      })
  void asksWhetherThereAreRelatedRows(String query, String ids) {
    Answer answer = DIALECT.get("/events?order=id&" + query, "Prefer", "count=exact");

    if (ids.equals("ERROR")) {
      assertThat(answer.body()).contains("PGRST201");
      return;
    }
    assertThat(answer.body().replaceAll("[^0-9,]", "")).as(answer.body()).isEqualTo(ids);
    assertThat(answer.header("Content-Range")).endsWith("/" + ids.split(",").length);
  }

  @Test
  void asksOfAnEmbedOnlyWhetherItIsThere() {
    Answer answer = DIALECT.get("/events?select=id,talks(id)&talks=eq.1");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("PGRST120", "Bad operator on the 'talks' embedded resource");
  }
}
