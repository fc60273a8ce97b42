package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// From the mail into the room: a whole server, its outbox, and a webinar for listed addresses.
final class JoinByCodeTest {
  @Test
  void whoIsOnTheListComesInByCodeAndAnImpostorDoesNot() {
    try (TestServer server =
        TestServer.start(Map.of("EVENTLIVE_ANSWER_STEP", "0s", "EVENTLIVE_MAIL_PAUSE", "0s"))) {
      String webinar = listed(server, "attendee.1@example.com");
      String impostor = server.signUp("attendee.1@example.com").token();
      assertThat(join(server, webinar, impostor).body()).contains("address_not_verified");

      server.post(
          "/auth/v1/otp", server.keys().anonKey(), "{\"email\":\"attendee.1@example.com\"}");
      HttpResponse<String> session =
          server.post(
              "/auth/v1/verify",
              server.keys().anonKey(),
              "{\"type\":\"email\",\"email\":\"attendee.1@example.com\",\"token\":\"%s\"}"
                  .formatted(outbox(server).get(0).get("code").asString()));
      String owner = JsonMapper.shared().readTree(session.body()).get("access_token").asString();

      assertThat(join(server, webinar, owner).statusCode()).isEqualTo(200);
      assertThat(join(server, webinar, impostor).statusCode()).isNotEqualTo(200);
    }
  }

  private static JsonNode outbox(TestServer server) {
    String key =
        Base64.getEncoder()
            .encodeToString(
                ("operator:" + server.keys().operatorKey()).getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        server.send(
            server
                .request("/outbox", "x")
                .setHeader("Authorization", "Basic " + key)
                .header("Accept", "application/json")
                .GET()
                .build());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(server.get("/outbox", server.keys().anonKey()).statusCode()).isEqualTo(401);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static String listed(TestServer server, String address) {
    server
        .database()
        .execute(
            """
            with agency as (
              insert into public.agencies (name) values ('Agency') returning id
            ), client as (
              insert into public.clients (name, agency_id) select 'Client', id from agency
              returning id
            ), webinar as (
              insert into public.webinars (client_id, title, state, access_policy)
              select id, 'A webinar', 'live', 'email_auth' from client
              returning id
            )
            insert into public.webinar_allowed_emails (webinar_id, email)
            select id, '%s' from webinar
            """
                .formatted(address));
    return server.database().rows("select id from public.webinars").getFirst();
  }

  private static HttpResponse<String> join(TestServer server, String webinar, String token) {
    return server.send(
        server
            .request("/rest/v1/rpc/join_webinar", token)
            .POST(BodyPublishers.ofString("{\"webinar_id\":\"" + webinar + "\"}"))
            .build());
  }
}
