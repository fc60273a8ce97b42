package io.eventlive.supabase;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rehearsal.LegacyClient;
import io.eventlive.rehearsal.LegacyClient.Call;
import io.eventlive.rehearsal.LegacyClient.Scene;
import io.eventlive.supabase.Answered.Truth;
import io.eventlive.testing.SupabaseFixture;
import io.eventlive.testing.TestDatabase;
import io.eventlive.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// The old client, call by call, against a database that Supabase left: one visit of attendee 1
/// with everything that a host does meanwhile, in the order of `legacy-client.json`.
final class LegacyClientTest {
  private static final LegacyClient CLIENT = LegacyClient.read();
  private static final List<Answered> ANSWERED = new ArrayList<>();
  private static final TestServer SERVER = server();
  private static final OldFrontEnd FRONT_END = new OldFrontEnd(SERVER, CLIENT);
  private static final Snapshot BEFORE = Snapshot.of(SERVER.database());
  private static Snapshot after = BEFORE;

  private static TestServer server() {
    TestDatabase database = TestDatabase.likeSupabase();
    return TestServer.serving(database, SupabaseFixture.url(database), Map.of());
  }

  @BeforeAll
  static void visit() {
    for (Scene scene : CLIENT.scenes()) {
      FRONT_END.begin(scene);
      scene.calls().forEach(call -> ANSWERED.add(FRONT_END.send(scene, call)));
    }
    after = Snapshot.of(SERVER.database());
  }

  @AfterAll
  static void close() throws Exception {
    FRONT_END.close();
    SERVER.close();
  }

  @Test
  void sendsWhatTheReferenceDescribes() throws IOException {
    String page = Files.readString(Path.of("docs/reference/legacy-client.md"));

    assertThat(page)
        .contains("%d scenes, %d calls".formatted(CLIENT.scenes().size(), ANSWERED.size()))
        .contains(LegacyClient.placeholders());
  }

  @TestFactory
  Stream<DynamicTest> answersEveryCallAsARightServerDoes() {
    return ANSWERED.stream()
        .map(each -> DynamicTest.dynamicTest(each.toString(), () -> assertRight(each)));
  }

  private static void assertRight(Answered answered) {
    Call call = answered.call();
    JsonNode answer = call.answer();
    assertThat(call.right()).as(answered.response().body()).contains(answered.status());
    String kind = answer.properties().iterator().next().getKey();
    switch (kind) {
      case "row" -> {
        assertThat(answered.json().isObject()).isTrue();
        assertRow(answered.json(), answer.get("columns"), answer.get("row").asString());
        if (answered.truth() instanceof Truth.Rows truth) {
          assertThat(truth.rows()).containsExactly(answered.json());
        } else {
          assertWritten(answered);
        }
      }
      case "rows" -> assertRows(answered);
      case "nothing" -> {
        assertThat(answered.response().body()).isEmpty();
        assertWritten(answered);
      }
      case "count" -> {
        assertThat(answered.response().body()).isEmpty();
        assertThat(total(answered)).isEqualTo(((Truth.Count) answered.truth()).rows()).isPositive();
      }
      case "error" -> assertError(answered.json(), call, answer.get("error").asString());
      case "value" -> assertValue(answered.json(), CLIENT.functions().get(call.target()));
      case "user" -> {
        JsonNode user = answered.json();
        assertThat(user.get("email").asString())
            .isEqualTo(
                answered.scene().person().equals("host")
                    ? "host-1@example.com"
                    : "attendee-1@example.com");
        assertThat(user.get("aud").asString()).isEqualTo("authenticated");
        assertThat(user.get("identities")).hasSize(1);
      }
      case "users" ->
          assertThat(answered.json().get("users"))
              .hasSize(1000)
              .anyMatch(user -> user.get("email").asString().equals("attendee-1@example.com"));
      case "session" -> {
        assertThat(answered.json().get("access_token").asString()).startsWith("eyJ");
        assertThat(answered.json().get("user").get("email").asString())
            .isEqualTo("attendee-1@example.com");
      }
      default -> throw new AssertionError(kind);
    }
  }

  private static void assertRows(Answered answered) {
    JsonNode answer = answered.call().answer();
    List<JsonNode> rows = new ArrayList<>();
    answered.json().forEach(rows::add);
    rows.forEach(row -> assertRow(row, answer.get("columns"), answer.get("rows").asString()));
    Truth.Rows truth = (Truth.Rows) answered.truth();
    assertThat(rows).hasSameSizeAs(truth.rows());
    assertThat(truth.all()).containsAll(rows);
    String order = answered.call().parameter("order");
    if (!order.isEmpty()) {
      String first = order.substring(0, order.indexOf('.'));
      assertThat(values(rows, first)).isEqualTo(values(truth.rows(), first));
    }
    if (answer.has("counted")) {
      assertThat(answered.status()).isEqualTo(truth.all().size() > rows.size() ? 206 : 200);
      assertThat(total(answered)).isEqualTo(truth.all().size());
    }
  }

