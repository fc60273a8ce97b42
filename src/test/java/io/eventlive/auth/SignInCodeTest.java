package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.mail.Letter.Kind;
import io.eventlive.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Codes in mails, and what becomes of an account whose address is proven by one.
final class SignInCodeTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final AuthKit KIT = new AuthKit(DATABASE);

  @AfterAll
  static void close() {
    KIT.close();
    DATABASE.close();
  }

  @Test
  void aCodeLetsSomebodyNewIn() {
    Answer asked =
        KIT.post("/otp", "{\"email\":\"New@example.com\",\"data\":{\"nickname\":\"A\"}}");
    assertThat(asked.status()).isEqualTo(200);
    assertThat(asked.body().toString()).isEqualTo("{}");
    assertThat(KIT.letter().kind()).isEqualTo(Kind.CONFIRMATION);

    Answer session = KIT.verify("new@example.com", KIT.letter().code(), "email");

    assertThat(session.status()).isEqualTo(200);
    assertThat(session.body().path("user").path("user_metadata").toString())
        .isEqualTo("{\"nickname\":\"A\"}");
    assertThat(
            session.body().path("user").path("app_metadata").path("email_verified_by").asString())
        .isEqualTo("owner");
    assertThat(KIT.get("/user", session.text("access_token")).status()).isEqualTo(200);
    assertThat(KIT.refresh(session.text("refresh_token")).status()).isEqualTo(200);
    assertThat(AuthKit.verified(DATABASE, "new@example.com")).isEqualTo("new@example.com");
  }

  @Test
  void aCodeWorksOnceForItsAddressAndForAnHour() {
    KIT.confirmed("once@example.com", "password 1");
    KIT.confirmed("other@example.com", "password 1");
    KIT.otp("once@example.com");
    String code = KIT.letter().code();

    assertThat(KIT.verify("other@example.com", code, "email").code()).isEqualTo("otp_expired");
    assertThat(KIT.verify("once@example.com", code, "recovery").status()).isEqualTo(200);
    Answer again = KIT.verify("once@example.com", code, "recovery");
    assertThat(again.status()).isEqualTo(403);
    assertThat(again.code()).isEqualTo("otp_expired");
    assertThat(again.text("message")).isEqualTo("Token has expired or is invalid");

    try (AuthKit kit = new AuthKit(DATABASE)) {
      kit.post("/otp", "{\"email\":\"once@example.com\"}");
      String late = kit.letter().code();
      kit.clock.advance(Duration.ofHours(1).plusSeconds(1));
      assertThat(kit.verify("once@example.com", late, "email").code()).isEqualTo("otp_expired");
    }
  }

  @Test
  void manyAtOnceWithOneCodeComeInOnce() throws InterruptedException {
    KIT.confirmed("race@example.com", "password 1");
    KIT.otp("race@example.com");
    String code = KIT.letter().code();

    Race<Answer> race = new Race<>(8, () -> KIT.verify("race@example.com", code, "email"));

    assertThat(race.results()).filteredOn(answer -> answer.status() == 200).hasSize(1);
    assertThat(race.results()).filteredOn(answer -> answer.code().equals("otp_expired")).hasSize(7);
  }

  @Test
  void aTokenHashIsTakenByItself() {
    KIT.confirmed("hash@example.com", "password 1");
    KIT.otp("hash@example.com");
    String token = AuthKit.token(KIT.letter());

    Answer both =
        KIT.post(
            "/verify",
            "{\"type\":\"email\",\"token_hash\":\"" + token + "\",\"email\":\"hash@example.com\"}");
    Answer session = KIT.post("/verify", "{\"type\":\"email\",\"token_hash\":\"" + token + "\"}");

    assertThat(both.code()).isEqualTo("validation_failed");
    assertThat(session.status()).isEqualTo(200);
  }

  @Test
  void aForgottenPasswordIsReplaced() {
    KIT.confirmed("forgot@example.com", "password 1");
    KIT.post("/recover", "{\"email\":\"forgot@example.com\"}");
    assertThat(KIT.letter().kind()).isEqualTo(Kind.RECOVERY);
    String token =
        KIT.verify("forgot@example.com", KIT.letter().code(), "recovery").text("access_token");

    KIT.send(
        "PUT",
        "/user",
        "{\"password\":\"password 2\"}",
        Map.of("authorization", "Bearer " + token));

    assertThat(KIT.signIn("forgot@example.com", "password 2").status()).isEqualTo(200);
  }

  @Test
  void whoSignedUpWithSomebodyElsesAddressGetsNothingWhenItsOwnerComes() {
    KIT.signUp("victim@example.com", "intruder's password");

    KIT.otp("victim@example.com");
    Answer session = KIT.verify("victim@example.com", KIT.letter().code(), "email");

    assertThat(session.status()).isEqualTo(200);
    assertThat(KIT.signIn("victim@example.com", "intruder's password").code())
        .isEqualTo("invalid_credentials");
  }

  @Test
  void whoIsInsideUnprovenIsPutOutWhenTheOwnerProvesTheAddress() {
    try (AuthKit open = new AuthKit(DATABASE, Configs::autoConfirmed)) {
      Answer intruder =
          open.post("/signup", "{\"email\":\"owner@example.com\",\"password\":\"intruder's\"}");
      String token = intruder.text("access_token");
      assertThat(open.get("/user", token).status()).isEqualTo(200);
      assertThat(AuthKit.verified(DATABASE, "owner@example.com")).isNull();

      open.post("/otp", "{\"email\":\"owner@example.com\"}");
      open.verify("owner@example.com", open.letter().code(), "email");

      assertThat(AuthKit.verified(DATABASE, "owner@example.com")).isEqualTo("owner@example.com");
      assertThat(open.get("/user", token).code()).isEqualTo("session_not_found");
      assertThat(open.signIn("owner@example.com", "intruder's").code())
          .isEqualTo("invalid_credentials");
    }
  }

  @Test
  void aBannedPersonIsNotLetIn() {
    String id = KIT.confirmed("banned@example.com", "password 1").text("id");
    KIT.otp("banned@example.com");
    KIT.send(
        "PUT",
        "/admin/users/" + id,
        "{\"ban_duration\":\"1h\"}",
        Map.of("authorization", "Bearer " + Forge.SERVICE));

    assertThat(KIT.verify("banned@example.com", KIT.letter().code(), "email").code())
        .isEqualTo("user_banned");
  }

  @Test
  void bothErrorShapesSayTheSame() {
    Answer before =
        KIT.send(
            "POST",
            "/verify",
            "{\"type\":\"email\",\"email\":\"shape@example.com\",\"token\":\"000000\"}",
            Map.of("x-supabase-api-version", ""));

    assertThat(before.status()).isEqualTo(403);
    assertThat(before.body().toString())
        .isEqualTo(
            "{\"code\":403,\"error_code\":\"otp_expired\","
                + "\"msg\":\"Token has expired or is invalid\"}");
  }
}
