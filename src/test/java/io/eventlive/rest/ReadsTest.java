package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The section "Reading" of docs/reference/dialect.md.
class ReadsTest {
  private static final Dialect DIALECT = Dialect.over(Fixture.SQL);

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @Test
  void selectsColumnsAliasesCastsAndJsonPaths() {
    Answer answer =
        DIALECT.get(
            "/events?select=id,name:title,seats::text,info->room->>name,level:info->room->levels->-1"
                + "&id=eq.1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("[{\"id\":1,\"name\":\"Morning\",\"seats\":\"10\",\"name\":\"A\",\"level\":2}]");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
    assertThat(answer.header("Content-Range")).isEqualTo("0-0/*");
  }

  @Test
  void selectsEverythingByStarOrByDefault() {
    assertThat(DIALECT.get("/hosts?select=*&order=id").rows())
        .isEqualTo(DIALECT.get("/hosts?order=id").rows())
        .isEqualTo(DIALECT.get("/hosts?select=&order=id").rows())
        .isEqualTo("[{\"id\":1,\"name\":\"Host 1\"},{\"id\":2,\"name\":\"Host 2\"}]");
  }

  @Test
  void selectsAndFiltersByAComputedField() {
    assertThat(DIALECT.get("/events?select=shout&shout=eq.NOON").rows())
        .isEqualTo("[{\"shout\":\"NOON\"}]");
  }

  @Test
  void quotesOddNames() {
    Answer stored =
        DIALECT.post("/odd%20\"name\"".replace("%20", " "), "{\"select\":1,\"a.b,c\":\"x\"}");

    assertThat(stored.status()).isEqualTo(201);
    assertThat(DIALECT.get("/odd \"name\"?select=%22a.b,c%22&%22select%22=eq.1").rows())
        .isEqualTo("[{\"a.b,c\":\"x\"}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id=eq.2|2",
        "id=neq.2|1,3,4",
        "id=gt.2|3,4",
        "id=gte.2|2,3,4",
        "id=lt.2|1",
        "id=lte.2|1,2",
        "title=like.*oon|2",
        "title=like.%25oon|2",
        "title=ilike.*EVEN*|3",
        "title=not.like.*n*|4",
        "id=in.(1,3,9)|1,3",
        "id=not.in.(1,3)|2,4",
        "id=in.()|",
        "id=not.in.()|1,2,3,4",
        "title=in.(%22Evening,+late%22,Noon)|2,3",
        "title=in.(%22100%25+%5C%22sure%5C%22%22)|4",
        "title=eq.100%25+%22sure%22|4",
        "seats=is.null|2",
        "seats=is.not_null|1,3,4",
        "seats=not.is.null|1,3,4",
        "open=is.true|1,4",
        "open=is.false|2",
        "open=is.unknown|3",
        "open=not.is.true|2,3",
        "starts=gte.2026-02-06T06:00:00Z|2",
        "key=eq.6f1d4e0a-0000-4000-8000-000000000002|2",
        "key=in.(6f1d4e0a-0000-4000-8000-000000000001,6f1d4e0a-0000-4000-8000-000000000002)|1,2",
        "info->room->>name=eq.A|1",
        "info->>n=gt.4|1",
        "info->n=eq.5|1",
        "tags->>0=eq.a|1",
        "id=gt.1&id=lt.4|2,3",
        "or=(id.eq.1,and(id.gt.2,seats.gt.5))|1,3",
        "not.or=(id.eq.1,id.eq.2)|3,4",
        "and=(id.not.eq.1,not.id.eq.2)|3,4",
        "or=(title.eq.%22Evening,+late%22,id.in.(1,2))|1,2,3",
        "tags=eq.{a,b}|1",
        "or=(tags.eq.{a,b},id.eq.4)|1,4",
      })
  void filters(String query, String ids) {
    Answer answer = DIALECT.get("/events?select=id&order=id&" + query);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body().replaceAll("[^0-9,]", "")).isEqualTo(ids == null ? "" : ids);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order=seats|4,1,3,2",
        "order=seats.desc|2,3,1,4",
        "order=seats.desc.nullslast|3,1,4,2",
        "order=seats.asc.nullsfirst|2,4,1,3",
        "order=open.desc.nullslast,id.desc|4,1,2,3",
        "order=info->>n.asc.nullslast,id|1,2,3,4",
        "order=id&limit=2|1,2",
        "order=id&limit=2&offset=1|2,3",
        "order=id&offset=3|4",
        "order=id&limit=0|",
        "order=id&limit=x|1,2,3,4",
      })
  void sortsAndCuts(String query, String ids) {
    Answer answer = DIALECT.get("/events?select=id&" + query);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body().replaceAll("[^0-9,]", "")).isEqualTo(ids == null ? "" : ids);
  }

  @Test
  void cutsByTheRangeHeaderOnGetOnly() {
    Answer answer =
        DIALECT.get("/events?select=id&order=id", "Range", "1-2", "Range-Unit", "items");

    assertThat(answer.rows()).isEqualTo("[{\"id\":2},{\"id\":3}]");
    assertThat(answer.header("Content-Range")).isEqualTo("1-2/*");
    assertThat(DIALECT.get("/events?select=id&order=id&limit=1", "Range", "1-2").status())
        .isEqualTo(416);
    assertThat(DIALECT.get("/events?select=id&order=id", "Range", "nonsense").rows())
        .isEqualTo(DIALECT.get("/events?select=id&order=id").rows());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=2|206|0-1/4",
        "limit=4|200|0-3/4",
        "limit=9|200|0-3/4",
        "offset=3|206|3-3/4",
        "offset=4|206|*/4",
        "offset=5|416|*/4",
        "limit=0|206|*/4",
        "id=eq.9|200|*/0",
        "id=eq.9&offset=1|416|*/0",
      })
  void countsExactly(String query, int status, String range) {
    Answer answer = DIALECT.get("/events?select=id&" + query, "Prefer", "count=exact");

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Range")).isEqualTo(range);
    if (status != 416) {
      assertThat(answer.header("Preference-Applied")).isEqualTo("count=exact");
    } else {
      assertThat(answer.body()).contains("PGRST103", "was requested, but there are only");
    }
  }

  @Test
  void countsNothingUnasked() {
    assertThat(DIALECT.get("/events?select=id&offset=99").status()).isEqualTo(200);
    assertThat(DIALECT.get("/events?select=id&offset=99").header("Content-Range")).isEqualTo("*/*");
  }

  @Test
  void cutsEveryReadAtTheMostRows() {
    try (Dialect small = Dialect.over(Fixture.SQL, Map.of("db_max_rows", "2"))) {
      Answer answer =
          small.get("/events?select=id,talks(id)&order=id&limit=9", "Prefer", "count=exact");

      assertThat(answer.status()).isEqualTo(206);
      assertThat(answer.header("Content-Range")).isEqualTo("0-1/4");
      assertThat(answer.rows().split("\"talks\"", -1)[1])
          .contains("1")
          .contains("2")
          .doesNotContain("3");
    }
  }

  @Test
  void answersHeadWithoutABody() {
    Answer head = DIALECT.send("HEAD", "/events?select=id&limit=2", "", "Prefer", "count=exact");

    assertThat(head.status()).isEqualTo(206);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Range")).isEqualTo("0-1/4");
  }

  @Test
  void givesOneObject() {
    String singular = "application/vnd.pgrst.object+json";
    Answer one = DIALECT.get("/hosts?id=eq.1", "Accept", singular);
    Answer none = DIALECT.get("/hosts?id=eq.9", "Accept", singular);
    Answer many = DIALECT.get("/hosts", "Accept", singular);

    assertThat(one.body()).isEqualTo("{\"id\":1,\"name\":\"Host 1\"}");
    assertThat(one.header("Content-Type"))
        .isEqualTo("application/vnd.pgrst.object+json; charset=utf-8");
    assertThat(none.status()).isEqualTo(406);
    assertThat(none.body())
        .isEqualTo(
            "{\"code\":\"PGRST116\",\"details\":\"The result contains 0 rows\",\"hint\":null,"
                + "\"message\":\"Cannot coerce the result to a single JSON object\"}");
    assertThat(many.body()).contains("The result contains 2 rows");
  }

  @Test
  void leavesOutNulls() {
    Answer answer =
        DIALECT.get(
            "/events?select=id,seats&id=eq.2",
            "Accept",
            "application/vnd.pgrst.array+json;nulls=stripped");

    assertThat(answer.body()).isEqualTo("[{\"id\":2}]");
    assertThat(answer.header("Content-Type"))
        .isEqualTo("application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8");
  }

  @Test
  void readsViewsAndOtherSchemas() {
    assertThat(DIALECT.get("/open_events?select=id&order=id").rows())
        .isEqualTo("[{\"id\":1},{\"id\":4}]");
    Answer other = DIALECT.get("/notes", "Accept-Profile", "other");
    assertThat(other.rows()).isEqualTo("[{\"id\":1,\"note\":\"elsewhere\"}]");
    assertThat(other.header("Content-Profile")).isEqualTo("other");
    Answer unknown = DIALECT.get("/notes", "Accept-Profile", "nowhere");
    assertThat(unknown.status()).isEqualTo(406);
    assertThat(unknown.body())
        .contains("PGRST106", "Only the following schemas are exposed: public, other");
  }

  @Test
  void namesTheAnswersPlaceAndWhatItVariesBy() {
    Answer answer = DIALECT.get("/hosts?select=id&id=eq.1");

    assertThat(answer.header("Content-Location")).isEqualTo("/hosts?id=eq.1&select=id");
    assertThat(answer.header("Vary")).isEqualTo("Accept, Prefer, Range");
  }
}