  /// Rows that are equal in what they are sorted by may come in any order.
  private static List<JsonNode> values(List<JsonNode> rows, String column) {
    return rows.stream().map(row -> row.path(column)).toList();
  }

  /// What was sent is in the table, once.
  private static void assertWritten(Answered answered) {
    assertThat(((Truth.Count) answered.truth()).rows()).isPositive();
  }

  private static long total(Answered answered) {
    String range = answered.response().headers().firstValue("Content-Range").orElse("/-1");
    return Long.parseLong(range.substring(range.indexOf('/') + 1));
  }

  private static void assertError(JsonNode error, Call call, String code) {
    if (call.rest()) {
      assertThat(error.get("code").asString()).isEqualTo(code);
      assertThat(error.has("message") && error.has("details") && error.has("hint")).isTrue();
    } else {
      assertThat(error.get("code").asString()).isEqualTo(code);
    }
    if (call.query().contains("select=id") && call.target().equals("registrations")) {
      assertThat(error.get("message").asString())
          .isEqualTo("column registrations.id does not exist");
    }
  }

  private static void assertValue(JsonNode value, JsonNode type) {
    if (type.isString()) {
      assertType(value, type.asString());
    } else {
      for (JsonNode one : value.isArray() ? value : List.of(value)) {
        type.properties()
            .forEach(each -> assertType(one.get(each.getKey()), each.getValue().asString()));
      }
    }
  }

  private static void assertRow(JsonNode row, JsonNode columns, String table) {
    List<String> names = new ArrayList<>();
    for (JsonNode column : columns) {
      if (column.isObject()) {
        Map.Entry<String, JsonNode> embed = column.properties().iterator().next();
        names.add(embed.getKey());
        assertRow(row.get(embed.getKey()), embed.getValue(), embed.getKey());
      } else if (!column.asString().equals("*")) {
        names.add(column.asString());
      }
    }
    JsonNode types = Objects.requireNonNull(CLIENT.types().get(table), table);
    row.properties()
        .forEach(each -> {
          if (types.has(each.getKey())) {
            assertType(each.getValue(), types.get(each.getKey()).asString());
          }
        });
    assertThat(row.propertyNames()).containsAll(names);
    if (!columns.toString().contains("\"*\"")) assertThat(row.propertyNames()).hasSameSizeAs(names);
  }

  private static void assertType(JsonNode value, String type) {
    if (value.isNull()) return;
    switch (type) {
      case "uuid" ->
          assertThat(value.stringValue()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
      case "timestamp" -> assertThat(OffsetDateTime.parse(value.stringValue())).isNotNull();
      case "date" -> assertThat(value.stringValue()).matches("\\d{4}-\\d\\d-\\d\\d");
      case "text" -> assertThat(value.isString()).isTrue();
      case "integer" -> assertThat(value.isIntegralNumber()).isTrue();
      case "number" -> assertThat(value.isNumber()).isTrue();
      case "boolean" -> assertThat(value.isBoolean()).isTrue();
      case "jsonb" -> assertThat(value.isString()).isFalse();
      default -> throw new AssertionError(type);
    }
  }

  @Test
  void standsTheLivePageOpeningAllAtOnce() throws InterruptedException {
    Scene opens =
        CLIENT.scenes().stream()
            .filter(each -> each.name().equals("live page opens"))
            .findFirst()
            .orElseThrow();
    FRONT_END.begin(opens);
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    for (List<Call> together :
        opens.calls().stream().collect(groupingBy(Call::group, TreeMap::new, toList())).values()) {
      List<Thread> threads =
          together.stream()
              .map(FRONT_END::filled)
              .map(call ->
                  Thread.startVirtualThread(() -> {
                    int status = FRONT_END.answer(opens, call).statusCode();
                    if (!call.right().contains(status)) wrong.add(status + " to " + call);
                  }))
              .toList();
      for (Thread thread : threads) thread.join();
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void leavesTheSchemaAsItWas() {
    assertThat(after.catalogue()).isEqualTo(BEFORE.catalogue());
  }

  @Test
  void writesNoRowsButThoseOfTheCalls() {
    assertThat(after.changedSince(BEFORE))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                // The visit's sign-in; a new password ends the sessions from before it.
                Map.entry("auth.users", 0L),
                Map.entry("auth.identities", 0L),
                Map.entry("auth.sessions", 0L),
                Map.entry("auth.mfa_amr_claims", 0L),
                Map.entry("auth.refresh_tokens", 1L),
                Map.entry("public.event_access_logs", 2L),
                Map.entry("public.webinar_user_sessions", 1L),
                Map.entry("public.webinar_live_presence", 0L),
                Map.entry("public.webinar_access_logs", 1L),
                Map.entry("public.messages", 1L),
                Map.entry("public.questions", 1L),
                Map.entry("public.forms", 0L),
                Map.entry("public.form_submissions", 2L),
                Map.entry("public.form_answers", 2L),
                Map.entry("public.quiz_attempts", 1L),
                Map.entry("public.giveaways", 0L),
                Map.entry("public.giveaway_entries", 1L),
                Map.entry("public.audit_logs", 2L)));
  }
}
