package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The sections "Writing" and "Repeated inserts" of docs/reference/dialect.md.
class MutationsTest {
  private static final String REPRESENTATION = "return=representation";
  private static final String OBJECT = "application/vnd.pgrst.object+json";

  private static final Dialect DIALECT = Dialect.over(Fixture.TABLES);

  @BeforeEach
  void fill() {
    DIALECT.database().execute(Fixture.ROWS);
  }

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @Test
  void insertsOneRowAndAnswersNothing() {
    Answer answer = DIALECT.post("/hosts", "{\"id\": 7, \"name\": \"Host 7\"}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("Content-Range")).isEqualTo("*/*");
    assertThat(stored("select name from hosts where id = 7")).isEqualTo("Host 7");
  }

  @Test
  void insertsManyRowsAndShowsThemWithTheirEmbeds() {
    Answer answer =
        DIALECT.post(
            "/talks?select=id,events(title)&order=id.desc&columns=id,event_id",
            "[{\"id\": 11, \"event_id\": 1, \"extra\": 1}, {\"id\": 12, \"event_id\": 3}]",
            "Prefer",
            REPRESENTATION + ", count=exact");

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.rows())
        .isEqualTo(
            "[{\"id\":12,\"events\":{\"title\":\"Evening, late\"}},"
                + "{\"id\":11,\"events\":{\"title\":\"Morning\"}}]");
    assertThat(answer.header("Content-Range")).isEqualTo("*/2");
    assertThat(answer.header("Preference-Applied")).isEqualTo("return=representation, count=exact");
  }

  @Test
  void keepsEveryKindOfValue() {
    Answer answer =
        DIALECT.post(
            "/events?select=seats,open,starts,tags,info,key",
            """
            {"id": 9, "title": "x", "seats": 5, "open": true, "starts": "2026-02-06T05:00:00Z",
             "tags": ["a,b", "c\\"d"], "info": {"deep": [1, null, {"x": "'; drop table hosts;--"}]},
             "key": "6f1d4e0a-0000-4000-8000-000000000009"}
            """,
            "Prefer",
            REPRESENTATION);

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.body())
        .contains(
            "\"tags\":[\"a,b\",\"c\\\"d\"]",
            "{\"deep\": [1, null, {\"x\": \"'; drop table hosts;--\"}]}",
            "\"open\":true");
  }

  @Test
  void placesANewRow() {
    Answer answer =
        DIALECT.post(
            "/attending",
            "{\"event_id\": 2, \"person\": \"p3\"}",
            "Prefer",
            "return=headers-only,resolution=merge-duplicates");

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.header("Location")).isEqualTo("/attending?event_id=eq.2&person=eq.p3");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void fillsInDefaultsOrNulls() {
    assertThat(insertLoose("{}", "")).isEqualTo("[{\"a\":null,\"b\":\"usual\"}]");
    assertThat(insertLoose("[{},{}]", ""))
        .isEqualTo("[{\"a\":null,\"b\":\"usual\"},{\"a\":null,\"b\":\"usual\"}]");
    assertThat(insertLoose("[]", "")).isEqualTo("[]");
    assertThat(insertLoose("5", "")).isEqualTo("[]");
    assertThat(insertLoose("{\"a\":1}", "")).isEqualTo("[{\"a\":1,\"b\":\"usual\"}]");
    assertThat(insertLoose("{\"a\":1}", "?columns=a,b")).isEqualTo("[{\"a\":1,\"b\":null}]");
    Answer defaults =
        DIALECT.post(
            "/loose?columns=a,b", "{\"a\":1}", "Prefer", REPRESENTATION + ",missing=default");
    assertThat(defaults.rows()).isEqualTo("[{\"a\":1,\"b\":\"usual\"}]");
    assertThat(defaults.header("Preference-Applied"))
        .isEqualTo("missing=default, return=representation");
  }

  /// Where it fills in defaults, PostgreSQL reads the body as `jsonb`, which knows no exponents.
  @Test
  void readsNumbersAsTheFillingInLeavesThem() {
    String missing = REPRESENTATION + ",missing=default";

    assertThat(DIALECT.post("/loose?columns=a,b", "{\"a\":1e2}", "Prefer", missing).rows())
        .isEqualTo("[{\"a\":100,\"b\":\"usual\"}]");
    for (Answer refused :
        new Answer[] {
          DIALECT.post("/loose?columns=a,b", "{\"a\":\"1e2\"}", "Prefer", missing),
          DIALECT.post("/loose?columns=a,b", "{\"a\":1e2}", "Prefer", REPRESENTATION)
        }) {
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("22P02");
    }
  }

