package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rest.Dialect.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The section "Functions" of docs/reference/dialect.md.
class CallsTest {
  private static final Dialect DIALECT = Dialect.over(Fixture.SQL);

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @Test
  void callsByQueryAndByBody() {
    assertThat(DIALECT.get("/rpc/add?a=2&b=3").body()).isEqualTo("5");
    assertThat(DIALECT.get("/rpc/add?a=2").body()).isEqualTo("3");
    assertThat(DIALECT.post("/rpc/add", "{\"a\": 2, \"b\": 4}").body()).isEqualTo("6");
    assertThat(DIALECT.post("/rpc/add", "{\"a\": 2}").body()).isEqualTo("3");
    assertThat(
            DIALECT
                .post("/rpc/add", "a=5", "Content-Type", "application/x-www-form-urlencoded")
                .body())
        .isEqualTo("6");
  }

  @Test
  void choosesAmongOverloadsByNames() {
    assertThat(DIALECT.get("/rpc/over?x=1").body()).isEqualTo("\"int\"");
    assertThat(DIALECT.get("/rpc/over?y=1").body()).isEqualTo("\"text\"");

    Answer ambiguous = DIALECT.get("/rpc/twice?z=1");
    assertThat(ambiguous.status()).isEqualTo(300);
    assertThat(ambiguous.body())
        .contains(
            "PGRST203",
            "Could not choose the best candidate function between:",
            "public.twice(z => integer)");
  }

