package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Shared answers through a whole server, with a real feed.
final class SharedAnswersTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String WEBINAR = "00000000-0000-4000-8000-00000000000a";
  private static final TestServer SERVER = TestServer.start();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static String anna = "";
  private static String ben = "";
  private static String eve = "";

  @BeforeAll
  static void arrange() throws Exception {
    SERVER
        .database()
        .execute(
            """
            insert into public.agencies (id, name)
              values ('00000000-0000-4000-8000-0000000000a1', 'Agency');
            insert into public.clients (id, agency_id, name) values (
              '00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000a1', 'C');
            insert into public.webinars (id, client_id, title, is_public, state)
              values ('%1$s', '00000000-0000-4000-8000-0000000000c1', 'One', true, 'live');
            """
                .formatted(WEBINAR));
    anna = person("attendee-1@example.com");
    ben = person("attendee-2@example.com");
    eve = person("attendee-3@example.com");
    register(anna);
    register(ben);
  }

  @AfterAll
  static void close() {
    SERVER.close();
  }

  private static String person(String address) throws Exception {
    HttpResponse<String> answer =
        send(
            "POST",
            "/auth/v1/signup",
            SERVER.keys().anonKey(),
            "{\"email\":\"" + address + "\",\"password\":\"a long password\"}");
    return JsonMapper.shared().readTree(answer.body()).path("access_token").asString();
  }

  private static String subject(String token) {
    byte[] claims = java.util.Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return JsonMapper.shared().readTree(claims).path("sub").asString();
  }

  private static void register(String token) throws Exception {
    HttpResponse<String> answer =
        send(
            "POST",
            "/rest/v1/registrations",
            token,
            "{\"webinar_id\":\"%s\",\"user_id\":\"%s\"}".formatted(WEBINAR, subject(token)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private static HttpResponse<String> send(
      String method, String target, String token, String body, String... headers) throws Exception {
    return CLIENT.send(request(method, target, token, body, headers), BodyHandlers.ofString());
  }

  private static HttpRequest request(
      String method, String target, String token, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(SERVER.url() + target))
            .header("apikey", SERVER.keys().anonKey())
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) request.headers(headers);
    return request.build();
  }

  private static HttpResponse<String> get(String target, String token, String... headers)
      throws Exception {
    return send("GET", target, token, "", headers);
  }

  private static String how(HttpResponse<String> answer) {
    return answer.headers().firstValue("Cache-Status").orElse("");
  }

  /// Reads until the answer comes from memory.
  private static HttpResponse<String> fromMemory(String target, String token) {
    List<HttpResponse<String>> last = new ArrayList<>();
    Eventually.within(
        SOON,
        "an answer from memory to " + target,
        () -> {
          HttpResponse<String> answer = get(target, token);
          last.add(answer);
          return how(answer).equals("eventlive; hit");
        });
    return last.getLast();
  }

  @Test
  void answersWhatEverybodySeesFromMemoryUntilItChanges() throws Exception {
    String target = "/rest/v1/webinars?select=id,title&id=eq." + WEBINAR;
    HttpResponse<String> held = fromMemory(target, SERVER.keys().anonKey());
    String tag = held.headers().firstValue("ETag").orElseThrow();

    assertThat(held.body()).contains("One");
    assertThat(held.headers().firstValue("Cache-Control").orElse("")).startsWith("public");
    assertThat(held.headers().firstValue("Surrogate-Key").orElse(""))
        .isEqualTo("t:webinars r:webinars:" + WEBINAR);
    HttpResponse<String> unchanged = get(target, SERVER.keys().anonKey(), "If-None-Match", tag);
    assertThat(unchanged.statusCode()).isEqualTo(304);
    assertThat(unchanged.body()).isEmpty();

    SERVER.database().execute("update public.webinars set description = 'More'");
    Eventually.within(
        SOON,
        "the change ends the answer",
        () -> !how(get(target, SERVER.keys().anonKey())).equals("eventlive; hit"));
    assertThat(fromMemory(target, SERVER.keys().anonKey()).body()).isEqualTo(held.body());
  }

  @Test
  void sharesARoomAmongThoseWhoAreInItAndNobodyElse() throws Exception {
    String target = "/rest/v1/questions?select=content&order=id&webinar_id=eq." + WEBINAR;
    assertThat(fromMemory(target, anna).body()).isEqualTo("[]");
    assertThat(fromMemory(target, eve).body()).isEqualTo("[]");

    HttpResponse<String> asked =
        send(
            "POST",
            "/rest/v1/questions",
            anna,
            "{\"webinar_id\":\"%s\",\"user_id\":\"%s\",\"content\":\"Why?\"}"
                .formatted(WEBINAR, subject(anna)));
    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(201);

    assertThat(get(target, anna).body()).as("her own write, at once").contains("Why?");
    Eventually.within(SOON, "others see it", () -> get(target, ben).body().contains("Why?"));
    assertThat(fromMemory(target, ben).body()).contains("Why?");
    assertThat(fromMemory(target, eve).body()).isEqualTo("[]");

    SERVER
        .database()
        .execute("delete from public.registrations where user_id = '%s'".formatted(subject(ben)));
    Eventually.within(SOON, "he is out", () -> get(target, ben).body().equals("[]"));
    assertThat(fromMemory(target, ben).body()).isEqualTo("[]");
    register(ben);
    assertThat(get(target, ben).body()).as("in again, by his own write").contains("Why?");
  }

  @Test
  void keepsToOneWhatPoliciesKeepToOne() throws Exception {
    String target = "/rest/v1/profile_addresses?select=email";

    assertThat(fromMemory(target, anna).body()).contains("attendee-1@");
    assertThat(fromMemory(target, ben).body()).contains("attendee-2@");
    assertThat(fromMemory(target, anna).body()).contains("attendee-1@");
  }

  @Test
  void saysWhyAnAnswerIsPrivate() throws Exception {
    Map<String, String> why =
        Map.of(
            "/rest/v1/agencies?select=id",
            "policy",
            "/rest/v1/questions?select=id",
            "no-one-webinar",
            "/rest/v1/webinars?select=id&start_time=gt.now&id=eq." + WEBINAR,
            "unfit");

    for (Map.Entry<String, String> each : why.entrySet()) {
      assertThat(how(get(each.getKey(), anna)))
          .as(each.getKey())
          .isEqualTo("eventlive; fwd=bypass; detail=" + each.getValue());
    }
  }

  @Test
  void givesNobodyWhatATightenedPolicyHides() throws Exception {
    String target = "/rest/v1/profiles?select=id&order=id";
    assertThat(fromMemory(target, anna).body()).contains(subject(ben));

    SERVER
        .database()
        .execute("alter policy signed_in_read on public.profiles using (id = (select auth.uid()))");
    Eventually.within(
        SOON, "the policy holds", () -> !get(target, anna).body().contains(subject(ben)));
    assertThat(fromMemory(target, anna).body()).isEqualTo("[{\"id\":\"" + subject(anna) + "\"}]");
    assertThat(fromMemory(target, ben).body()).isEqualTo("[{\"id\":\"" + subject(ben) + "\"}]");
    SERVER.database().execute("alter policy signed_in_read on public.profiles using (true)");
    Eventually.within(SOON, "as before", () -> get(target, anna).body().contains(subject(ben)));
  }

  @Test
  void asksOnceForAStampede() throws Exception {
    String target = "/rest/v1/webinars?select=id,meta_title&id=eq." + WEBINAR + "&limit=7";
    fromMemory("/rest/v1/webinars?select=id&id=eq." + WEBINAR, SERVER.keys().anonKey());

    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(
          CLIENT.sendAsync(
              request("GET", target, SERVER.keys().anonKey(), ""), BodyHandlers.ofString()));
    }
    int asked = 0;
    for (CompletableFuture<HttpResponse<String>> each : all) {
      HttpResponse<String> answer = each.get();
      assertThat(answer.statusCode()).isEqualTo(200);
      if (how(answer).contains("fwd=miss; ") && !how(answer).contains("collapsed")) asked++;
    }
    assertThat(asked).isEqualTo(1);
  }
}
