package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.mail.Letter;
import io.eventlive.mail.Letter.Kind;
import io.eventlive.testing.TestDatabase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Links and codes: sign-up, `/otp`, `/recover`, `/resend`, `/verify`, PKCE.
final class EmailSignInTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final AuthKit KIT = new AuthKit(DATABASE);
  private static final String VERIFIER = "v".repeat(43);

  @AfterAll
  static void close() {
    KIT.close();
    DATABASE.close();
  }

  @Test
  void aSignUpIsConfirmedByTheLinkInItsLetter() {
    Answer signedUp = signUp("link@example.com", "password 1");
    assertThat(signedUp.text("confirmation_sent_at")).isNotEmpty();
    assertThat(KIT.signIn("link@example.com", "password 1").code())
        .isEqualTo("email_not_confirmed");
    Letter letter = KIT.letter();
    assertThat(letter.kind()).isEqualTo(Kind.CONFIRMATION);
    assertThat(letter.to()).isEqualTo("link@example.com");
    assertThat(letter.link())
        .startsWith("http://127.0.0.1:8080/auth/v1/verify?token=")
        .endsWith("&type=signup&redirect_to=https%3A%2F%2Fwww.example.com");

    Answer followed = follow(letter);

    assertThat(followed.status()).isEqualTo(303);
    URI location = location(followed);
    assertThat(location.toString()).startsWith("https://www.example.com#access_token=ey");
    assertThat(location.getFragment())
        .contains("&expires_at=", "&expires_in=", "&refresh_token=", "&token_type=bearer")
        .endsWith("&type=signup");
    assertThat(followed.raw().header("Cache-Control")).contains("no-store");
    assertThat(KIT.signIn("link@example.com", "password 1").status()).isEqualTo(200);
    assertThat(verified("link@example.com")).isEqualTo("link@example.com");
    Answer again = follow(letter);
    assertThat(again.status()).isEqualTo(303);
    assertThat(location(again).getFragment())
        .isEqualTo(
            "error=access_denied&error_code=otp_expired"
                + "&error_description=Email+link+is+invalid+or+has+expired&sb=");
  }

  @Test
  void aCodeLetsSomebodyNewIn() {
    Answer asked =
        KIT.post("/otp", "{\"email\":\"New@example.com\",\"data\":{\"nickname\":\"A\"}}");
    assertThat(asked.status()).isEqualTo(200);
    assertThat(asked.body().toString()).isEqualTo("{}");
    assertThat(KIT.letter().kind()).isEqualTo(Kind.CONFIRMATION);

    Answer session = verify("new@example.com", KIT.letter().code(), "email");

    assertThat(session.status()).isEqualTo(200);
    assertThat(session.body().path("user").path("user_metadata").toString())
        .isEqualTo("{\"nickname\":\"A\"}");
    assertThat(
            session.body().path("user").path("app_metadata").path("email_verified_by").asString())
        .isEqualTo("owner");
    assertThat(KIT.get("/user", session.text("access_token")).status()).isEqualTo(200);
    assertThat(KIT.refresh(session.text("refresh_token")).status()).isEqualTo(200);
    assertThat(verified("new@example.com")).isEqualTo("new@example.com");
  }

  @Test
  void aCodeWorksOnceForItsAddressAndForAnHour() {
    KIT.confirmed("once@example.com", "password 1");
    KIT.confirmed("other@example.com", "password 1");
    otp("once@example.com");
    String code = KIT.letter().code();

    assertThat(verify("other@example.com", code, "email").code()).isEqualTo("otp_expired");
    assertThat(verify("once@example.com", code, "recovery").status()).isEqualTo(200);
    Answer again = verify("once@example.com", code, "recovery");
    assertThat(again.status()).isEqualTo(403);
    assertThat(again.code()).isEqualTo("otp_expired");
    assertThat(again.text("message")).isEqualTo("Token has expired or is invalid");

    try (AuthKit kit = new AuthKit(DATABASE)) {
      kit.post("/otp", "{\"email\":\"once@example.com\"}");
      String late = kit.letter().code();
      kit.clock.advance(Duration.ofHours(1).plusSeconds(1));
      assertThat(verify(kit, "once@example.com", late, "email").code()).isEqualTo("otp_expired");
    }
  }

  @Test
  void manyAtOnceWithOneCodeComeInOnce() throws InterruptedException {
    KIT.confirmed("race@example.com", "password 1");
    otp("race@example.com");
    String code = KIT.letter().code();

    Race<Answer> race = new Race<>(8, () -> verify("race@example.com", code, "email"));

    assertThat(race.results()).filteredOn(answer -> answer.status() == 200).hasSize(1);
    assertThat(race.results()).filteredOn(answer -> answer.code().equals("otp_expired")).hasSize(7);
  }

  @Test
  void aTokenHashIsTakenByItself() {
    KIT.confirmed("hash@example.com", "password 1");
    otp("hash@example.com");
    String token = token(KIT.letter());

    Answer both =
        KIT.post(
            "/verify",
            "{\"type\":\"email\",\"token_hash\":\"" + token + "\",\"email\":\"hash@example.com\"}");
    Answer session = KIT.post("/verify", "{\"type\":\"email\",\"token_hash\":\"" + token + "\"}");

    assertThat(both.code()).isEqualTo("validation_failed");
    assertThat(session.status()).isEqualTo(200);
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
    assertThat(verify("nobody@example.com", "123456", "email").body())
        .isEqualTo(verify("known@example.com", "123456", "email").body());
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

  @Test
  void aForgottenPasswordIsReplaced() {
    KIT.confirmed("forgot@example.com", "password 1");
    KIT.post("/recover", "{\"email\":\"forgot@example.com\"}");
    assertThat(KIT.letter().kind()).isEqualTo(Kind.RECOVERY);
    String token =
        verify("forgot@example.com", KIT.letter().code(), "recovery").text("access_token");

    KIT.send(
        "PUT",
        "/user",
        "{\"password\":\"password 2\"}",
        Map.of("authorization", "Bearer " + token));

    assertThat(KIT.signIn("forgot@example.com", "password 2").status()).isEqualTo(200);
  }

  @Test
  void theLetterOfASignUpIsSentAgainAndTheOldOneIsWorthless() {
    signUp("again@example.com", "password 1");
    Letter first = KIT.letter();

    KIT.post("/resend", "{\"type\":\"signup\",\"email\":\"again@example.com\"}");

    assertThat(KIT.letter()).isNotEqualTo(first);
    assertThat(verify("again@example.com", first.code(), "signup").code()).isEqualTo("otp_expired");
    assertThat(verify("again@example.com", KIT.letter().code(), "signup").status()).isEqualTo(200);
    int before = KIT.outbox.newestFirst().size();
    KIT.post("/resend", "{\"type\":\"signup\",\"email\":\"again@example.com\"}");
    assertThat(KIT.outbox.newestFirst()).hasSize(before);
    assertThat(KIT.post("/resend", "{\"type\":\"x\",\"email\":\"again@example.com\"}").code())
        .isEqualTo("validation_failed");
  }

  @Test
  void whoSignedUpWithSomebodyElsesAddressGetsNothingWhenItsOwnerComes() {
    signUp("victim@example.com", "intruder's password");

    otp("victim@example.com");
    Answer session = verify("victim@example.com", KIT.letter().code(), "email");

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
      assertThat(verified("owner@example.com")).isNull();

      open.post("/otp", "{\"email\":\"owner@example.com\"}");
      verify(open, "owner@example.com", open.letter().code(), "email");

      assertThat(verified("owner@example.com")).isEqualTo("owner@example.com");
      assertThat(open.get("/user", token).code()).isEqualTo("session_not_found");
      assertThat(open.signIn("owner@example.com", "intruder's").code())
          .isEqualTo("invalid_credentials");
    }
  }

  @Test
  void twoSignUpsWithTwoPasswordsKeepNeither() {
    signUp("twice@example.com", "password 1");
    Answer second = signUp("twice@example.com", "password 2");

    assertThat(second.body().path("identities").isEmpty()).isTrue();
    assertThat(follow(KIT.letter()).status()).isEqualTo(303);
    assertThat(KIT.signIn("twice@example.com", "password 1").code())
        .isEqualTo("invalid_credentials");
    assertThat(KIT.signIn("twice@example.com", "password 2").code())
        .isEqualTo("invalid_credentials");
  }

  @Test
  void whatWentToAnOldAddressDoesNotProveTheNewOne() {
    String id = KIT.confirmed("old@example.com", "password 1").text("id");
    otp("old@example.com");
    Letter letter = KIT.letter();
    KIT.send(
        "PUT",
        "/admin/users/" + id,
        "{\"email\":\"moved@example.com\"}",
        Map.of("authorization", "Bearer " + Forge.SERVICE));

    assertThat(location(follow(letter)).getFragment()).contains("error_code=otp_expired");
    assertThat(verified("moved@example.com")).isNull();
  }

  @Test
  void aBannedPersonIsNotLetIn() {
    String id = KIT.confirmed("banned@example.com", "password 1").text("id");
    otp("banned@example.com");
    KIT.send(
        "PUT",
        "/admin/users/" + id,
        "{\"ban_duration\":\"1h\"}",
        Map.of("authorization", "Bearer " + Forge.SERVICE));

    assertThat(verify("banned@example.com", KIT.letter().code(), "email").code())
        .isEqualTo("user_banned");
  }

  /// Pages that keep their route in the fragment, question mark and all.
  @Test
  void aCodeIsPutBeforeTheFragmentOfThePage() {
    KIT.confirmed("hash@example.com", "password 1");
    KIT.post(
        "/otp?redirect_to=https%3A%2F%2Fapp.example.com%2Fin%23%2Fr%3Fx%3D1",
        "{\"email\":\"hash@example.com\",\"code_challenge\":\"%s\",\"code_challenge_method\":\"s256\"}"
            .formatted(s256(VERIFIER)));

    assertThat(location(follow(KIT.letter())).toString())
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
    assertThat(token(KIT.letter())).startsWith("pkce_");

    String location = location(follow(KIT.letter())).toString();

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
      String location = location(follow(kit, kit.letter())).toString();
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

  @Test
  void aLinkLeadsToTheSiteWhereTheAddressIsNotAllowed() {
    KIT.confirmed("lost@example.com", "password 1");
    KIT.post("/otp?redirect_to=https%3A%2F%2Fevil.example", "{\"email\":\"lost@example.com\"}");

    assertThat(KIT.letter().link()).endsWith("redirect_to=https%3A%2F%2Fwww.example.com");
    String bent =
        KIT.letter().link().replaceAll("redirect_to=.*", "redirect_to=https://evil.example");
    assertThat(location(follow(KIT, bent)).toString()).startsWith("https://www.example.com#");
  }

  @Test
  void lookingWhetherALinkIsThereUsesNothingUp() {
    KIT.confirmed("scanned@example.com", "password 1");
    otp("scanned@example.com");

    Answer looked = KIT.send("HEAD", path(KIT.letter().link()), null, Map.of("apikey", ""));

    assertThat(looked.status()).isEqualTo(200);
    assertThat(location(follow(KIT.letter())).getFragment()).startsWith("access_token=");
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

  private static Answer signUp(String email, String password) {
    return KIT.post("/signup", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
  }

  private static void otp(String email) {
    KIT.post("/otp", "{\"email\":\"" + email + "\"}");
  }

  private static Answer verify(String email, String code, String type) {
    return verify(KIT, email, code, type);
  }

  private static Answer verify(AuthKit kit, String email, String code, String type) {
    return kit.post(
        "/verify",
        "{\"type\":\"%s\",\"email\":\"%s\",\"token\":\"%s\"}".formatted(type, email, code));
  }

  private static Answer exchange(String code, String verifier) {
    return KIT.post(
        "/token?grant_type=pkce",
        "{\"auth_code\":\"%s\",\"code_verifier\":\"%s\"}".formatted(code, verifier));
  }

  private static Answer follow(Letter letter) {
    return follow(KIT, letter);
  }

  private static Answer follow(AuthKit kit, Letter letter) {
    return follow(kit, letter.link());
  }

  /// As a browser does, which has no key.
  private static Answer follow(AuthKit kit, String link) {
    return kit.send("GET", path(link), null, Map.of("apikey", ""));
  }

  private static String path(String link) {
    return link.substring("http://127.0.0.1:8080/auth/v1".length());
  }

  private static URI location(Answer answer) {
    return URI.create(answer.raw().header("Location").orElseThrow());
  }

  private static String token(Letter letter) {
    return letter.link().replaceAll(".*token=([^&]*)&.*", "$1");
  }

  private static @Nullable String verified(String email) {
    String address =
        DATABASE.value(
            "select eventlive.verified_address(id)::text from auth.users where email = ?", email);
    return "null".equals(address) ? null : address;
  }
}