  @Test
  void saysThatThereIsNoSuchFunction() {
    int before = DIALECT.offered();
    Answer named = DIALECT.get("/rpc/add?c=1&a=2");
    Answer bare = DIALECT.get("/rpc/nowhere");
    Answer posted = DIALECT.post("/rpc/nowhere", "{\"q\":1}");

    assertThat(named.status()).isEqualTo(404);
    assertThat(named.body())
        .contains(
            "{\"code\":\"PGRST202\",\"details\":\"Searched for the function public.add with"
                + " parameters a, c, but no matches were found in the schema cache.\","
                + "\"hint\":\"Perhaps you meant to call the function public.add(",
            "\"message\":\"Could not find the function public.add(a, c) in the schema cache\"}");
    assertThat(bare.body())
        .contains("Could not find the function public.nowhere without parameters in the schema");
    assertThat(posted.body())
        .contains("with parameter q or with a single unnamed json/jsonb parameter");
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @Test
  void treatsRowsLikeATable() {
    Answer answer =
        DIALECT.get(
            "/rpc/find_events?at_least=5&select=id,talks(id)&talks.order=id&order=id.desc&id=gt.0"
                + "&limit=1",
            "Prefer",
            "count=exact");

    assertThat(answer.status()).as(answer.body()).isEqualTo(206);
    assertThat(answer.rows()).isEqualTo("[{\"id\":3,\"talks\":[{\"id\":4}]}]");
    assertThat(answer.header("Content-Range")).isEqualTo("0-0/2");
    assertThat(DIALECT.get("/rpc/pairs?n=eq.2").rows()).isEqualTo("[{\"n\":2,\"square\":4}]");
    assertThat(DIALECT.get("/rpc/pairs?select=square&order=n.desc&limit=2").rows())
        .isEqualTo("[{\"square\":9},{\"square\":4}]");
    assertThat(DIALECT.get("/rpc/find_events?at_least=5&select=shout&id=eq.1").rows())
        .isEqualTo("[{\"shout\":\"MORNING\"}]");
    assertThat(DIALECT.get("/rpc/pairs?select=nope").body()).contains("42703", "pairs.nope");
  }

  @Test
  void givesEachKindOfResult() {
    assertThat(DIALECT.get("/rpc/one_event?which=1&select=id,title").body())
        .isEqualTo("{\"id\":1,\"title\":\"Morning\"}");
    assertThat(DIALECT.get("/rpc/numbers").body()).isEqualTo("[1, 2, 3]");
    assertThat(DIALECT.get("/rpc/joined?words=a&words=b%2Cc&words=%22d").body())
        .isEqualTo("\"a+b,c+\\\"d\"");
    assertThat(DIALECT.post("/rpc/joined", "{\"words\": [\"a\", \"b\"]}").body())
        .isEqualTo("\"a+b\"");
    assertThat(DIALECT.post("/rpc/whole", "{\"any\": [1, 2]}").body())
        .isEqualTo("{\"any\": [1, 2]}");
    Answer nothing = DIALECT.post("/rpc/nothing", "");
    assertThat(nothing.status()).isEqualTo(204);
    assertThat(nothing.body()).isEmpty();
  }

  @Test
  void givesRecordsAndOutArguments() {
    assertThat(DIALECT.get("/rpc/a_record").body()).isEqualTo("{\"id\":1,\"name\":\"Host 1\"}");
    assertThat(DIALECT.post("/rpc/records", "{}").rows())
        .isEqualTo("[{\"id\":1,\"name\":\"Host 1\"},{\"id\":2,\"name\":\"Host 2\"}]");
    assertThat(DIALECT.get("/rpc/one_out?n=4").body()).isEqualTo("{\"twice\":8}");
    assertThat(DIALECT.post("/rpc/outs", "{\"n\": 4}").body())
        .isEqualTo("{\"n\":5,\"word\":\"w\"}");
  }

  @Test
  void takesTheFirstOfSeveralObjectsAndTheNamedMembers() {
    assertThat(DIALECT.post("/rpc/add", "[{\"a\": 1}, {\"a\": 9}]").body()).isEqualTo("2");
    assertThat(DIALECT.post("/rpc/add?columns=a", "{\"a\": 1, \"c\": 2}").body()).isEqualTo("2");
  }

  @Test
  void writesOnlyByPost() {
    Answer got = DIALECT.get("/rpc/add_talk?title=x");
    Answer posted = DIALECT.post("/rpc/add_talk", "{\"title\": \"x\"}");

    assertThat(got.status()).isEqualTo(405);
    assertThat(got.body()).contains("25006");
    assertThat(posted.status()).as(posted.body()).isEqualTo(200);
    assertThat(DIALECT.database().value("select count(*) from talks where title = 'x'"))
        .isEqualTo("1");
    assertThat(DIALECT.post("/rpc/asked", "{}").body()).contains("\"read_only\" : \"on\"");
  }

  @Test
  void tellsFunctionsWhatWasAsked() {
    Answer answer =
        DIALECT.get("/rpc/asked", "X-Thing", "yes", "Cookie", "taste=good; b=c", "as", "anon");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains(
            "\"method\" : \"GET\"",
            "\"path\" : \"/rpc/asked\"",
            "\"x\" : \"yes\"",
            "\"cookie\" : \"good\"",
            "\"role\" : \"anon\"",
            "\"timeout\" : \"3s\"",
            "\"search_path\" : \"\\\"public\\\", \\\"public\\\", \\\"extensions\\\"\"");
  }

  @Test
  void letsFunctionsDecideStatusAndHeaders() {
    Answer answer = DIALECT.post("/rpc/answered", "{}");

    assertThat(answer.status()).isEqualTo(418);
    assertThat(answer.header("X-Pot")).isEqualTo("tea");
    assertThat(answer.answer().headers().stream().filter(h -> h.name().equals("Vary")))
        .singleElement()
        .satisfies(vary -> assertThat(vary.value()).isEqualTo("Nothing"));
    assertThat(answer.body()).isEqualTo("\"short and stout\"");
    assertThat(DIALECT.post("/rpc/bad_headers", "").body()).contains("PGRST111");
    assertThat(DIALECT.post("/rpc/bad_status", "").body()).contains("PGRST112");
  }

  @Test
  void answersHeadAndRefusesOtherMethods() {
    Answer head = DIALECT.send("HEAD", "/rpc/pairs", "", "Prefer", "count=exact");
    Answer put = DIALECT.send("PUT", "/rpc/pairs", "{}");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Range")).isEqualTo("0-2/3");
    assertThat(put.status()).isEqualTo(405);
    assertThat(put.body()).contains("PGRST101", "Cannot use the PUT method on RPC");
  }

  @Test
  void limitsChangesOnlyForFunctionsOfRows() {
    String strict = "handling=strict,max-affected=1";

    assertThat(DIALECT.post("/rpc/add_talk", "{\"title\":\"y\"}", "Prefer", strict).body())
        .contains("PGRST128");
    assertThat(DIALECT.post("/rpc/pairs", "{}", "Prefer", strict).body()).contains("PGRST124");
  }
}
