package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rotation and revocation under a server that runs, seen by its clients.
class KeyRotationTest {
  private static TestServer server;
  private static SigningKeyFile file;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    file = new SigningKeyFile(Path.of(server.setting("EVENTLIVE_DATA")), new SecureRandom());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aRotationSignsNobodyOutAndARevocationEndsItsTokensAtOnceBothWithoutRestart()
      throws Exception {
    JsonNode session = anonymous();
    String early = session.path("access_token").asString();
    String signed = header(early).path("kid").asString();
    assertThat(header(early).path("alg").asString()).isEqualTo("ES256");
    assertThat(published()).hasSize(2).first().isEqualTo(signed);
    assertThat(status(early)).isEqualTo(200);

    String next = file.rotate().current().getKeyID();
    until(() -> published().size() == 3);
    String late = anonymous().path("access_token").asString();
    assertThat(header(late).path("kid").asString()).isEqualTo(next);
    assertThat(published()).contains(signed, next);
    assertThat(status(early)).isEqualTo(200);
    assertThat(status(late)).isEqualTo(200);

    file.revoke(signed);
    until(() -> !published().contains(signed));
    HttpResponse<String> refused = server.get("/rest/v1/webinars?select=id", early);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(code(refused)).isEqualTo("PGRST301");
    HttpResponse<String> atSignIn = server.get("/auth/v1/user", early);
    assertThat(atSignIn.statusCode()).isEqualTo(403);
    assertThat(status(late)).isEqualTo(200);

    // The session itself goes on: only the token was worth nothing any more.
    HttpResponse<String> refreshed =
        server.post(
            "/auth/v1/token?grant_type=refresh_token",
            server.keys().anonKey(),
            "{\"refresh_token\":\"" + session.path("refresh_token").asString() + "\"}");
    assertThat(refreshed.statusCode()).isEqualTo(200);
    assertThat(status(read(refreshed).path("access_token").asString())).isEqualTo(200);
  }

  @Test
  void publishedKeysNeedNoApiKeyAndMayBeKeptForTenMinutes() {
    HttpResponse<String> answer = server.get("/auth/v1/.well-known/jwks.json", "nonsense");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("cache-control")).contains("public, max-age=600");
    assertThat(answer.body()).doesNotContain("\"d\"", server.keys().jwtSecret());
  }

  private static void until(Callable<Boolean> noticed) {
    Eventually.within(Duration.ofSeconds(60), "the server takes the keys up", noticed);
  }

  private static int status(String token) {
    int rest = server.get("/rest/v1/webinars?select=id", token).statusCode();
    int user = server.get("/auth/v1/user", token).statusCode();
    assertThat(rest).isEqualTo(user);
    return rest;
  }

  private static JsonNode anonymous() {
    return read(server.post("/auth/v1/signup", server.keys().anonKey(), "{}"));
  }

  private static List<String> published() {
    List<String> ids = new ArrayList<>();
    JsonNode set = read(server.get("/auth/v1/.well-known/jwks.json", server.keys().anonKey()));
    set.path("keys").forEach(key -> ids.add(key.path("kid").asString()));
    return ids;
  }

  private static JsonNode header(String token) {
    return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[0]));
  }

  private static String code(HttpResponse<String> answer) {
    return read(answer).path("code").asString();
  }

  private static JsonNode read(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
