package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What the doorway turns down below `/auth/v1` before sign-in sees it, in Supabase Auth's two
/// shapes; elsewhere in PostgREST's.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignInErrorsTest {
  private TestServer server;

  @BeforeAll
  void start() {
    server = TestServer.start(Map.of("EVENTLIVE_BODY_BYTES", "2000"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aPathThatIsNotOfferedIsNotFoundInBothShapes() {
    both("GET", "/auth/v1/nothing", "", 404, "EL_NOT_OFFERED", "Sign-in does not offer");
  }

  @Test
  void aMethodThatIsNotOfferedIsRefusedInBothShapes() {
    HttpResponse<String> answer =
        both(
            "DELETE",
            "/auth/v1/user",
            "",
            405,
            "PGRST117",
            "This address does not offer this action.");

    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS, PUT");
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedInBothShapes() {
    both(
        "POST",
        "/auth/v1/token?grant_type=password",
        "x".repeat(2_001),
        413,
        "request_entity_too_large",
        "What was sent is too large. At most 2000 bytes are taken.");
  }

  @Test
  void headersThatAreTooLargeAreRefusedInTheOldShape() {
    HttpResponse<String> answer =
        server.send(
            server
                .request("/auth/v1/user", "x")
                .header("X-Long", "x".repeat(300_000))
                .GET()
                .build());

    assertThat(answer.statusCode()).isEqualTo(431);
    assertThat(answer.body())
        .startsWith("{\"code\":431,\"error_code\":\"EL_HEADERS_TOO_LARGE\",\"msg\":");
  }

  @Test
  void elsewhereTheShapeIsPostgrests() {
    assertThat(send("POST", "/rest/v1/webinars", "x".repeat(2_001), "2024-01-01").body())
        .startsWith("{\"code\":\"EL_BODY_TOO_LARGE\",\"details\":");
  }

  private HttpResponse<String> both(
      String method, String path, String body, int status, String code, String message) {
    HttpResponse<String> now = send(method, path, body, "2024-01-01");
    HttpResponse<String> before = send(method, path, body, "");

    assertThat(now.statusCode()).isEqualTo(status);
    assertThat(now.body())
        .startsWith("{\"code\":\"" + code + "\",\"message\":\"" + message)
        .doesNotContain("details");
    assertThat(now.headers().firstValue("X-Supabase-Api-Version")).contains("2024-01-01");
    assertThat(now.headers().firstValue("X-Sb-Error-Code")).contains(code);
    assertThat(before.statusCode()).isEqualTo(status);
    assertThat(before.body())
        .startsWith(
            "{\"code\":" + status + ",\"error_code\":\"" + code + "\",\"msg\":\"" + message);
    assertThat(before.headers().firstValue("X-Sb-Error-Code")).contains(code);
    return now;
  }

  private HttpResponse<String> send(String method, String path, String body, String version) {
    HttpRequest.Builder request =
        server
            .request(path, server.keys().anonKey())
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!version.isEmpty()) request.header("X-Supabase-Api-Version", version);
    return server.send(request.build());
  }
}
