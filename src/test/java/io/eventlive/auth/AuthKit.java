package io.eventlive.auth;

import io.eventlive.admission.Turnstile;
import io.eventlive.database.ConnectionSource;
import io.eventlive.database.Role;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Routes;
import io.eventlive.http.TestRoutes;
import io.eventlive.mail.Letter;
import io.eventlive.mail.LetterWriter;
import io.eventlive.mail.MailConfig;
import io.eventlive.mail.Outbox;
import io.eventlive.observation.Observation;
import io.eventlive.testing.TestDatabase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Sign-in as the doorway sees it, over a real database, with a clock that is moved by hand and a
/// count of the connections that were asked for.
final class AuthKit implements AutoCloseable {
  static final Instant START = Instant.parse("2026-11-23T07:00:00Z");

  final FakeClock clock = new FakeClock(START);
  final AtomicInteger connections = new AtomicInteger();
  final AtomicReference<@Nullable SQLException> trouble = new AtomicReference<>();
  final AtomicInteger connectionsInUse = new AtomicInteger();
  final AtomicInteger trips = new AtomicInteger();
  final AtomicBoolean losesCommit = new AtomicBoolean();
  final List<Observation> observations = new CopyOnWriteArrayList<>();
  final TokenCallers callers;
  final Outbox outbox;
  private final AuthRoutes auth;
  private final Routes routes = new Routes();

  AuthKit(TestDatabase database) {
    this(database, config -> config);
  }

  AuthKit(TestDatabase database, UnaryOperator<AuthConfig> change) {
    this(database, change, EmailConfigs.ANYTIME);
  }

  /// @param emails what is set about mail
  AuthKit(TestDatabase database, UnaryOperator<AuthConfig> change, EmailConfig emails) {
    AuthConfig config = change.apply(AuthConfig.defaults(Forge.SECRET));
    this.callers =
        new TokenCallers(
            config,
            TokenKeys.of(config.jwtSecret()),
            Forge.KEYS,
            () -> Set.of("anon", "authenticated", "service_role"),
            () -> TokenRules.DEFAULT,
            clock);
    ConnectionSource source = database.source(Role.SUPABASE_AUTH_ADMIN);
    this.outbox = new Outbox(MailConfig.defaults(), clock, _ -> {});
    this.auth =
        new AuthRoutes(
            config,
            callers,
            () -> {
              connections.incrementAndGet();
              @Nullable SQLException planned = trouble.get();
              if (planned != null) throw planned;
              return CountedConnection.of(source.open(), connectionsInUse, trips, losesCommit);
            },
            new Turnstile(10, Duration.ofSeconds(8)),
            () -> "http://127.0.0.1:8080",
            new EmailMeans(
                emails,
                outbox,
                new LetterWriter("EventLive", emails.validFor()),
                () -> "https://www.example.com"),
            clock,
            () -> Duration.between(START, clock.instant()).toNanos(),
            new SecureRandom(),
            observations::add);
    auth.register(routes);
  }

  /// An answer with its body read.
  record Answer(int status, JsonNode body, HttpAnswer raw) {
    String code() {
      return body.path("code").asString("");
    }

    String text(String name) {
      return body.path(name).asString("");
    }
  }

  Answer get(String path, String bearer) {
    return send("GET", path, null, Map.of("authorization", "Bearer " + bearer));
  }

  Answer delete(String path, String bearer, @Nullable String body) {
    return send("DELETE", path, body, Map.of("authorization", "Bearer " + bearer));
  }

  Answer post(String path, @Nullable String body) {
    return send("POST", path, body, Map.of());
  }

  Answer post(String path, String bearer, @Nullable String body) {
    return send("POST", path, body, Map.of("authorization", "Bearer " + bearer));
  }

  /// @param path below `/auth/v1`, with its query
  /// @param more headers besides those that auth-js sends; an empty value takes one away
  Answer send(String method, String path, @Nullable String body, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>();
    headers.put("apikey", Forge.KEYS.publishable());
    headers.put("x-supabase-api-version", "2024-01-01");
    headers.put("user-agent", "test");
    headers.putAll(more);
    headers.values().removeIf(String::isEmpty);
    return sendFrom("203.0.113.7", method, path, body, headers);
  }

  Answer sendFrom(
      String address,
      String method,
      String path,
      @Nullable String body,
      Map<String, String> headers) {
    String[] parts = ("/auth/v1" + path).split("\\?", 2);
    HttpRequest request =
        new HttpRequest(
            "r1",
            method,
            parts[0],
            parts.length > 1 ? parts[1] : "",
            HttpHeaders.of(headers),
            body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8),
            address);
    HttpAnswer answer = TestRoutes.answer(routes, request);
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    return new Answer(answer.status(), text.isEmpty() ? Json.object() : Json.read(text), answer);
  }

  /// A person with a password, made and confirmed by an administrator.
  Answer confirmed(String email, String password) {
    return post(
        "/admin/users",
        Forge.SERVICE,
        """
        {"email":"%s","password":"%s","email_confirm":true}\
        """
            .formatted(email, password));
  }

  Answer signIn(String email, String password) {
    return post(
        "/token?grant_type=password",
        """
        {"email":"%s","password":"%s"}\
        """
            .formatted(email, password));
  }

  Answer refresh(String token) {
    return post("/token?grant_type=refresh_token", "{\"refresh_token\":\"" + token + "\"}");
  }

  Answer anonymous() {
    return post("/signup", "{}");
  }

  Answer signUp(String email, String password) {
    return post("/signup", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
  }

  Answer otp(String email) {
    return post("/otp", "{\"email\":\"" + email + "\"}");
  }

  /// Types a code.
  Answer verify(String email, String code, String type) {
    return post(
        "/verify",
        "{\"type\":\"%s\",\"email\":\"%s\",\"token\":\"%s\"}".formatted(type, email, code));
  }

  /// Puts something as whom the token says.
  Answer put(String path, String bearer, String body) {
    return send("PUT", path, body, Map.of("authorization", "Bearer " + bearer));
  }

  Answer follow(Letter letter) {
    return follow(letter.link());
  }

  /// As a browser does, which has no key.
  Answer follow(String link) {
    return send("GET", path(link), null, Map.of("apikey", ""));
  }

  /// Where a link led.
  static URI location(Answer followed) {
    return URI.create(followed.raw().header("Location").orElseThrow());
  }

  static String path(String link) {
    return link.substring("http://127.0.0.1:8080/auth/v1".length());
  }

  static String token(Letter letter) {
    return letter.link().replaceAll(".*token=([^&]*)&.*", "$1");
  }

  /// The address that policies believe of whoever has it, or null.
  static @Nullable String verified(TestDatabase database, String email) {
    String address =
        database.value(
            "select eventlive.verified_address(id)::text from auth.users where email = ?", email);
    return "null".equals(address) ? null : address;
  }

  /// What the access token of a session claims.
  static JsonNode claims(Answer session) {
    String[] parts = session.text("access_token").split("\\.", -1);
    return Json.read(Base64.getUrlDecoder().decode(parts[1]));
  }

  /// The newest letter.
  Letter letter() {
    return outbox.newestFirst().getFirst().letter();
  }

  PasswordLane lane() {
    return auth.lane();
  }

  @Override
  public void close() {
    auth.close();
  }
}
