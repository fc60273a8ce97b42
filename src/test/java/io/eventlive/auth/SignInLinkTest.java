package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.mail.Letter;
import io.eventlive.mail.Letter.Kind;
import io.eventlive.testing.TestDatabase;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Links in mails: of a sign-up, to sign in, sent again; where they lead, and what they tell.
final class SignInLinkTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final AuthKit KIT = new AuthKit(DATABASE);

  @AfterAll
  static void close() {
    KIT.close();
    DATABASE.close();
  }

  @Test
  void aSignUpIsConfirmedByTheLinkInItsLetter() {
    Answer signedUp = KIT.signUp("link@example.com", "password 1");
    assertThat(signedUp.text("confirmation_sent_at")).isNotEmpty();
    assertThat(KIT.signIn("link@example.com", "password 1").code())
        .isEqualTo("email_not_confirmed");
    Letter letter = KIT.letter();
    assertThat(letter.kind()).isEqualTo(Kind.CONFIRMATION);
    assertThat(letter.to()).isEqualTo("link@example.com");
    assertThat(letter.link())
        .startsWith("http://127.0.0.1:8080/auth/v1/verify?token=")
        .endsWith("&type=signup&redirect_to=https%3A%2F%2Fwww.example.com");

    Answer followed = KIT.follow(letter);

    assertThat(followed.status()).isEqualTo(303);
    URI location = AuthKit.location(followed);
    assertThat(location.toString()).startsWith("https://www.example.com#access_token=ey");
    assertThat(location.getFragment())
        .contains("&expires_at=", "&expires_in=", "&refresh_token=", "&token_type=bearer")
        .endsWith("&type=signup");
    assertThat(followed.raw().header("Cache-Control")).contains("no-store");
    assertThat(KIT.signIn("link@example.com", "password 1").status()).isEqualTo(200);
    assertThat(AuthKit.verified(DATABASE, "link@example.com")).isEqualTo("link@example.com");
    Answer again = KIT.follow(letter);
    assertThat(again.status()).isEqualTo(303);
    assertThat(AuthKit.location(again).getFragment())
        .isEqualTo(
            "error=access_denied&error_code=otp_expired"
                + "&error_description=Email+link+is+invalid+or+has+expired&sb=");
  }

  @Test
  void theLetterOfASignUpIsSentAgainAndTheOldOneIsWorthless() {
    KIT.signUp("again@example.com", "password 1");
    Letter first = KIT.letter();

    KIT.post("/resend", "{\"type\":\"signup\",\"email\":\"again@example.com\"}");

    assertThat(KIT.letter()).isNotEqualTo(first);
    assertThat(KIT.verify("again@example.com", first.code(), "signup").code())
        .isEqualTo("otp_expired");
    assertThat(KIT.verify("again@example.com", KIT.letter().code(), "signup").status())
        .isEqualTo(200);
    int before = KIT.outbox.newestFirst().size();
    KIT.post("/resend", "{\"type\":\"signup\",\"email\":\"again@example.com\"}");
    assertThat(KIT.outbox.newestFirst()).hasSize(before);
    assertThat(KIT.post("/resend", "{\"type\":\"x\",\"email\":\"again@example.com\"}").code())
        .isEqualTo("validation_failed");
  }

  @Test
  void twoSignUpsWithTwoPasswordsKeepNeither() {
    KIT.signUp("twice@example.com", "password 1");
    Answer second = KIT.signUp("twice@example.com", "password 2");

    assertThat(second.body().path("identities").isEmpty()).isTrue();
    assertThat(KIT.follow(KIT.letter()).status()).isEqualTo(303);
    assertThat(KIT.signIn("twice@example.com", "password 1").code())
        .isEqualTo("invalid_credentials");
    assertThat(KIT.signIn("twice@example.com", "password 2").code())
        .isEqualTo("invalid_credentials");
  }

  @Test
  void whatWentToAnOldAddressDoesNotProveTheNewOne() {
    String id = KIT.confirmed("old@example.com", "password 1").text("id");
    KIT.otp("old@example.com");
    Letter letter = KIT.letter();
    KIT.send(
        "PUT",
        "/admin/users/" + id,
        "{\"email\":\"moved@example.com\"}",
        Map.of("authorization", "Bearer " + Forge.SERVICE));

    assertThat(AuthKit.location(KIT.follow(letter)).getFragment())
        .contains("error_code=otp_expired");
    assertThat(AuthKit.verified(DATABASE, "moved@example.com")).isNull();
  }

  @Test
  void aLinkLeadsToTheSiteWhereTheAddressIsNotAllowed() {
    KIT.confirmed("lost@example.com", "password 1");
    KIT.post("/otp?redirect_to=https%3A%2F%2Fevil.example", "{\"email\":\"lost@example.com\"}");

    assertThat(KIT.letter().link()).endsWith("redirect_to=https%3A%2F%2Fwww.example.com");
    String bent =
        KIT.letter().link().replaceAll("redirect_to=.*", "redirect_to=https://evil.example");
    assertThat(AuthKit.location(KIT.follow(bent)).toString())
        .startsWith("https://www.example.com#");
  }

  @Test
  void lookingWhetherALinkIsThereUsesNothingUp() {
    KIT.confirmed("scanned@example.com", "password 1");
    KIT.otp("scanned@example.com");

    Answer looked = KIT.send("HEAD", AuthKit.path(KIT.letter().link()), null, Map.of("apikey", ""));

    assertThat(looked.status()).isEqualTo(200);
    assertThat(AuthKit.location(KIT.follow(KIT.letter())).getFragment())
        .startsWith("access_token=");
  }

  @Test
  void lettersSpeakTheLanguageOfTheRequest() {
    KIT.confirmed("korean@example.com", "password 1");

    KIT.send(
        "POST",
        "/otp",
        "{\"email\":\"korean@example.com\"}",
        Map.of("accept-language", "ko-KR,ko;q=0.9,en;q=0.5"));

    assertThat(KIT.letter().subject()).isEqualTo("로그인 링크를 보내 드려요");
  }

  @Test
  void nothingTellsWhetherAnAddressIsKnown() {
    KIT.confirmed("known@example.com", "password 1");
    for (String path : new String[] {"/recover", "/magiclink", "/otp", "/resend"}) {
      String form = "{\"email\":\"%s\",\"type\":\"signup\",\"create_user\":false}";
      Answer known = KIT.post(path, form.formatted("known@example.com"));
      Answer unknown = KIT.post(path, form.formatted("unknown" + path.hashCode() + "@example.com"));

      assertThat(known.status()).as(path).isEqualTo(200);
      assertThat(unknown.raw().headers()).as(path).isEqualTo(known.raw().headers());
      assertThat(unknown.body()).as(path).isEqualTo(known.body());
    }
    assertThat(
            KIT.post("/otp", "{\"email\":\"nobody@example.com\",\"create_user\":false}").status())
        .isEqualTo(200);
    assertThat(DATABASE.rows("select 1 from auth.users where email = 'nobody@example.com'"))
        .isEmpty();
    assertThat(KIT.verify("nobody@example.com", "123456", "email").body())
        .isEqualTo(KIT.verify("known@example.com", "123456", "email").body());
  }

  @Test
  void whereThatIsWantedACodeWithoutAnAccountIsRefusedToWhoHasNone() {
    try (AuthKit kit = new AuthKit(DATABASE, config -> config, EmailConfigs.TELLS_UNKNOWN);
        AuthKit closed =
            new AuthKit(DATABASE, Configs::withoutSignUp, EmailConfigs.TELLS_UNKNOWN)) {
      kit.confirmed("told@example.com", "password 1");

      Answer refused =
          kit.post("/otp", "{\"email\":\"stranger@example.com\",\"create_user\":false}");
      Answer known = kit.post("/otp", "{\"email\":\"told@example.com\",\"create_user\":false}");

      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.code()).isEqualTo("otp_disabled");
      assertThat(refused.text("message")).isEqualTo("Signups not allowed for otp");
      assertThat(known.status()).isEqualTo(200);
      assertThat(closed.post("/otp", "{\"email\":\"stranger@example.com\"}").code())
          .isEqualTo("signup_disabled");
    }
  }
}
