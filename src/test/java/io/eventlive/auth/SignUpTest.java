package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.observation.Observation;
import io.eventlive.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class SignUpTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();

  private final AuthKit closed = new AuthKit(DATABASE);
  private final AuthKit open = new AuthKit(DATABASE, Configs::autoConfirmed);

  @AfterAll
  static void dropDatabase() {
    DATABASE.close();
  }

  @AfterEach
  void closeKits() {
    closed.close();
    open.close();
  }

  @Test
  void withAutoConfirmASignUpIsASession() {
    Answer answer =
        open.post(
            "/signup",
            """
            {"email":"Attendee.1@Example.com","password":"password 1",
             "data":{"nickname":"Attendee 1"}}\
            """);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("bearer");
    assertThat(answer.text("refresh_token")).hasSize(32);
    long expiresIn = answer.body().path("expires_in").asLong();
    assertThat(expiresIn).isBetween(2_880L, 3_600L);
    assertThat(answer.body().path("expires_at").asLong())
        .isEqualTo(AuthKit.START.getEpochSecond() + expiresIn);
    JsonNode user = answer.body().path("user");
    assertThat(user.path("email").asString()).isEqualTo("attendee.1@example.com");
    assertThat(user.path("aud").asString()).isEqualTo("authenticated");
    assertThat(user.path("role").asString()).isEqualTo("authenticated");
    assertThat(user.path("phone").asString()).isEmpty();
    assertThat(user.path("is_anonymous").asBoolean()).isFalse();
    assertThat(user.path("email_confirmed_at").asString()).isEqualTo("2026-11-23T07:00:00Z");
    assertThat(user.path("confirmed_at").asString()).isEqualTo("2026-11-23T07:00:00Z");
    assertThat(user.path("last_sign_in_at").asString()).isEqualTo("2026-11-23T07:00:00Z");
    assertThat(user.path("user_metadata").path("nickname").asString()).isEqualTo("Attendee 1");
    assertThat(user.has("banned_until")).isFalse();
  }

  @Test
  void withAutoConfirmTheAddressCountsAsUnverifiedWhateverThePersonSays() {
    Answer answer =
        open.post(
            "/signup",
            """
            {"email":"attendee.2@example.com","password":"password 2",
             "data":{"email_verified":true,"sub":"somebody else"}}\
            """);

    JsonNode user = answer.body().path("user");
    assertThat(user.path("app_metadata").toString())
        .isEqualTo(
            "{\"provider\":\"email\",\"providers\":[\"email\"],\"email_verified_by\":\"none\"}");
    JsonNode identity = user.path("identities").path(0).path("identity_data");
    assertThat(identity.path("email_verified").asBoolean()).isFalse();
    assertThat(identity.path("sub").asString()).isEqualTo(user.path("id").asString());
    assertThat(
            DATABASE.value(
                "select eventlive.verified_address(id) is null from auth.users where email = ?",
                "attendee.2@example.com"))
        .isEqualTo("t");
    assertThat(
            DATABASE.value(
                "select identity_data ->> 'email_verified' from auth.identities where email = ?",
                "attendee.2@example.com"))
        .isEqualTo("false");
  }

  @Test
  void theAccessTokenHasSupabaseAuthsClaims() {
    Answer answer =
        open.post("/signup", "{\"email\":\"attendee.3@example.com\",\"password\":\"password 3\"}");

    String[] parts = answer.text("access_token").split("\\.", -1);
    JsonNode claims = Json.read(java.util.Base64.getUrlDecoder().decode(parts[1]));
    assertThat(claims.propertyNames())
        .containsExactly(
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "email",
            "phone",
            "app_metadata",
            "user_metadata",
            "role",
            "aal",
            "amr",
            "session_id",
            "is_anonymous");
    assertThat(claims.path("iss").asString()).isEqualTo("http://127.0.0.1:8080/auth/v1");
    assertThat(claims.path("aud").asString()).isEqualTo("authenticated");
    assertThat(claims.path("aal").asString()).isEqualTo("aal1");
    assertThat(claims.path("amr").toString())
        .isEqualTo(
            "[{\"method\":\"password\",\"timestamp\":" + AuthKit.START.getEpochSecond() + "}]");
    assertThat(claims.path("session_id").asString())
        .isEqualTo(
            DATABASE.value(
                "select s.id from auth.sessions s join auth.users u on u.id = s.user_id"
                    + " where u.email = ?",
                "attendee.3@example.com"));
    assertThat(claims.path("is_anonymous").asBoolean()).isFalse();
  }

  @Test
  void withAutoConfirmATakenAddressIsRefusedInWhateverCaseItIsWritten() {
    open.post("/signup", "{\"email\":\"taken@example.com\",\"password\":\"password 4\"}");

    Answer again =
        open.post("/signup", "{\"email\":\"TAKEN@example.com\",\"password\":\"password 5\"}");

    assertThat(again.status()).isEqualTo(422);
    assertThat(again.code()).isEqualTo("user_already_exists");
    assertThat(again.text("message")).isEqualTo("User already registered");
  }

  @Test
  void withoutAutoConfirmASignUpIsAPersonWithoutSession() {
    Answer answer =
        closed.post("/signup", "{\"email\":\"waiting@example.com\",\"password\":\"password 6\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().has("access_token")).isFalse();
    assertThat(answer.text("email")).isEqualTo("waiting@example.com");
    assertThat(answer.text("confirmation_sent_at")).isEqualTo("2026-11-23T07:00:00Z");
    assertThat(answer.body().has("email_confirmed_at")).isFalse();
    assertThat(answer.body().path("identities").size()).isEqualTo(1);
    assertThat(closed.signIn("waiting@example.com", "password 6").code())
        .isEqualTo("email_not_confirmed");
  }

  @Test
  void withoutAutoConfirmATakenAddressIsAnsweredWithAPersonWhoDoesNotExist() {
    String body = "{\"email\":\"known@example.com\",\"password\":\"password 7\"}";
    closed.clock.advance(Duration.ofNanos(123_456_789));
    Answer first = closed.post("/signup", body);
    String id = first.text("id");

    Answer again = closed.post("/signup", body);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().propertyNames()).isEqualTo(first.body().propertyNames());
    assertThat(again.text("id")).isNotEqualTo(id);
    assertThat(again.text("email")).isEqualTo("known@example.com");
    assertThat(again.text("confirmation_sent_at")).isEqualTo("2026-11-23T07:00:00.123456Z");
    assertThat(again.body().path("identities").isEmpty()).isTrue();
    assertThat(DATABASE.rows("select id from auth.users where email = ?", "known@example.com"))
        .containsExactly(id);
  }

  @Test
  void somebodyWhoSignedUpBeforeIsNotTakenOverWhenAutoConfirmIsSwitchedOn() {
    closed.post("/signup", "{\"email\":\"early@example.com\",\"password\":\"password 8\"}");

    Answer answer =
        open.post("/signup", "{\"email\":\"early@example.com\",\"password\":\"intruder\"}");

    assertThat(answer.code()).isEqualTo("user_already_exists");
    assertThat(open.signIn("early@example.com", "intruder").code())
        .isEqualTo("invalid_credentials");
  }

  @Test
  void anAnonymousPersonIsInAtOnce() {
    Answer answer = closed.post("/signup", "{\"data\":{\"nickname\":\"Attendee 9\"}}");

    assertThat(answer.status()).isEqualTo(200);
    JsonNode user = answer.body().path("user");
    assertThat(user.path("is_anonymous").asBoolean()).isTrue();
    assertThat(user.path("email").asString()).isEmpty();
    assertThat(user.path("identities").isEmpty()).isTrue();
    assertThat(user.path("app_metadata").toString()).isEqualTo("{}");
    assertThat(user.path("user_metadata").path("nickname").asString()).isEqualTo("Attendee 9");
    assertThat(closed.get("/user", answer.text("access_token")).status()).isEqualTo(200);
    assertThat(closed.observations).contains(new Observation.SignInSucceeded("anonymous"));
  }

  @Test
  void anAnonymousPersonCostsOneTripToTheDatabaseAndASignInByPasswordTwo() {
    open.confirmed("trips@example.com", "password 1");
    open.trips.set(0);

    assertThat(open.anonymous().status()).isEqualTo(200);
    assertThat(open.trips.getAndSet(0)).isEqualTo(1);

    assertThat(open.signIn("trips@example.com", "password 1").status()).isEqualTo(200);
    assertThat(open.trips.get()).isEqualTo(2);
  }

  @Test
  void anonymousSignInsCanBeSwitchedOff() {
    try (AuthKit kit = new AuthKit(DATABASE, Configs::withoutAnonymous)) {
      Answer answer = kit.anonymous();

      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.code()).isEqualTo("anonymous_provider_disabled");
      assertThat(answer.text("message")).isEqualTo("Anonymous sign-ins are disabled");
    }
  }

  @Test
  void signUpsCanBeSwitchedOff() {
    try (AuthKit kit = new AuthKit(DATABASE, Configs::withoutSignUp)) {
      Answer byAddress =
          kit.post("/signup", "{\"email\":\"a@example.com\",\"password\":\"password\"}");

      assertThat(byAddress.status()).isEqualTo(422);
      assertThat(byAddress.code()).isEqualTo("signup_disabled");
      assertThat(kit.anonymous().code()).isEqualTo("signup_disabled");
    }
  }

  @Test
  void aShortPasswordIsWeakInBothErrorShapes() {
    String body = "{\"email\":\"weak@example.com\",\"password\":\"12345\"}";

    Answer today = open.post("/signup", body);
    Answer before = open.send("POST", "/signup", body, Map.of("x-supabase-api-version", ""));

    assertThat(today.status()).isEqualTo(422);
    assertThat(today.body().toString())
        .isEqualTo(
            "{\"code\":\"weak_password\",\"message\":\"Password should be at least 6 characters.\","
                + "\"weak_password\":{\"reasons\":[\"length\"]}}");
    assertThat(before.status()).isEqualTo(422);
    assertThat(before.body().toString())
        .isEqualTo(
            "{\"code\":422,\"error_code\":\"weak_password\","
                + "\"msg\":\"Password should be at least 6 characters.\","
                + "\"weak_password\":{\"reasons\":[\"length\"]}}");
  }

  @Test
  void aPasswordBeyondWhatBcryptReadsIsRefused() {
    String seventyTwoBytes = "한".repeat(24);
    String body = "{\"email\":\"long@example.com\",\"password\":\"%s\"}";

    Answer tooLong = open.post("/signup", body.formatted(seventyTwoBytes + "1"));
    Answer longest = open.post("/signup", body.formatted(seventyTwoBytes));

    assertThat(tooLong.status()).isEqualTo(400);
    assertThat(tooLong.code()).isEqualTo("validation_failed");
    assertThat(tooLong.text("message")).isEqualTo("Password cannot be longer than 72 characters");
    assertThat(longest.status()).isEqualTo(200);
  }

  @Test
  void aPasswordIsNeeded() {
    Answer answer = open.post("/signup", "{\"email\":\"none@example.com\"}");

    assertThat(answer.code()).isEqualTo("validation_failed");
    assertThat(answer.text("message")).isEqualTo("Signup requires a valid password");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " space@example.com",
        "space@example.com ",
        "two@@example.com",
        "nobody",
        "@example.com",
        "line\\nbreak@example.com",
        "null\\u0000@example.com",
        "dash@-example.com",
        "한글@example.com"
      })
  void aMalformedAddressIsRefused(String email) {
    Answer answer = open.post("/signup", "{\"email\":\"" + email + "\",\"password\":\"password\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("validation_failed");
    assertThat(answer.text("message"))
        .isEqualTo("Unable to validate email address: invalid format");
  }

  @Test
  void anAddressThatIsTooLongIsRefusedQuickly() {
    String email = "a".repeat(244) + "@example.com";

    Answer answer = open.post("/signup", "{\"email\":\"" + email + "\",\"password\":\"password\"}");

    assertThat(answer.text("message")).isEqualTo("An email address is too long");
  }

  @Test
  void phoneNumbersAreNotOffered() {
    Answer answer = open.post("/signup", "{\"phone\":\"+820000000\",\"password\":\"password\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("phone_provider_disabled");
  }

  @Test
  void metadataThatWouldNotFitIntoATokenIsRefused() {
    Answer answer = open.post("/signup", "{\"data\":{\"x\":\"" + "x".repeat(6_000) + "\"}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("message")).isEqualTo("data cannot be longer than 6000 bytes");
  }

  @Test
  void theLargestMetadataStillMakesATokenThatIsAccepted() {
    Answer answer = open.post("/signup", "{\"data\":{\"x\":\"" + "한".repeat(1_990) + "\"}}");

    assertThat(open.get("/user", answer.text("access_token")).status()).isEqualTo(200);
  }

  @Test
  void theLargestMetadataOfBothKindsStillMakesATokenThatIsAccepted() {
    String full = "{\"x\":\"" + "한".repeat(1_990) + "\"}";
    String id =
        open.post(
                "/admin/users",
                Forge.SERVICE,
                """
                {"email":"full@example.com","password":"password 1","email_confirm":true,\
                "user_metadata":%s,"app_metadata":%s}\
                """
                    .formatted(full, full))
            .text("id");
    assertThat(id).isNotEmpty();

    Answer session = open.signIn("full@example.com", "password 1");

    assertThat(open.get("/user", session.text("access_token")).text("id")).isEqualTo(id);
  }

  @Test
  void textThatPostgresCannotKeepIsRefused() {
    Answer answer = open.post("/signup", "{\"data\":{\"x\":\"\\u0000\"}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("validation_failed");
  }

  @Test
  void oneAddressOnTwoDevicesAtOnceMakesOnePerson() throws InterruptedException {
    String body = "{\"email\":\"twice@example.com\",\"password\":\"password\"}";
    Race<Answer> race = new Race<>(8, () -> open.post("/signup", body));

    assertThat(race.results()).filteredOn(answer -> answer.status() == 200).hasSize(1);
    assertThat(race.results())
        .filteredOn(answer -> answer.code().equals("user_already_exists"))
        .hasSize(7);
  }
}