  private String insertLoose(String body, String query) {
    Answer answer = DIALECT.post("/loose" + query, body, "Prefer", REPRESENTATION);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.rows();
  }

  @Test
  void takesAForm() {
    Answer answer =
        DIALECT.post(
            "/hosts", "id=8&name=Host+%26+8", "Content-Type", "application/x-www-form-urlencoded");

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(stored("select name from hosts where id = 8")).isEqualTo("Host & 8");
  }

  @Test
  void mergesDuplicatesAndTellsWhetherAnythingIsNew() {
    String merge = "resolution=merge-duplicates";
    Answer both =
        DIALECT.post(
            "/hosts",
            "[{\"id\":1,\"name\":\"Renamed\"},{\"id\":5,\"name\":\"New\"}]",
            "Prefer",
            merge + "," + REPRESENTATION);
    Answer none = DIALECT.post("/hosts", "{\"id\":1,\"name\":\"Again\"}", "Prefer", merge);
    Answer empty = DIALECT.post("/hosts", "[]", "Prefer", merge);

    assertThat(both.status()).as(both.body()).isEqualTo(201);
    assertThat(both.header("Preference-Applied"))
        .isEqualTo("resolution=merge-duplicates, return=representation");
    assertThat(none.status()).isEqualTo(200);
    assertThat(empty.status()).as(empty.body()).isEqualTo(200);
    assertThat(stored("select string_agg(name, ',' order by id) from hosts"))
        .isEqualTo("Again,Host 2,New");
  }

