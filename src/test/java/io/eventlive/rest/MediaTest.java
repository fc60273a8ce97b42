package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The section "Forms of an answer" of docs/reference/dialect.md.
class MediaTest {
  private static final String CSV = "text/csv";

  private static final String MAKERS =
      """
      create domain public."text/plain" as text;
      create domain public."image/png" as bytea;
      create domain public."application/vnd.names" as text;
      create domain public."*/*" as bytea;
      create function public.greeting() returns public."text/plain" language sql stable
        as $$ select 'h\u00e4llo'::public."text/plain" $$;
      create function public.picture() returns public."image/png" language sql stable
        as $$ select '\\x89504e4700ff'::public."image/png" $$;
      create function public.anything() returns public."*/*" language sql stable
        as $$ select '\\xff00'::public."*/*" $$;
      create function public.add_name(state public."application/vnd.names", host public.hosts)
        returns public."application/vnd.names" language sql immutable
        as $$ select (state || host.name || ';')::public."application/vnd.names" $$;
      create aggregate public.names_of(public.hosts) (
        sfunc = public.add_name, stype = public."application/vnd.names", initcond = '');
      """;

  private static final Dialect DIALECT = Dialect.over(Fixture.SQL + MAKERS);

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @Test
  void givesRowsAsCommaSeparatedValues() {
    Answer answer =
        DIALECT.get(
            "/events?select=id,\"the, title\":title,open,tags,talks(id)&order=id&id=in.(1,4)",
            "Accept",
            CSV);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
    assertThat(answer.body().replace(", \n ", ","))
        .isEqualTo(
            "id,\"the, title\",open,tags,talks\n"
                + "1,Morning,t,\"{a,b}\",\"[{\"\"id\"\":1},{\"\"id\"\":2},{\"\"id\"\":3}]\"\n"
                + "4,\"100% \"\"sure\"\"\",t,,[]");
  }

  @Test
  void givesNoRowsAsAnEmptyLine() {
    assertThat(DIALECT.get("/events?id=eq.99", "Accept", CSV).body()).isEqualTo("\n");
  }

  @Test
  void givesAFunctionsResultAsCommaSeparatedValues() {
    assertThat(DIALECT.get("/rpc/pairs", "Accept", CSV).body())
        .isEqualTo("n,square\n1,1\n2,4\n3,9");
    assertThat(DIALECT.get("/rpc/add?a=1", "Accept", CSV).body()).isEqualTo("value\n2");
  }

  @Test
  void givesWhatWasWrittenAsCommaSeparatedValues() {
    assertThat(
            DIALECT
                .patch(
                    "/talks?id=eq.4&select=id,title",
                    "{\"title\":\"(a),b\"}",
                    "Prefer",
                    "return=representation",
                    "Accept",
                    CSV)
                .body())
        .isEqualTo("id,title\n4,\"(a),b\"");
  }

  @Test
  void takesTheShortNamesOfItsOwnForms() {
    Answer object =
        DIALECT.get("/events?id=eq.4&select=id", "Accept", "application/vnd.pgrst.object");
    Answer array =
        DIALECT.get("/events?id=eq.4&select=id", "Accept", "application/vnd.pgrst.array");

    assertThat(object.body()).isEqualTo("{\"id\":4}");
    assertThat(object.header("Content-Type"))
        .isEqualTo("application/vnd.pgrst.object+json; charset=utf-8");
    assertThat(array.body()).isEqualTo("[{\"id\":4}]");
  }

  @Test
  void leavesOutNullsWhereverThatIsWanted() {
    String stripped = "application/vnd.pgrst.array+json;nulls=stripped";
    String object = "application/vnd.pgrst.object+json;nulls=stripped";

    assertThat(DIALECT.get("/events?id=eq.4&select=id,seats,info", "Accept", stripped).body())
        .isEqualTo("[{\"id\":4,\"seats\":0}]");
    assertThat(DIALECT.get("/rpc/one_event?which=4&select=id,starts", "Accept", object).body())
        .isEqualTo("{\"id\":4}");
    assertThat(
            DIALECT
                .patch(
                    "/events?id=eq.4&select=id,starts",
                    "{\"seats\":0}",
                    "Prefer",
                    "return=representation",
                    "Accept",
                    object)
                .body())
        .isEqualTo("{\"id\":4}");
  }

  @Test
  void makesABodyOfOneValueOnly() {
    String setOf =
        """
        create domain public."text/plain" as text;
        create function public.twice() returns setof public."text/plain" language sql stable
          as $$ values ('a'), ('b') $$;
        """;
    try (Dialect dialect = Dialect.over(Fixture.SQL + setOf)) {
      assertThat(dialect.get("/rpc/twice", "Accept", "text/plain").status()).isEqualTo(406);
      assertThat(dialect.get("/rpc/twice").body()).isEqualTo("[\"a\", \"b\"]");
    }
  }

  @Test
  void saysThatThereIsNoPostgis() {
    Answer answer = DIALECT.get("/events?select=id", "Accept", "application/geo+json");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("42883", "st_asgeojson");
  }

  @Test
  void givesWhatAFunctionMakesForItsMediaType() {
    Answer text = DIALECT.get("/rpc/greeting", "Accept", "text/plain");
    Answer picture = DIALECT.get("/rpc/picture", "Accept", "image/png");
    Answer anything = DIALECT.post("/rpc/anything", "{}", "Accept", "application/x-what");

    assertThat(text.status()).as(text.body()).isEqualTo(200);
    assertThat(text.body()).isEqualTo("h\u00e4llo");
    assertThat(text.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(picture.answer().body()).containsExactly(0x89, 0x50, 0x4e, 0x47, 0x00, 0xff);
    assertThat(picture.header("Content-Type")).isEqualTo("image/png");
    assertThat(anything.answer().body()).containsExactly(0xff, 0x00);
    assertThat(anything.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(DIALECT.get("/rpc/greeting").body()).isEqualTo("\"h\u00e4llo\"");
    assertThat(DIALECT.get("/rpc/greeting", "Accept", "image/png").status()).isEqualTo(406);
  }

  @Test
  void givesWhatAnAggregateMakesOfATablesRows() {
    String names = "application/vnd.names";

    assertThat(DIALECT.get("/hosts?order=id.desc", "Accept", names).body())
        .isEqualTo("Host 2;Host 1;");
    assertThat(DIALECT.get("/hosts?id=eq.1", "Accept", names).header("Content-Type"))
        .isEqualTo(names);
    assertThat(
            DIALECT
                .patch(
                    "/hosts?id=eq.2",
                    "{\"name\":\"Host 2\"}",
                    "Accept",
                    names,
                    "Prefer",
                    "return=representation")
                .body())
        .isEqualTo("Host 2;");
    assertThat(DIALECT.get("/hosts?select=id", "Accept", names).status()).isEqualTo(406);
    assertThat(DIALECT.get("/talks", "Accept", names).status()).isEqualTo(406);
  }

  @Test
  void refusesFormsThatItHasNot() {
    int before = DIALECT.offered();
    Answer answer = DIALECT.get("/events", "Accept", "text/html;q=0.9, image/png");
    Answer plan = DIALECT.get("/events", "Accept", "application/vnd.pgrst.plan+json");

    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.body())
        .contains("PGRST107", "None of these media types are available: image/png, text/html");
    assertThat(plan.status()).isEqualTo(406);
    assertThat(plan.body())
        .contains("application/vnd.pgrst.plan+json; for=\\\"application/json\\\"");
    assertThat(DIALECT.offered()).isEqualTo(before);
  }
}
