package io.eventlive.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.admission.Admission;
import io.eventlive.admission.AdmissionConfig;
import io.eventlive.auth.Callers;
import io.eventlive.database.Caller;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Routes;
import io.eventlive.http.TestRoutes;
import io.eventlive.observation.Observation;
import io.eventlive.rest.Dialect.Answer;
import io.eventlive.rest.plan.Hints;
import io.eventlive.rest.plan.InputSyntax;
import io.eventlive.rest.plan.Planner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The section "Refusals" of docs/reference/dialect.md: what reaches no database, and what
/// PostgreSQL's errors become.
class RefusalsTest {
  private static final Dialect DIALECT = Dialect.over(Fixture.SQL);

  @AfterAll
  static void close() {
    DIALECT.close();
  }

  @Test
  void refusesTheColumnThatRegistrationsDoNotHaveWithoutTheDatabase() {
    int before = DIALECT.offered();
    Answer answer = DIALECT.get("/registrations?select=id", "as", "authenticated");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .isEqualTo(
            "{\"code\":\"42703\",\"details\":null,\"hint\":\"The key is (webinar_id, user_id)."
                + " Columns: webinar_id, user_id, role, nickname, registered_via, created_at.\","
                + "\"message\":\"column registrations.id does not exist\"}");
    assertThat(answer.header("Proxy-Status")).isEqualTo("PostgREST; error=42703");
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/nowhere|404|PGRST205|Could not find the table 'public.nowhere' in the schema cache",
        "/events?select=nope|400|42703|column events.nope does not exist",
        "/events?nope=eq.1|400|42703|column events.nope does not exist",
        "/events?order=nope|400|42703|column events.nope does not exist",
        "/events?or=(id.eq.1,nope.eq.2)|400|42703|column events.nope does not exist",
        "/events?select=id,talks(nope)|400|42703|column talks_1.nope does not exist",
        "/events?select=talks(hosts:events(nope))|400|42703|column events_2.nope does not exist",
        "/events?select=people(nope)|400|42703|column people.nope does not exist",
        "/events?select=hosts!inner_key(name)|400|PGRST100|failed to parse select parameter (hosts!inner",
        "/events?select=hosts!left_key(name)|400|PGRST100|failed to parse select parameter (hosts!left",
        "/events?id=foo.1|400|PGRST100|failed to parse filter (foo.1)",
        "/events?select=id,|400|PGRST100|failed to parse select parameter (id,)",
        "/events?order=id.sideways|400|PGRST100|failed to parse order (id.sideways)",
        "/events?or=()|400|PGRST100|failed to parse logic tree (or())",
        "/events?select=count()|400|PGRST123|Use of aggregate functions is not allowed",
        "/events?select=count(),id|400|PGRST123|Use of aggregate functions is not allowed",
        "/events?select=count,id|400|PGRST123|Use of aggregate functions is not allowed",
        "/events?select=talks(minutes.sum())|400|PGRST123|Use of aggregate functions is not",
        "/talks?select=...events(seats.max())|400|PGRST123|Use of aggregate functions is not",
        "/events?select=...talks(id.count())|400|PGRST123|Use of aggregate functions is not",
        "/events?select=id.median()|400|PGRST100|failed to parse select parameter (id.median())",
        "/events?select=...x:host_id(name)|400|PGRST100|failed to parse select parameter (...x:",
        "/events?select=id,talks(id)&order=talks(id)|400|PGRST118|A related order on 'talks' is not",
        "/events?select=id&order=host_id(name)|400|PGRST108|is not an embedded resource in this request",
        "/events?select=host_id(id)&order=host_id(nope)|400|42703|column hosts_1.nope does not exist",
        "/events?limit=-1|416|PGRST103|Requested range not satisfiable",
        "/events/1|404|PGRST125|Invalid path specified in request URL",
        "/rpc/a/b|404|PGRST125|Invalid path specified in request URL",
      })
  void refusesInMemory(String target, int status, String code, String words) {
    int before = DIALECT.offered();
    Answer answer = DIALECT.get(target);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"", words);
    assertThat(answer.header("Proxy-Status")).isEqualTo("PostgREST; error=" + code);
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @Test
  void refusesMethodsMediaTypesAndPreferencesThatItDoesNotKnow() {
    Answer method = DIALECT.send("TRACE", "/events?id=eq.1", "");
    Answer media = DIALECT.get("/events", "Accept", "text/html");
    Answer prefer = DIALECT.get("/events", "Prefer", "handling=strict, anything=odd");
    Answer lenient = DIALECT.get("/events", "Prefer", "anything=odd");

    assertThat(method.status()).isEqualTo(405);
    assertThat(method.body()).contains("PGRST117", "Unsupported HTTP method: TRACE");
    assertThat(media.status()).isEqualTo(406);
    assertThat(media.body())
        .contains("PGRST107", "None of these media types are available: text/html");
    assertThat(prefer.status()).isEqualTo(400);
    assertThat(prefer.body()).contains("PGRST122", "Invalid preferences: anything=odd");
    assertThat(lenient.status()).isEqualTo(200);
  }

  @Test
  void refusesListsThatAreTooLong() {
    StringBuilder ids = new StringBuilder("1");
    for (int id = 2; id <= 1_000; id++) ids.append(',').append(id);
    Answer full = DIALECT.get("/events?select=id&order=id&id=in.(" + ids + ")");
    int before = DIALECT.offered();
    Answer over = DIALECT.get("/events?select=id&id=in.(" + ids + ",1001)");

    assertThat(full.rows()).isEqualTo("[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":4}]");
    assertThat(over.status()).isEqualTo(400);
    assertThat(over.body())
        .contains("PGRST100", "A list of values may have 1000 of them; ask in several requests");
    assertThat(over.body().length()).isLessThan(600);
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @Test
  void asksForPatienceUntilTheCatalogueIsRead() {
    HttpAnswer answer = answered(_ -> new Caller("anon", "{}", Optional.empty()));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isPresent();
    assertThat(answer.header("Proxy-Status")).contains("PostgREST; error=PGRST002");
  }

  @Test
  void keepsToItselfWhatNobodyExpected() {
    HttpAnswer answer =
        answered(_ -> {
          throw new IllegalStateException("a secret");
        });

    assertThat(answer.status()).isEqualTo(500);
    assertThat(new String(answer.body(), UTF_8))
        .contains("\"code\":\"PGRSTX00\"", "Request test")
        .doesNotContain("secret");
  }

  /// Before anything of the database is known.
  private static HttpAnswer answered(Callers callers) {
    Routes routes = new Routes();
    new RestRoutes(
            RestConfig.DEFAULT,
            new RulesInForce(RestConfig.DEFAULT.rules(), _ -> {}),
            callers,
            Optional::empty,
            new Planner(Hints.NONE, new InputSyntax(), _ -> Optional.empty()),
            _ -> true,
            new Admission(AdmissionConfig.DEFAULT, 1, _ -> false, _ -> {}, new Random(7)),
            SharedReads.none(_ -> true),
            _ -> {})
        .register(routes);
    return TestRoutes.answer(
        routes,
        new HttpRequest(
            "test",
            "GET",
            "/rest/v1/events",
            "",
            HttpHeaders.of(Map.of()),
            new byte[0],
            "127.0.0.1"));
  }

  /// What is aggregated, or has an aggregate's name, was hardly meant to be a column.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/events?select=nope.count()|null",
        "/events?select=talks.count()|null",
        "/events?select=talks(sum)|null",
        "/events?select=seat.sum()|\"Perhaps you meant the column 'seats'.\"",
      })
  void listsNoColumnsToWhoeverAggregates(String target, String hint) {
    assertThat(DIALECT.get(target).body()).contains("42703", "\"hint\":" + hint + ",");
  }

  @Test
  void tellsOperatorsWhatIsImpossibleAndWhatIsNewAboutIt() {
    String[] client = {"X-Client-Info", "supabase-js/2.81.1", "User-Agent", "node"};
    DIALECT.observed().clear();
    DIALECT.get("/hosts?select=shoe", client);
    DIALECT.get("/hosts?select=shoe", client);

    List<Observation> seen = List.copyOf(DIALECT.observed());
    assertThat(seen).containsExactly(impossible(true), impossible(false));
  }

  private static Observation impossible(boolean first) {
    return new Observation.ImpossibleRequest(
        "test",
        "GET",
        "/rest/v1/hosts",
        "42703",
        "column hosts.shoe does not exist",
        "service_role",
        "supabase-js/2.81.1",
        "node",
        first);
  }

  @Test
  void answersWhatIsForbiddenBySignIn() {
    Answer anonymous = DIALECT.get("/secrets", "as", "anon");
    Answer signedIn = DIALECT.get("/secrets", "as", "authenticated");

    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(anonymous.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(anonymous.body()).contains("42501", "permission denied for table secrets");
    assertThat(signedIn.status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "P0001|400",
        "23503|409",
        "23505|409",
        "21000|500",
        "22023|400",
        "25006|405",
        "28000|403",
        "40001|500",
        "42883|404",
        "42P01|404",
        "42P17|500",
        "53400|500",
        "53200|503",
        "54001|500",
        "55000|500",
        "57014|500",
        "58000|500",
        "F0000|500",
        "HV000|500",
        "P0002|500",
        "XX000|500",
        "0L000|403",
        "0P000|403",
        "09000|500",
        "2D000|500",
        "38000|500",
        "39000|500",
        "3B000|500",
        "08000|503",
        "22012|400",
        "PT402|402",
        "PT999|500",
        "PTABC|500",
      })
  void mapsPostgresqlsErrorsToStatuses(String state, int status) {
    Answer answer =
        DIALECT.post("/rpc/fail", "{\"state\":\"" + state + "\",\"message\":\"because\"}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body())
        .isEqualTo(
            "{\"code\":\"" + state + "\",\"details\":null,\"hint\":null,\"message\":\"because\"}");
  }

  @Test
  void letsFunctionsRaiseWholeAnswers() {
    Answer raised =
        DIALECT.post(
            "/rpc/fail",
            """
            {"state": "PGRST", "message": "{\\"code\\":\\"123\\",\\"message\\":\\"Payment\\"}",
             "detail": "{\\"status\\":402,\\"headers\\":{\\"X-Powered-By\\":\\"Nerd Rage\\"}}"}
            """);
    Answer malformed =
        DIALECT.post(
            "/rpc/fail", "{\"state\":\"PGRST\",\"message\":\"no json\",\"detail\":\"{}\"}");
    Answer bare =
        DIALECT.post(
            "/rpc/fail",
            "{\"state\":\"PGRST\",\"message\":\"{\\\"code\\\":\\\"1\\\",\\\"message\\\":\\\"m\\\"}\"}");

    assertThat(raised.status()).as(raised.body()).isEqualTo(402);
    assertThat(raised.header("X-Powered-By")).isEqualTo("Nerd Rage");
    assertThat(raised.body())
        .isEqualTo("{\"code\":\"123\",\"details\":null,\"hint\":null,\"message\":\"Payment\"}");
    assertThat(malformed.status()).isEqualTo(500);
    assertThat(malformed.body()).contains("PGRST121", "Invalid JSON value for MESSAGE: 'no json'");
    assertThat(bare.body()).contains("PGRST121", "DETAIL is missing in the RAISE statement");
  }

  @Test
  void speaksTheCallersLanguageForRefusalsOfTheDomain() {
    String body = "{\"state\":\"EL001\",\"message\":\"webinar_full\"}";
    Answer korean = DIALECT.post("/rpc/fail", body, "Accept-Language", "ko-KR,ko;q=0.9,en;q=0.8");
    Answer english = DIALECT.post("/rpc/fail", body);

    assertThat(korean.status()).isEqualTo(403);
    assertThat(korean.body()).contains("\"code\":\"webinar_full\"", "정원이 모두 찼어요.");
    assertThat(english.body()).contains("All seats of this webinar are taken.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/events?key=eq.nonsense",
        "/events?key=in.(6f1d4e0a-0000-4000-8000-000000000001,nonsense)",
        "/events?or=(id.eq.1,key.not.eq.nonsense)",
        "/events?select=id,talks(id)&talks.id=eq.nonsense",
        "/rpc/add?a=nonsense",
      })
  void refusesValuesThatPostgresqlCertainlyWould(String target) {
    int before = DIALECT.offered();
    Answer answer = DIALECT.get(target);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body())
        .containsPattern("invalid input syntax for type (uuid|integer): ..nonsense")
        .contains("22P02");
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"key\":\"nonsense\"}",
        "[{\"key\":\"6f1d4e0a-0000-4000-8000-000000000001\"},{\"key\":\"nonsense\"}]",
        "{\"key\":null,\"key\":\"nonsense\"}",
      })
  void refusesInsertsOfValuesThatPostgresqlCertainlyWould(String body) {
    int before = DIALECT.offered();
    Answer answer = DIALECT.post("/events", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("22P02", "invalid input syntax for type uuid: \\\"nonsense");
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"key\":\"nonsense\",\"key\":null}",
        "{\"key\":\"nonsense\",\"key\":\"6f1d4e0a-0000-4000-8000-000000000001\"}",
        "{\"key\":{\"an\":\"object\"}}",
        "{\"key\":[\"nonsense\"]}",
      })
  void leavesInsertsToPostgresqlThatItMayAccept(String body) {
    int before = DIALECT.offered();
    DIALECT.post("/events?columns=key", body);

    assertThat(DIALECT.offered()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/rpc/add {\"a\":\"nonsense\"}",
        "/rpc/add {\"a\":1.5}",
        "/rpc/add {\"a\":true,\"b\":2}",
        "/rpc/add [{\"a\":\"nonsense\"},{\"a\":1}]",
        "/rpc/find_events {\"at_least\":\"many\"}",
        "/events {\"key\":5}",
        "/events {\"id\":false}",
      })
  void refusesEveryPlainValueOfABodyThatItsTypeCertainlyRefuses(String call) {
    int before = DIALECT.offered();
    Answer answer = post(call);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).containsPattern("invalid input syntax for type (integer|uuid): ");
    assertThat(answer.body()).contains("22P02");
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2026-13-45", "2026-02-30T10:00Z", "2026-02-06%2025:61:00", "1770354000000"})
  void refusesMomentsThatDoNotExist(String moment) {
    int before = DIALECT.offered();
    Answer answer = DIALECT.get("/events?starts=gte." + moment);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("22008", "date/time field value out of range: ");
    assertThat(DIALECT.offered()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/rpc/whole {\"a\":\"nonsense\"}",
        "/rpc/over {\"y\":\"no number\"}",
        "/rpc/joined {\"words\":[\"a\",\"b\"]}",
        "/rpc/add {\"a\":\" 7 \"}",
        "/rpc/add {\"a\":null}",
        "/rpc/nothing {}",
      })
  void leavesArgumentsToFunctionsThatTakeThem(String call) {
    assertThat(post(call).status()).isBetween(200, 204);
  }

  @Test
  void looksAtNoArgumentOfAFunctionThatTheRoleMayNotCall() {
    assertThat(DIALECT.post("/rpc/hidden", "{\"a\":\"x\"}", "as", "anon").body()).contains("42501");
  }

  @Test
  void looksAtNoValueOfAnInsertThatTheRoleMayNotMake() {
    assertThat(DIALECT.post("/events", "{\"id\":\"x\"}", "as", "anon").body()).contains("42501");
  }

  private static Answer post(String call) {
    int space = call.indexOf(' ');
    return DIALECT.post(call.substring(0, space), call.substring(space + 1));
  }

  @Test
  void leavesAnUpdateThatMeetsNoRowToPostgresqlWhichAcceptsIt() {
    Answer answer = DIALECT.send("PATCH", "/events?id=eq.-1", "{\"key\":\"nonsense\"}");

    assertThat(answer.status()).isEqualTo(204);
  }

  @Test
  void passesOnWhatPostgresqlSaysOfABadValue() {
    Answer answer = DIALECT.get("/events?info=eq.{nonsense");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("22P02", "invalid input syntax for type json");
    assertThat(DIALECT.get("/hosts", "Prefer", "timezone=Nowhere/Land").body())
        .contains("22023", "invalid value for parameter");
  }

  @Test
  void describesWhatMayBeDone() {
    assertThat(DIALECT.send("OPTIONS", "/hosts", "").header("Allow"))
        .isEqualTo("OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE");
    assertThat(DIALECT.send("OPTIONS", "/rpc/add", "").header("Allow"))
        .isEqualTo("OPTIONS,GET,HEAD,POST");
    assertThat(DIALECT.send("OPTIONS", "/rpc/add_talk", "").header("Allow"))
        .isEqualTo("OPTIONS,POST");
    assertThat(DIALECT.send("OPTIONS", "/nowhere", "").status()).isEqualTo(404);
  }
}