  @Test
  void ignoresDuplicatesOnANamedKey() {
    Answer answer =
        DIALECT.post(
            "/attending?on_conflict=badge",
            "[{\"event_id\":2,\"person\":\"p1\",\"badge\":1},"
                + "{\"event_id\":2,\"person\":\"p2\",\"badge\":1}]",
            "Prefer",
            "resolution=ignore-duplicates," + REPRESENTATION);

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.body()).contains("p1").doesNotContain("p2");
  }

  @Test
  void refusesAConflictKeyThatDoesNotExist() {
    int before = DIALECT.offered();
    String merge = "resolution=merge-duplicates";
    String row = "{\"id\":1,\"name\":\"x\"}";

    assertRefused(
        DIALECT.post("/hosts?on_conflict=nope", row, "Prefer", merge),
        400,
        "42703",
        "column \\\"nope\\\" does not exist");
    assertRefused(
        DIALECT.post("/hosts?on_conflict=name", row, "Prefer", merge),
        400,
        "42P10",
        "there is no unique or exclusion constraint matching the ON CONFLICT specification");
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @Test
  void answersADuplicateWith409() {
    Answer answer = DIALECT.post("/hosts", "{\"id\":1,\"name\":\"x\"}");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body())
        .contains("\"code\":\"23505\"", "hosts_pkey", "Key (id)=(1) already exists.");
    assertThat(answer.header("Proxy-Status")).isEqualTo("PostgREST; error=23505");
  }

  @Test
  void takesARepeatedInsertForDone() {
    String row = "{\"event_id\": 2, \"person\": \"p1\"}";
    Answer first = DIALECT.post("/attending", row, "as", "authenticated", "Prefer", REPRESENTATION);
    Answer again = DIALECT.post("/attending", row, "as", "authenticated", "Prefer", REPRESENTATION);
    Answer silent = DIALECT.post("/attending", row, "as", "authenticated");
    Answer single =
        DIALECT.post(
            "/attending?select=person,events(title)",
            row,
            "as",
            "authenticated",
            "Prefer",
            REPRESENTATION,
            "Accept",
            OBJECT);

    assertThat(first.status()).as(first.body()).isEqualTo(201);
    assertThat(again.status()).as(again.body()).isEqualTo(200);
    assertThat(again.body())
        .isEqualTo(first.body())
        .isEqualTo("[{\"event_id\":2,\"person\":\"p1\",\"note\":\"came by\",\"badge\":null}]");
    assertThat(silent.status()).isEqualTo(200);
    assertThat(silent.body()).isEmpty();
    assertThat(single.status()).isEqualTo(200);
    assertThat(single.body()).isEqualTo("{\"person\":\"p1\",\"events\":{\"title\":\"Noon\"}}");
  }

  @Test
  void showsAllRowsOfABatchThatIsPartlyARepeat() {
    Answer answer =
        DIALECT.post(
            "/attending?select=event_id,person&order=person",
            "[{\"event_id\":2,\"person\":\"p2\"},{\"event_id\":1,\"person\":\"p1\"}]",
            "Prefer",
            REPRESENTATION);

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.rows())
        .isEqualTo("[{\"event_id\":1,\"person\":\"p1\"},{\"event_id\":2,\"person\":\"p2\"}]");
  }

  @Test
  void neverShowsARowThatTheCallerMayNotSee() {
    DIALECT.database().execute("update public.attending set note = 'hidden' where person = 'p2'");
    Answer answer =
        DIALECT.post(
            "/attending",
            "{\"event_id\": 1, \"person\": \"p2\"}",
            "as",
            "authenticated",
            "Prefer",
            REPRESENTATION);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body())
        .isEqualTo(
            "{\"code\":\"23505\",\"details\":null,\"hint\":null,\"message\":\"duplicate key value"
                + " violates unique constraint \\\"attending_pkey\\\"\"}");
  }

  @Test
  void writesNothingOfABatchInWhichARowIsHiddenFromTheCaller() {
    DIALECT.database().execute("update public.attending set note = 'hidden' where person = 'p2'");
    Answer answer =
        DIALECT.post(
            "/attending",
            "[{\"event_id\":2,\"person\":\"p1\"},{\"event_id\":1,\"person\":\"p2\"},"
                + "{\"event_id\":1,\"person\":\"p1\"}]",
            "as",
            "authenticated",
            "Prefer",
            REPRESENTATION);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).contains("23505", "attending_pkey").doesNotContain("hidden", "p1");
    assertThat(
            DIALECT
                .database()
                .rows("select event_id, person, note from public.attending order by 1, 2"))
        .containsExactly("1|p1|came by", "1|p2|hidden", "3|p1|came by");
  }

  @Test
  void keepsAnotherUniqueKeyOfAnIdempotentTableAConflict() {
    DIALECT.database().execute("update public.attending set badge = 7 where person = 'p2'");
    Answer answer =
        DIALECT.post("/attending", "{\"event_id\": 2, \"person\": \"p3\", \"badge\": 7}");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).contains("attending_badge_key");
  }

  @Test
  void keepsPostgrestsMeaningWhereAResolutionIsAskedFor() {
    Answer ignored =
        DIALECT.post(
            "/attending",
            "{\"event_id\": 1, \"person\": \"p1\"}",
            "Prefer",
            "resolution=ignore-duplicates," + REPRESENTATION);

    assertThat(ignored.status()).isEqualTo(201);
    assertThat(ignored.body()).isEqualTo("[]");
  }

  @Test
  void updatesWhatTheFilterMeets() {
    Answer answer =
        DIALECT.patch(
            "/events?select=id,seats,talks(id)&talks.order=id&order=id&seats=is.null",
            "{\"seats\": 3, \"open\": null}",
            "Prefer",
            REPRESENTATION + ",count=exact");
    Answer silent = DIALECT.patch("/events?id=in.(1,2)", "[{\"seats\": 4}]");
    Answer nobody = DIALECT.patch("/events?id=eq.99", "{\"seats\": 1}", "Prefer", REPRESENTATION);
    Answer nothing = DIALECT.patch("/events?id=eq.1", "{}", "Prefer", REPRESENTATION);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.rows()).isEqualTo("[{\"id\":2,\"seats\":3,\"talks\":[]}]");
    assertThat(answer.header("Content-Range")).isEqualTo("0-0/1");
    assertThat(silent.status()).as(silent.body()).isEqualTo(204);
    assertThat(silent.body()).isEmpty();
    assertThat(nobody.rows()).isEqualTo("[]");
    assertThat(nothing.status()).as(nothing.body()).isEqualTo(200);
    assertThat(nothing.rows()).isEqualTo("[]");
    assertThat(stored("select sum(seats) from events where id <= 2")).isEqualTo("8");
  }

  @Test
  void updatesAColumnWhoseOldValueIsTheFilter() {
    Answer answer =
        DIALECT.patch(
            "/hosts?name=eq.Host+1&select=name", "{\"name\":\"Other\"}", "Prefer", REPRESENTATION);

    assertThat(answer.rows()).isEqualTo("[{\"name\":\"Other\"}]");
  }

  @Test
  void deletesWhatTheFilterMeets() {
    Answer answer =
        DIALECT.delete(
            "/talks?select=id&order=id&event_id=eq.1&minutes=gt.15",
            "Prefer",
            REPRESENTATION + ",count=exact");
    Answer silent = DIALECT.delete("/talks?id=eq.1");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.rows()).isEqualTo("[{\"id\":2},{\"id\":3}]");
    assertThat(answer.header("Content-Range")).isEqualTo("*/2");
    assertThat(silent.status()).isEqualTo(204);
    assertThat(stored("select string_agg(id::text, ',') from talks")).isEqualTo("4");
  }

  @Test
  void rollsBackWhatWasToBeOneObjectAndIsNot() {
    Answer answer =
        DIALECT.delete("/talks?event_id=eq.1", "Accept", OBJECT, "Prefer", REPRESENTATION);
    Answer one = DIALECT.delete("/talks?id=eq.4", "Accept", OBJECT, "Prefer", REPRESENTATION);

    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.body()).contains("PGRST116", "The result contains 3 rows");
    assertThat(one.status()).isEqualTo(200);
    assertThat(one.body()).isEqualTo("{\"id\":4,\"event_id\":3,\"title\":\"Only\",\"minutes\":5}");
    assertThat(stored("select count(*) from talks")).isEqualTo("3");
  }

  @Test
  void rollsBackWhatTouchesMoreThanAllowed() {
    String strict = "handling=strict,max-affected=2";
    Answer tooMany = DIALECT.patch("/talks?event_id=eq.1", "{\"minutes\":0}", "Prefer", strict);
    Answer lenient =
        DIALECT.patch("/talks?event_id=eq.1", "{\"minutes\":1}", "Prefer", "max-affected=2");
    Answer fine = DIALECT.patch("/talks?id=lte.2", "{\"minutes\":2}", "Prefer", strict);

    assertThat(tooMany.status()).isEqualTo(400);
    assertThat(tooMany.body()).contains("PGRST124", "The query affects 3 rows");
    assertThat(lenient.status()).isEqualTo(204);
    assertThat(lenient.header("Preference-Applied")).isEmpty();
    assertThat(fine.status()).isEqualTo(204);
    assertThat(fine.header("Preference-Applied")).isEqualTo("handling=strict, max-affected=2");
    assertThat(stored("select sum(minutes) from talks where event_id = 1")).isEqualTo("5");
  }

  @Test
  void refusesBodiesThatItCannotUse() {
    int before = DIALECT.offered();
    assertRefused(DIALECT.post("/hosts", "{"), 400, "PGRST102", "Empty or invalid json");
    assertRefused(DIALECT.post("/hosts", ""), 400, "PGRST102", "Empty or invalid json");
    assertRefused(DIALECT.post("/hosts", "{} {}"), 400, "PGRST102", "Empty or invalid json");
    assertRefused(
        DIALECT.post("/hosts", "[{\"id\":1},{\"name\":\"x\"}]"),
        400,
        "PGRST102",
        "All object keys must match");
    assertRefused(
        DIALECT.post("/hosts", "a,b", "Content-Type", "text/plain"),
        400,
        "PGRST102",
        "Content-Type not acceptable: text/plain");
    assertRefused(
        DIALECT.post("/hosts", "{\"id\":1,\"nope\":2}"),
        400,
        "PGRST204",
        "Could not find the 'nope' column of 'hosts' in the schema cache");
    assertRefused(
        DIALECT.post("/hosts?columns=id,nope", "{\"id\":1}"),
        400,
        "PGRST204",
        "Could not find the 'nope' column of 'hosts' in the schema cache");
    assertRefused(
        DIALECT.patch("/hosts?id=eq.1", "{\"nope\":2}"), 400, "PGRST204", "'nope' column");
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @Test
  void leavesBrokenJsonToPostgresqlWhereColumnsAreNamed() {
    assertRefused(
        DIALECT.post("/hosts?columns=id", "{\"id\":"), 400, "22P02", "invalid input syntax");
  }

  private static void assertRefused(Answer answer, int status, String code, String words) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"", words);
  }

  private @Nullable String stored(String sql) {
    return DIALECT.database().value(sql);
  }
}
