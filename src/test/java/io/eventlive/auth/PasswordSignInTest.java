package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.observation.Observation;
import io.eventlive.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

final class PasswordSignInTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final AuthKit KIT = new AuthKit(DATABASE);
  private static final String SALT = "abcdefghijklmnopqrstuu";

  @AfterAll
  static void close() {
    KIT.close();
    DATABASE.close();
  }

  @Test
  void theRightPasswordIsASessionInWhateverCaseTheAddressIsWritten() {
    KIT.confirmed("host@example.com", "password 1");

    Answer answer = KIT.signIn("HOST@Example.COM", "password 1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("user").path("email").asString()).isEqualTo("host@example.com");
    assertThat(answer.body().has("weak_password")).isFalse();
    assertThat(KIT.observations).contains(new Observation.SignInSucceeded("password"));
  }

  @Test
  void aWrongPasswordAndAnUnknownAddressAreRefusedInTheSameWords() {
    KIT.confirmed("wrong@example.com", "password 1");

    Answer wrong = KIT.signIn("wrong@example.com", "password 2");
    Answer unknown = KIT.signIn("nobody@example.com", "password 2");

    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.code()).isEqualTo("invalid_credentials");
    assertThat(wrong.text("message")).isEqualTo("Invalid login credentials");
    assertThat(unknown.body()).isEqualTo(wrong.body());
    assertThat(unknown.status()).isEqualTo(wrong.status());
    assertThat(KIT.observations)
        .contains(new Observation.SignInRefused("password", "invalid_credentials"));
  }

  @Test
  void spacesAroundAnAddressAreNotTakenAway() {
    KIT.confirmed("spaces@example.com", "password 1");

    assertThat(KIT.signIn(" spaces@example.com", "password 1").code())
        .isEqualTo("invalid_credentials");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$2a$", "$2b$", "$2y$"})
  void hashesFromElsewhereStillHold(String form) {
    String hash = BCrypt.hashpw("password 1", "$2a$04$" + SALT);
    String email = "from-" + form.charAt(2) + "@example.com";
    KIT.confirmed(email, "something else");
    DATABASE.execute(
        "update auth.users set encrypted_password = '%s' where email = '%s'"
            .formatted(form + hash.substring(4), email));

    assertThat(KIT.signIn(email, "password 1").status()).isEqualTo(200);
    assertThat(KIT.signIn(email, "something else").code()).isEqualTo("invalid_credentials");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain text", "$2a$31$abcdefghijklmnopqrstuu", "$argon2id$v=19$m=1"})
  void aHashThatIsNoneOfOursLetsNobodyIn(String hash) {
    KIT.confirmed("odd@example.com", "password 1");
    DATABASE.execute(
        "update auth.users set encrypted_password = '%s' where email = 'odd@example.com'"
            .formatted(hash));

    assertThat(KIT.signIn("odd@example.com", "password 1").code()).isEqualTo("invalid_credentials");
    assertThat(KIT.signIn("odd@example.com", "nobody has this password").code())
        .isEqualTo("invalid_credentials");
    DATABASE.execute("delete from auth.users where email = 'odd@example.com'");
  }

  @Test
  void theDummyPasswordOpensNothing() {
    assertThat(KIT.signIn("nobody@example.com", "nobody has this password").code())
        .isEqualTo("invalid_credentials");
  }

  @Test
  void aBannedPersonIsToldSoOnlyWithTheRightPassword() {
    KIT.confirmed("banned@example.com", "password 1");
    DATABASE.execute(
        "update auth.users set banned_until = '2026-11-23 08:00+00'"
            + " where email = 'banned@example.com'");

    Answer right = KIT.signIn("banned@example.com", "password 1");

    assertThat(right.status()).isEqualTo(400);
    assertThat(right.code()).isEqualTo("user_banned");
    assertThat(KIT.signIn("banned@example.com", "password 2").code())
        .isEqualTo("invalid_credentials");
  }

  @Test
  void aBanThatIsOverIsNone() {
    KIT.confirmed("free@example.com", "password 1");
    DATABASE.execute(
        "update auth.users set banned_until = '2026-11-23 06:00+00'"
            + " where email = 'free@example.com'");

    assertThat(KIT.signIn("free@example.com", "password 1").status()).isEqualTo(200);
  }

  @Test
  void aPasswordThatWouldNotBeAllowedTodayIsNamedWeak() {
    String hash = BCrypt.hashpw("12345", "$2a$04$" + SALT);
    KIT.confirmed("old@example.com", "something else");
    DATABASE.execute(
        "update auth.users set encrypted_password = '%s' where email = 'old@example.com'"
            .formatted(hash));

    Answer answer = KIT.signIn("old@example.com", "12345");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("weak_password").toString())
        .isEqualTo(
            "{\"message\":\"Password should be at least 6 characters.\",\"reasons\":[\"length\"]}");
  }

  @Test
  void addressOrPhoneIsNeededAndNotBoth() {
    assertThat(KIT.post("/token?grant_type=password", "{\"password\":\"x\"}").text("message"))
        .isEqualTo("missing email or phone");
    assertThat(
            KIT.post("/token?grant_type=password", "{\"email\":\"a@b.c\",\"phone\":\"1\"}").code())
        .isEqualTo("validation_failed");
    Answer phone = KIT.post("/token?grant_type=password", "{\"phone\":\"1\",\"password\":\"x\"}");
    assertThat(phone.status()).isEqualTo(422);
    assertThat(phone.code()).isEqualTo("phone_provider_disabled");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?grant_type=", "?grant_type=client_credentials"})
  void anotherGrantIsRefused(String query) {
    Answer answer = KIT.post("/token" + query, "{}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("invalid_credentials");
    assertThat(answer.text("message")).isEqualTo("unsupported_grant_type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}{}", "[]", "7", "{\"email\":7}", "{\"a\":1,\"a\":2}"})
  void aBodyThatCannotBeReadIsRefused(String body) {
    Answer answer = KIT.post("/token?grant_type=password", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("bad_json");
    assertThat(answer.text("message")).startsWith("Could not parse request body as JSON: ");
  }

  @Test
  void aBodyThatIsTooDeepIsRefused() {
    String deep = "{\"data\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

    assertThat(KIT.post("/signup", deep).code()).isEqualTo("bad_json");
  }

  @Test
  void aBodyOverAMegabyteIsRefusedAndOneOfAMegabyteIsRead() {
    String start = "{\"email\":\"a@example.com\",\"x\":\"";
    String megabyte = start + "x".repeat((1 << 20) - start.length() - 2) + "\"}";

    Answer tooLarge = KIT.post("/token?grant_type=password", megabyte + " ");

    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.code()).isEqualTo("request_entity_too_large");
    assertThat(tooLarge.text("message")).isEqualTo("Request body too large (max 1048576 bytes)");
    assertThat(KIT.post("/token?grant_type=password", megabyte).code())
        .isEqualTo("invalid_credentials");
  }

  @Test
  void everyErrorNamesItsCodeInAHeaderAndInTheShapeThatIsAskedFor() {
    Answer today = KIT.signIn("nobody@example.com", "password");
    Answer before =
        KIT.send(
            "POST",
            "/token?grant_type=password",
            "{\"email\":\"nobody@example.com\",\"password\":\"password\"}",
            Map.of("x-supabase-api-version", "2023-12-31"));
    Answer nonsense =
        KIT.send("POST", "/token", "{}", Map.of("x-supabase-api-version", "tomorrow"));

    assertThat(today.body().toString())
        .isEqualTo("{\"code\":\"invalid_credentials\",\"message\":\"Invalid login credentials\"}");
    assertThat(today.raw().header("x-supabase-api-version")).contains("2024-01-01");
    assertThat(today.raw().header("x-sb-error-code")).contains("invalid_credentials");
    assertThat(before.body().toString())
        .isEqualTo(
            "{\"code\":400,\"error_code\":\"invalid_credentials\","
                + "\"msg\":\"Invalid login credentials\"}");
    assertThat(before.raw().header("x-supabase-api-version")).isEmpty();
    assertThat(before.raw().header("x-sb-error-code")).contains("invalid_credentials");
    assertThat(nonsense.body().has("msg")).isTrue();
  }

  @Test
  void anApiKeyIsNeeded() {
    Answer missing = KIT.send("POST", "/token", "{}", Map.of("apikey", ""));
    Answer foreign = KIT.send("GET", "/settings", null, Map.of("apikey", "another"));

    assertThat(missing.status()).isEqualTo(401);
    assertThat(missing.text("message")).isEqualTo("No API key found in request");
    assertThat(missing.text("hint"))
        .isEqualTo("No `apikey` request header or url param was found.");
    assertThat(foreign.status()).isEqualTo(401);
    assertThat(foreign.text("message")).isEqualTo("Invalid API key");
  }

  @Test
  void healthAndKeysNeedNoApiKey() {
    Answer health = KIT.send("GET", "/health", null, Map.of("apikey", ""));
    Answer keys = KIT.send("GET", "/.well-known/jwks.json", null, Map.of("apikey", ""));

    assertThat(health.text("name")).isEqualTo("EventLive");
    assertThat(keys.body().toString()).isEqualTo("{\"keys\":[]}");
  }

  @Test
  void settingsSayWhatIsOffered() {
    Answer settings = KIT.send("GET", "/settings", null, Map.of());

    assertThat(settings.body().path("external").path("email").asBoolean()).isTrue();
    assertThat(settings.body().path("external").path("anonymous_users").asBoolean()).isTrue();
    assertThat(settings.body().path("external").path("google").asBoolean()).isFalse();
    assertThat(settings.body().path("mailer_autoconfirm").asBoolean()).isFalse();
    assertThat(settings.body().path("mailer_sends_mail").asBoolean()).isFalse();
    assertThat(settings.body().path("disable_signup").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nonsense"})
  void whatIsNotOfferedSaysSo(String path) {
    Answer answer = KIT.post(path, "{}");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("EL_NOT_OFFERED");
  }
}
