package io.eventlive.supabase;

import io.eventlive.database.Caller;
import io.eventlive.database.Role;
import io.eventlive.rehearsal.LegacyClient;
import io.eventlive.rehearsal.LegacyClient.Call;
import io.eventlive.rehearsal.LegacyClient.Scene;
import io.eventlive.supabase.Answered.Truth;
import io.eventlive.testing.SupabaseFixture;
import io.eventlive.testing.TestServer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The old platform's servers and browsers, as far as EventLive meets them: sends the calls of
/// [LegacyClient] as supabase-js would, for one visit of attendee 1.
final class OldFrontEnd implements AutoCloseable {
  private final TestServer server;
  private final LegacyClient client;
  private final Visit visit;
  private final Connection truth;
  private final String host;

  OldFrontEnd(TestServer server, LegacyClient client) {
    this.server = server;
    this.client = client;
    this.visit = new Visit(server.database());
    this.truth = server.database().as(Role.AUTHENTICATOR);
    this.host = signIn("host-1@example.com");
    // Overwritten when the visit signs in; a browser that comes back has one from before.
    visit.keep("access_token", signIn("attendee-1@example.com"));
  }

  private String signIn(String address) {
    HttpResponse<String> answer =
        server.post(
            "/auth/v1/token?grant_type=password",
            server.keys().anonKey(),
            "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(address, SupabaseFixture.PASSWORD));
    return JsonMapper.shared().readTree(answer.body()).get("access_token").asString();
  }

  void begin(Scene scene) {
    visit.begin(scene);
  }

  /// The call as it is sent now.
  Call filled(Call call) {
    return new Call(
        call.group(),
        call.chain(),
        call.role(),
        call.method(),
        visit.fill(call.path()),
        call.query().stream().map(visit::fill).toList(),
        call.headers(),
        call.body() == null ? null : visit.fill(call.body()),
        call.right(),
        call.answer(),
        call.keep());
  }

  /// Sends a call, asks PostgreSQL the same, and keeps of the answer what later calls need.
  Answered send(Scene scene, Call call) {
    Call filled = filled(call);
    HttpResponse<String> response = answer(scene, filled);
    Answered answered = new Answered(scene, filled, response, truth(scene, filled, response));
    if (filled.right().contains(response.statusCode())) {
      call.keep().forEach((name, where) -> visit.keep(name, answered.json().at(where).asString()));
    }
    return answered;
  }

  /// @param call without placeholders
  HttpResponse<String> answer(Scene scene, Call call) {
    String query =
        call.query().stream()
            .map(parameter -> {
              int name = parameter.indexOf('=');
              return encoded(parameter.substring(0, name))
                  + "="
                  + encoded(parameter.substring(name + 1));
            })
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(server.url() + call.path() + (query.isEmpty() ? "" : "?" + query)))
            .timeout(Duration.ofSeconds(60))
            .method(
                call.method(),
                call.body() == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(call.body().toString()));
    String key =
        call.role().equals("service_role")
            ? server.keys().serviceRoleKey()
            : server.keys().anonKey();
    request.header("apikey", key);
    request.header(
        "Authorization", "Bearer " + (call.role().equals("authenticated") ? token(scene) : key));
    client.headersOf(call).forEach(request::header);
    return server.send(request.build());
  }

  private String token(Scene scene) {
    return scene.person().equals("host") ? host : visit.get("access_token");
  }

  private Truth truth(Scene scene, Call call, HttpResponse<String> response) {
    if (!call.rest() || call.path().contains("/rpc/") || response.statusCode() >= 400) {
      return new Truth.None();
    }
    Expected expected = new Expected(truth, caller(scene, call), call);
    @Nullable JsonNode body = call.body();
    if (body == null) {
      return call.method().equals("HEAD")
          ? new Truth.Count(expected.count())
          : new Truth.Rows(expected.rows(), expected.allRows());
    }
    long written = 0;
    for (JsonNode row : body.isArray() ? body : List.of(body)) {
      written += expected.countOf(isRepeat(call, response) ? key(row) : row);
    }
    return new Truth.Count(written);
  }

  /// A repeated registration leaves the row as it is.
  private static boolean isRepeat(Call call, HttpResponse<String> response) {
    return call.target().equals("registrations") && response.statusCode() == 200;
  }

  private static JsonNode key(JsonNode registration) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("webinar_id", registration.get("webinar_id").asString())
        .put("user_id", registration.get("user_id").asString());
  }

  private Caller caller(Scene scene, Call call) {
    if (!call.role().equals("authenticated")) {
      return new Caller(call.role(), "{\"role\":\"%s\"}".formatted(call.role()), Optional.empty());
    }
    String token = token(scene);
    String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
    String claims = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
    return new Caller("authenticated", claims, Optional.empty());
  }

  @Override
  public void close() throws SQLException {
    truth.close();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
