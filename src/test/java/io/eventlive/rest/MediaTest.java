package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The section "Forms of an answer" of docs/reference/dialect.md.
class MediaTest {
  private static final String CSV = "text/csv";

  private static final Dialect DIALECT = Dialect.over(Fixture.SQL);

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
  void saysThatThereIsNoPostgis() {
    Answer answer = DIALECT.get("/events?select=id", "Accept", "application/geo+json");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("42883", "st_asgeojson");
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
