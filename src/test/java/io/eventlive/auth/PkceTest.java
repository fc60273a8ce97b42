package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Links that a browser asked for with a challenge: they give a code, which it alone can exchange.
final class PkceTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final AuthKit KIT = new AuthKit(DATABASE);
  private static final String VERIFIER = "v".repeat(43);

  @AfterAll
  static void close() {
    KIT.close();
    DATABASE.close();
  }

  /// Pages that keep their route in the fragment, question mark and all.
  @Test
  void aCodeIsPutBeforeTheFragmentOfThePage() {
    KIT.confirmed("hash@example.com", "password 1");
    KIT.post(
        "/otp?redirect_to=https%3A%2F%2Fapp.example.com%2Fin%23%2Fr%3Fx%3D1",
        "{\"email\":\"hash@example.com\",\"code_challenge\":\"%s\",\"code_challenge_method\":\"s256\"}"
            .formatted(s256(VERIFIER)));

    assertThat(AuthKit.location(KIT.follow(KIT.letter())).toString())
        .matches("https://app\\.example\\.com/in\\?code=[^&#?]+#/r\\?x=1");
  }

  @Test
  void aBrowserThatLeftAChallengeGetsACodeThatItAloneCanExchange() {
    KIT.confirmed("pkce@example.com", "password 1");
    Answer asked =
        KIT.post(
            "/otp?redirect_to=https%3A%2F%2Fapp.example.com%2Fin%3Fa%3Db",
            "{\"email\":\"pkce@example.com\",\"code_challenge\":\"%s\",\"code_challenge_method\":\"s256\"}"
                .formatted(s256(VERIFIER)));
    assertThat(asked.status()).isEqualTo(200);
    assertThat(AuthKit.token(KIT.letter())).startsWith("pkce_");

    String location = AuthKit.location(KIT.follow(KIT.letter())).toString();

    assertThat(location).startsWith("https://app.example.com/in?a=b&code=").doesNotContain("#");
    String code = location.substring(location.lastIndexOf('=') + 1);
    assertThat(exchange(code, "w".repeat(43)).code()).isEqualTo("bad_code_verifier");
    Answer session = exchange(code, VERIFIER);
    assertThat(session.status()).isEqualTo(200);
    assertThat(session.body().path("user").path("email").asString()).isEqualTo("pkce@example.com");
    Answer again = exchange(code, VERIFIER);
    assertThat(again.status()).isEqualTo(404);
    assertThat(again.code()).isEqualTo("flow_state_not_found");
    assertThat(exchange("", VERIFIER).code()).isEqualTo("validation_failed");
  }

  @Test
  void aCodeForABrowserIsGoodForFiveMinutes() {
    try (AuthKit kit = new AuthKit(DATABASE)) {
      kit.confirmed("late@example.com", "password 1");
      kit.post(
          "/recover",
          "{\"email\":\"late@example.com\",\"code_challenge\":\"%s\",\"code_challenge_method\":\"plain\"}"
              .formatted(VERIFIER));
      kit.clock.advance(Duration.ofMinutes(30));
      String location = AuthKit.location(kit.follow(kit.letter())).toString();
      kit.clock.advance(Duration.ofMinutes(5).plusSeconds(1));

      Answer answer =
          kit.post(
              "/token?grant_type=pkce",
              "{\"auth_code\":\"%s\",\"code_verifier\":\"%s\"}"
                  .formatted(location.substring(location.lastIndexOf('=') + 1), VERIFIER));

      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.code()).isEqualTo("flow_state_expired");
    }
  }

  @Test
  void aMalformedChallengeIsRefused() {
    for (String challenge : new String[] {"short", "x".repeat(129), "ü".repeat(43)}) {
      Answer answer =
          KIT.post(
              "/otp",
              "{\"email\":\"c@example.com\",\"code_challenge\":\"%s\",\"code_challenge_method\":\"plain\"}"
                  .formatted(challenge));
      assertThat(answer.code()).as(challenge).isEqualTo("validation_failed");
    }
    assertThat(
            KIT.post("/recover", "{\"email\":\"c@example.com\",\"code_challenge_method\":\"s256\"}")
                .text("message"))
        .isEqualTo("PKCE flow requires code_challenge_method and code_challenge");
  }

  private static String s256(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Answer exchange(String code, String verifier) {
    return KIT.post(
        "/token?grant_type=pkce",
        "{\"auth_code\":\"%s\",\"code_verifier\":\"%s\"}".formatted(code, verifier));
  }
}
