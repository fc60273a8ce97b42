package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Query plans and step times, of the sections "Forms of an answer" and "Rules of an installation"
/// of docs/reference/dialect.md.
class PlansTest {
  private static final String PLAN = "application/vnd.pgrst.plan";

  private static final Dialect DIALECT =
      Dialect.over(
          Fixture.SQL,
          Map.of(
              "db_plan_enabled", "true",
              "db_tx_end", "commit-allow-override",
              "server_timing_enabled", "true"));

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @Test
  void showsThePlanAsJson() {
    Answer answer = DIALECT.get("/events?id=eq.1", "Accept", PLAN + "+json; options=verbose");
    JsonNode plan = JsonMapper.shared().readTree(answer.body());

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Content-Type"))
        .isEqualTo(
            "application/vnd.pgrst.plan+json; for=\"application/json\"; options=verbose;"
                + " charset=utf-8");
    assertThat(plan.at("/0/Plan/Total Cost").isNumber()).isTrue();
    assertThat(plan.at("/0/Plan/Output").isArray()).isTrue();
    assertThat(plan.at("/0/Execution Time").isMissingNode()).isTrue();
  }

  @Test
  void showsThePlanAsTextAndRunsItWhereThatIsWanted() {
    String wanted = PLAN + "; for=\"text/csv\"; options=analyze|buffers|settings|wal";
    Answer answer = DIALECT.get("/rpc/find_events?at_least=1", "Accept", wanted);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Content-Type"))
        .startsWith("application/vnd.pgrst.plan+text; for=\"text/csv\"; options=");
    assertThat(answer.body()).contains("Aggregate", "Execution Time:").endsWith("\n");
  }

  @Test
  void showsThePlanOfABodyThatTheDatabaseMakes() {
    String page =
        """
        create domain public."text/html" as text;
        create function public.page() returns public."text/html" language sql stable
          as $$ select '<p>' $$;
        """;
    try (Dialect dialect = Dialect.over(Fixture.SQL + page, Map.of("db_plan_enabled", "true"))) {
      String wanted = PLAN + "+json; for=\"text/html\"";
      Answer answer = dialect.get("/rpc/page", "Accept", wanted);
      Answer refused = dialect.get("/events", "Accept", wanted);

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.header("Content-Type"))
          .isEqualTo(PLAN + "+json; for=\"text/html\"; charset=utf-8");
      assertThat(refused.status()).isEqualTo(406);
      assertThat(refused.body()).contains("PGRST107");
    }
  }

  @Test
  void changesNothingByAPlanThatIsNotRunOrTakenBack() {
    String show = "return=representation";
    DIALECT.delete("/talks?id=eq.1", "Accept", PLAN, "Prefer", show);
    assertThat(talks()).isEqualTo("1");

    DIALECT.delete("/talks?id=eq.1", "Accept", PLAN + "; options=analyze", "Prefer", "tx=rollback");
    assertThat(talks()).isEqualTo("1");

    DIALECT.delete("/talks?id=eq.1", "Accept", PLAN + "; options=analyze");
    assertThat(talks()).isEqualTo("0");
  }

  @Test
  void plansAsTheCallersRole() {
    assertThat(DIALECT.get("/secrets", "Accept", PLAN, "as", "authenticated").status())
        .isEqualTo(403);
  }

  @Test
  void saysHowLongTheStepsTook() {
    String number = "[0-9]+\\.[0-9]{3}";
    assertThat(DIALECT.get("/hosts?select=id").header("Server-Timing"))
        .matches(
            "jwt;dur=N, parse;dur=N, plan;dur=N, queue;dur=N, transaction;dur=N, response;dur=N"
                .replace("N", number));
    assertThat(DIALECT.send("OPTIONS", "/hosts", "").header("Server-Timing"))
        .matches("jwt;dur=N, parse;dur=N, plan;dur=N".replace("N", number));
  }

  private static String talks() {
    return String.valueOf(DIALECT.database().value("select count(*) from talks where id = 1"));
  }

  /// An index is found only by a language that the planner knows before it begins.
  @Test
  void usesTheFullTextIndexOfTheLanguageThatIsAskedFor() {
    String documents =
        """
        create text search configuration public.plain (copy = simple);
        create table public.documents (id integer primary key, body text);
        insert into public.documents select n, 'word' || n from generate_series(1, 5000) n;
        create index documents_english on public.documents using gin (to_tsvector('english', body));
        create index documents_plain on public.documents
          using gin (to_tsvector('public.plain', body));
        analyze public.documents;
        grant select on public.documents to anon;
        """;
    try (Dialect dialect =
        Dialect.over(Fixture.SQL + documents, Map.of("db_plan_enabled", "true"))) {
      String[] asked = {"as", "anon", "Accept", PLAN};
      assertThat(dialect.get("/documents?body=wfts(english).word77", asked).body())
          .contains("Bitmap Index Scan on documents_english");
      assertThat(dialect.get("/documents?body=plfts(plain).word77", asked).body())
          .contains("Bitmap Index Scan on documents_plain");
      assertThat(dialect.get("/documents?or=(body.fts(English).word7,id.eq.3)", asked).body())
          .contains("Bitmap Index Scan on documents_english");
    }
  }
}
