package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every kind of bad token, over HTTP, at both doors: the same token is refused by `/rest/v1` in
/// PostgREST's code and by `/auth/v1` in Supabase Auth's, and never with a 500.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadTokensTest {
  private static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
  private static final String GOOD =
      "\"role\":\"authenticated\",\"aud\":\"authenticated\",\"exp\":4102444800";

  private final long now = Instant.now().getEpochSecond();
  private TestServer server;
  private JsonNode session;
  private String secret;
  private SigningKeyChain chain;

  /// @param rest code that `/rest/v1` answers, with 401
  /// @param message what it says
  record Bad(String name, String token, String rest, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  void start() throws Exception {
    server = TestServer.start(Map.of("EVENTLIVE_TOKEN_AUDIENCE", "authenticated"));
    secret = server.keys().jwtSecret();
    chain =
        new SigningKeyFile(Path.of(server.setting("EVENTLIVE_DATA")), new SecureRandom())
            .read()
            .orElseThrow();
    session = read(server.post("/auth/v1/signup", server.keys().anonKey(), "{}"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  Stream<Bad> badTokens() {
    String undecodable = "PGRST301";
    String claims = "PGRST303";
    String crypto = "JWT cryptographic operation failed";
    String noKey = "No suitable key or wrong key type";
    String unparsed = "Parsing claims failed";
    String ours = session.path("access_token").asString();
    String[] parts = ours.split("\\.", -1);
    String publicKey = chain.current().toPublicJWK().toJSONString();
    String kid = chain.current().getKeyID();
    return Stream.of(
        new Bad(
            "no algorithm",
            unsigned("none"),
            undecodable,
            "Wrong or unsupported encoding algorithm"),
        new Bad(
            "no algorithm, oddly written",
            unsigned("nOnE"),
            undecodable,
            "Wrong or unsupported encoding algorithm"),
        new Bad("an empty algorithm", unsigned(""), undecodable, noKey),
        new Bad(
            "no algorithm but a signature",
            unsigned("none") + parts[2],
            undecodable,
            "Wrong or unsupported encoding algorithm"),
        new Bad(
            "another secret",
            sign(HS256, "{" + GOOD + "}", "another secret of thirty-two bytes"),
            undecodable,
            noKey),
        new Bad(
            "a public key as secret", sign(HS256, "{" + GOOD + "}", publicKey), undecodable, noKey),
        new Bad(
            "a public key as secret, named",
            sign("{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}", "{" + GOOD + "}", publicKey),
            undecodable,
            noKey),
        new Bad(
            "ES256 with the bytes of HS256",
            header(hs256("{" + GOOD + "}"), "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}"),
            undecodable,
            noKey),
        new Bad(
            "a key id that nobody knows",
            header(ours, "{\"alg\":\"ES256\",\"kid\":\"unknown\"}"),
            undecodable,
            noKey),
        new Bad(
            "a key id like a path",
            header(ours, "{\"alg\":\"ES256\",\"kid\":\"../../etc/passwd\"}"),
            undecodable,
            noKey),
        new Bad(
            "a signature of zeros",
            parts[0] + "." + parts[1] + "." + base64(new byte[64]),
            undecodable,
            noKey),
        new Bad(
            "a signature that is cut", ours.substring(0, ours.length() - 2), undecodable, noKey),
        new Bad("a signature with padding", ours + "==", undecodable, crypto),
        new Bad("a signature with a foreign letter", ours + "!", undecodable, crypto),
        new Bad("no signature", parts[0] + "." + parts[1] + ".", undecodable, noKey),
        new Bad(
            "a changed claim",
            parts[0] + "." + base64("{" + GOOD + ",\"sub\":\"x\"}") + "." + parts[2],
            undecodable,
            noKey),
        new Bad(
            "a critical header",
            sign("{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}", "{" + GOOD + "}", secret),
            undecodable,
            crypto),
        new Bad(
            "an unencoded payload",
            sign("{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}", "{" + GOOD + "}", secret),
            undecodable,
            crypto),
        new Bad(
            "a key of its own",
            sign(
                "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\""
                    + base64("attacker attacker attacker attacker")
                    + "\"}}",
                "{" + GOOD + "}",
                "attacker attacker attacker attacker"),
            undecodable,
            crypto),
        new Bad(
            "addresses of keys of its own",
            sign(
                "{\"alg\":\"HS256\",\"jku\":\"https://example.com/k\",\"x5u\":\"https://example.com/c\"}",
                "{" + GOOD + "}",
                "attacker attacker attacker attacker"),
            undecodable,
            noKey),
        new Bad("a header that is no JSON", header(ours, "{alg"), undecodable, crypto),
        new Bad("a header that is a list", header(ours, "[]"), undecodable, crypto),
        new Bad(
            "a header that names the algorithm twice",
            header(ours, "{\"alg\":\"none\",\"alg\":\"ES256\"}"),
            undecodable,
            crypto),
        new Bad(
            "a header ten thousand deep", header("x..", "[".repeat(10_000)), undecodable, crypto),
        new Bad("no base64 at all", "%%%.%%%.%%%", undecodable, crypto),
        new Bad("an empty one", "", undecodable, "Empty JWT is sent in Authorization header"),
        new Bad("two parts", "a.b", undecodable, "Expected 3 parts in JWT; got 2"),
        new Bad("an encrypted one", "a.b.c.d.e", undecodable, "Expected 3 parts in JWT; got 5"),
        new Bad(
            "one that is too long",
            hs256("{" + GOOD + ",\"pad\":\"" + "x".repeat(16_000) + "\"}"),
            undecodable,
            "JWT is longer than 20480 characters"),
        new Bad(
            "an expired one",
            hs256("{\"role\":\"authenticated\",\"exp\":" + (now - 100) + "}"),
            claims,
            "JWT expired"),
        new Bad(
            "one that ends before all time",
            hs256("{\"role\":\"authenticated\",\"exp\":-1e999}"),
            claims,
            "JWT expired"),
        new Bad(
            "one that ends with the smallest number",
            hs256("{\"role\":\"authenticated\",\"exp\":1e-999999999}"),
            claims,
            "JWT expired"),
        new Bad(
            "one of tomorrow",
            hs256("{" + GOOD + ",\"nbf\":" + (now + 86_400) + "}"),
            claims,
            "JWT not yet valid"),
        new Bad(
            "one made tomorrow",
            hs256("{" + GOOD + ",\"iat\":" + (now + 86_400) + "}"),
            claims,
            "JWT issued at future"),
        new Bad(
            "an end in words",
            hs256("{\"exp\":\"never\"}"),
            claims,
            "The JWT 'exp' claim must be a number"),
        new Bad(
            "another audience",
            hs256("{\"role\":\"authenticated\",\"aud\":\"others\"}"),
            claims,
            "JWT not in audience"),
        new Bad(
            "an audience of a wrong type",
            hs256("{\"aud\":{}}"),
            claims,
            "The JWT 'aud' claim must be a string or an array of strings"),
        new Bad("claims that are no object", hs256("\"authenticated\""), claims, unparsed),
        new Bad("claims that are no JSON", hs256("{\"role\":"), claims, unparsed),
        new Bad(
            "a claim twice",
            hs256("{\"role\":\"anon\",\"role\":\"service_role\"}"),
            claims,
            unparsed),
        new Bad("claims and something behind them", hs256("{} {}"), claims, unparsed),
        new Bad(
            "claims ten thousand deep",
            hs256("{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"),
            claims,
            unparsed),
        new Bad(
            "claims with a number of two thousand digits",
            hs256("{\"exp\":" + "9".repeat(2_000) + "}"),
            claims,
            unparsed),
        new Bad(
            "a role that nobody has",
            hs256("{\"role\":\"nobody\"}"),
            "22023",
            "role \"nobody\" does not exist"),
        new Bad(
            "the superuser's role",
            hs256("{\"role\":\"postgres\"}"),
            "22023",
            "role \"postgres\" does not exist"),
        new Bad(
            "a role that is a number", hs256("{\"role\":7}"), "22023", "role \"7\" does not exist"),
        new Bad(
            "a role that is a list",
            hs256("{\"role\":[\"service_role\"]}"),
            "22023",
            "role \"[\"service_role\"]\" does not exist"),
        new Bad("an empty role", hs256("{\"role\":\"\"}"), "22023", "role \"\" does not exist"));
  }

  @ParameterizedTest
  @MethodSource("badTokens")
  void isRefusedAtBothDoors(Bad bad) {
    HttpResponse<String> rest = server.get("/rest/v1/webinars?select=id", bad.token());
    assertThat(rest.statusCode()).isEqualTo(401);
    assertThat(read(rest).path("code").asString()).isEqualTo(bad.rest());
    assertThat(read(rest).path("message").asString()).isEqualTo(bad.message());
    assertThat(rest.headers().firstValue("www-authenticate").orElse("")).startsWith("Bearer");

    HttpResponse<String> auth = server.get("/auth/v1/user", bad.token());
    boolean empty = bad.token().isEmpty();
    assertThat(auth.statusCode()).isEqualTo(empty ? 401 : 403);
    assertThat(read(auth).path("error_code").asString())
        .isEqualTo(empty ? "no_authorization" : "bad_jwt");
    assertThat(server.get("/auth/v1/admin/users", bad.token()).statusCode())
        .isEqualTo(empty ? 401 : 403);
  }

  @ParameterizedTest
  @MethodSource("badTokens")
  void isNoApiKeyEither(Bad bad) {
    HttpResponse<String> answer =
        server.send(
            server
                .request("/rest/v1/webinars?select=id", server.keys().anonKey())
                .setHeader("apikey", bad.token().isEmpty() ? "x" : bad.token())
                .GET()
                .build());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(read(answer).path("code").asString()).isEqualTo("EL_API_KEY_INVALID");
  }

  @Test
  void whatDoesNotMatterIsNoReasonToRefuse() {
    for (String header :
        new String[] {
          "{\"alg\":\"HS256\"}",
          "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}",
          "{\"alg\":\"HS256\",\"typ\":\"anything\",\"cty\":\"text/plain\",\"x\":{\"y\":1}}",
          "{\"alg\":\"HS256\",\"jku\":\"https://example.com/keys\"}"
        }) {
      String token = sign(header, "{" + GOOD + ",\"nbf\":" + (now - 5) + ".5}", secret);

      assertThat(server.get("/rest/v1/webinars?select=id", token).statusCode())
          .as(header)
          .isEqualTo(200);
    }
  }

  private String hs256(String claims) {
    return sign(HS256, claims, secret);
  }

  private static String unsigned(String algorithm) {
    return base64("{\"alg\":\"" + algorithm + "\"}") + "." + base64("{" + GOOD + "}") + ".";
  }

  private static String header(String token, String header) {
    return base64(header) + token.substring(token.indexOf('.'));
  }

  private static String sign(String header, String claims, String secret) {
    String signed = base64(header) + "." + base64(claims);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static JsonNode read(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
