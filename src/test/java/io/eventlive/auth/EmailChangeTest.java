package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.mail.Letter;
import io.eventlive.mail.Letter.Kind;
import io.eventlive.mail.Outbox;
import io.eventlive.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Another address, the upgrade of an anonymous person, reauthentication, and what administrators
/// send.
final class EmailChangeTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final AuthKit KIT = new AuthKit(DATABASE);

  @AfterAll
  static void close() {
    KIT.close();
    DATABASE.close();
  }

  @Test
  void anotherAddressIsConfirmedAtBoth() {
    KIT.confirmed("from@example.com", "password 1");
    String token = KIT.signIn("from@example.com", "password 1").text("access_token");

    Answer asked = put(KIT, token, "{\"email\":\"To@example.com\"}");

    assertThat(asked.status()).isEqualTo(200);
    assertThat(asked.text("email")).isEqualTo("from@example.com");
    assertThat(asked.text("new_email")).isEqualTo("to@example.com");
    Letter current = letterTo(KIT, "from@example.com");
    Letter next = letterTo(KIT, "to@example.com");
    assertThat(current.kind()).isEqualTo(Kind.OLD_ADDRESS);
    assertThat(next.kind()).isEqualTo(Kind.NEW_ADDRESS);

    Answer half = verify(KIT, "to@example.com", next.code(), "email_change");
    assertThat(half.body().toString())
        .isEqualTo(
            "{\"msg\":\"Confirmation link accepted. Please proceed to confirm link sent to the"
                + " other email\",\"code\":\"200\"}");
    assertThat(KIT.get("/user", token).text("email")).isEqualTo("from@example.com");
    assertThat(verify(KIT, "to@example.com", next.code(), "email_change").code())
        .isEqualTo("otp_expired");

    Answer session = verify(KIT, "from@example.com", current.code(), "email_change");
    assertThat(session.status()).isEqualTo(200);
    assertThat(session.body().path("user").path("email").asString()).isEqualTo("to@example.com");
    assertThat(KIT.get("/user", token).text("email")).isEqualTo("to@example.com");
    assertThat(KIT.signIn("to@example.com", "password 1").status()).isEqualTo(200);
    assertThat(KIT.signIn("from@example.com", "password 1").code())
        .isEqualTo("invalid_credentials");
  }

  @Test
  void theOldAddressAloneChangesNothing() {
    KIT.confirmed("alone@example.com", "password 1");
    String token = KIT.signIn("alone@example.com", "password 1").text("access_token");
    put(KIT, token, "{\"email\":\"nowhere@example.com\"}");
    Letter current = letterTo(KIT, "alone@example.com");

    verify(KIT, "alone@example.com", current.code(), "email_change");

    assertThat(verify(KIT, "alone@example.com", current.code(), "email_change").code())
        .isEqualTo("otp_expired");
    assertThat(KIT.get("/user", token).text("email")).isEqualTo("alone@example.com");
  }

  @Test
  void aSecondWishMakesTheLettersOfTheFirstWorthless() {
    KIT.confirmed("twice@example.com", "password 1");
    String token = KIT.signIn("twice@example.com", "password 1").text("access_token");
    put(KIT, token, "{\"email\":\"first@example.com\"}");
    Letter first = letterTo(KIT, "first@example.com");
    put(KIT, token, "{\"email\":\"second@example.com\"}");

    assertThat(verify(KIT, "first@example.com", first.code(), "email_change").code())
        .isEqualTo("otp_expired");
  }

  @Test
  void theLettersOfAChangeAreSentAgainAndTheOldOnesAreWorthless() {
    KIT.confirmed("again@example.com", "password 1");
    String token = KIT.signIn("again@example.com", "password 1").text("access_token");
    put(KIT, token, "{\"email\":\"anew@example.com\"}");
    Letter before = letterTo(KIT, "anew@example.com");

    KIT.post("/resend", "{\"type\":\"email_change\",\"email\":\"again@example.com\"}");

    assertThat(verify(KIT, "anew@example.com", before.code(), "email_change").code())
        .isEqualTo("otp_expired");
    verify(KIT, "anew@example.com", letterTo(KIT, "anew@example.com").code(), "email_change");
    verify(KIT, "again@example.com", letterTo(KIT, "again@example.com").code(), "email_change");
    assertThat(KIT.get("/user", token).text("email")).isEqualTo("anew@example.com");
  }

  @Test
  void anAddressThatSomebodyHasIsRefusedAlsoWhenTheyWereFaster() {
    KIT.confirmed("taken@example.com", "password 1");
    String token = KIT.anonymous().text("access_token");
    assertThat(put(KIT, token, "{\"email\":\"taken@example.com\"}").code())
        .isEqualTo("email_exists");

    put(KIT, token, "{\"email\":\"soon@example.com\"}");
    Letter letter = letterTo(KIT, "soon@example.com");
    KIT.confirmed("soon@example.com", "password 1");

    assertThat(verify(KIT, "soon@example.com", letter.code(), "email_change").code())
        .isEqualTo("email_exists");
  }

  @Test
  void anAnonymousPersonBecomesAPermanentOneWithTheSameId() {
    Answer guest = KIT.anonymous();
    String token = guest.text("access_token");
    String id = guest.body().path("user").path("id").asString();

    Answer asked = put(KIT, token, "{\"email\":\"guest@example.com\",\"password\":\"password 1\"}");
    assertThat(asked.body().path("is_anonymous").asBoolean()).isTrue();
    Answer session =
        verify(KIT, "guest@example.com", letterTo(KIT, "guest@example.com").code(), "email_change");

    assertThat(session.body().path("user").path("id").asString()).isEqualTo(id);
    assertThat(session.body().path("user").path("is_anonymous").asBoolean()).isFalse();
    assertThat(session.body().path("user").path("identities").size()).isEqualTo(1);
    assertThat(KIT.signIn("guest@example.com", "password 1").status()).isEqualTo(200);
    assertThat(verified("guest@example.com")).isEqualTo("guest@example.com");
  }

  @Test
  void withoutMailAnAnonymousPersonsAddressCountsAsUnverified() {
    try (AuthKit open = new AuthKit(DATABASE, Configs::autoConfirmed)) {
      String token = open.anonymous().text("access_token");

      Answer now = put(open, token, "{\"email\":\"unproven@example.com\"}");

      assertThat(now.text("email")).isEqualTo("unproven@example.com");
      assertThat(now.body().path("is_anonymous").asBoolean()).isFalse();
      assertThat(verified("unproven@example.com")).isEqualTo("null");
    }
  }

  @Test
  void theNewAddressIsEnoughWhereThatIsSet() {
    try (AuthKit kit = new AuthKit(DATABASE, config -> config, EmailConfigs.NEW_ADDRESS_ALONE)) {
      kit.confirmed("single@example.com", "password 1");
      String token = kit.signIn("single@example.com", "password 1").text("access_token");
      put(kit, token, "{\"email\":\"one@example.com\"}");

      assertThat(kit.outbox.newestFirst()).hasSize(1);
      assertThat(verify(kit, "one@example.com", kit.letter().code(), "email_change").status())
          .isEqualTo(200);
    }
  }

  @Test
  void whatSomebodyBeganOnAnUnprovenAddressEndsWhenItsOwnerProvesIt() {
    try (AuthKit open =
        new AuthKit(DATABASE, Configs::autoConfirmed, EmailConfigs.NEW_ADDRESS_ALONE)) {
      String intruder =
          open.post("/signup", "{\"email\":\"victim@example.com\",\"password\":\"intruder's\"}")
              .text("access_token");
      put(open, intruder, "{\"email\":\"intruder@example.com\"}");
      String link = token(letterTo(open, "intruder@example.com"));
      open.post("/otp", "{\"email\":\"victim@example.com\"}");

      Answer owner =
          verify(open, "victim@example.com", letterTo(open, "victim@example.com").code(), "email");
      Answer late =
          open.post("/verify", "{\"type\":\"email_change\",\"token_hash\":\"" + link + "\"}");

      assertThat(owner.body().path("user").has("new_email")).isFalse();
      assertThat(late.code()).isEqualTo("otp_expired");
      assertThat(open.get("/user", owner.text("access_token")).text("email"))
          .isEqualTo("victim@example.com");
      int letters = open.outbox.newestFirst().size();
      open.post("/resend", "{\"type\":\"email_change\",\"email\":\"victim@example.com\"}");
      assertThat(open.outbox.newestFirst()).hasSize(letters);
    }
  }

  @Test
  void anOldSignInNeedsACodeForANewPasswordWhereThatIsSet() {
    try (AuthKit kit = new AuthKit(DATABASE, config -> config, EmailConfigs.REAUTHENTICATION)) {
      kit.confirmed("nonce@example.com", "password 1");
      Answer session = kit.signIn("nonce@example.com", "password 1");
      assertThat(put(kit, session.text("access_token"), "{\"password\":\"password 2\"}").status())
          .isEqualTo(200);
      kit.clock.advance(Duration.ofHours(24).plusSeconds(1));
      String token = kit.refresh(session.text("refresh_token")).text("access_token");

      assertThat(put(kit, token, "{\"password\":\"password 3\"}").code())
          .isEqualTo("reauthentication_needed");
      assertThat(kit.get("/reauthenticate", token).body().toString()).isEqualTo("{}");
      assertThat(kit.letter().kind()).isEqualTo(Kind.REAUTHENTICATION);
      assertThat(put(kit, token, "{\"password\":\"password 3\",\"nonce\":\"000\"}").code())
          .isEqualTo("reauthentication_not_valid");
      assertThat(
              put(
                      kit,
                      token,
                      "{\"password\":\"password 3\",\"nonce\":\"%s\"}"
                          .formatted(kit.letter().code()))
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void anInvitationLetsSomebodyNewInAndNobodyWhoIsInAlready() {
    Answer invited =
        admin("/invite", "{\"email\":\"invited@example.com\",\"data\":{\"team\":\"a\"}}");
    assertThat(invited.text("invited_at")).isNotEmpty();
    assertThat(KIT.letter().kind()).isEqualTo(Kind.INVITATION);

    assertThat(verify(KIT, "invited@example.com", KIT.letter().code(), "invite").status())
        .isEqualTo(200);

    assertThat(verified("invited@example.com")).isEqualTo("invited@example.com");
    assertThat(admin("/invite", "{\"email\":\"invited@example.com\"}").code())
        .isEqualTo("email_exists");
    assertThat(KIT.post("/invite", Forge.ANON, "{\"email\":\"x@example.com\"}").code())
        .isEqualTo("not_admin");
  }

  @Test
  void generatedLinksWorkAndNoMailGoesOut() {
    KIT.confirmed("generated@example.com", "password 1");
    int letters = KIT.outbox.newestFirst().size();

    for (String type : List.of("magiclink", "recovery")) {
      Answer made =
          generate(
              "{\"type\":\"%s\",\"email\":\"generated@example.com\",\"redirect_to\":\"https://app.example.com/in\"}"
                  .formatted(type));
      assertThat(made.text("verification_type")).isEqualTo(type);
      assertThat(made.text("redirect_to")).isEqualTo("https://app.example.com/in");
      assertThat(made.text("action_link"))
          .contains(
              "token=" + made.text("hashed_token"),
              "type=" + type,
              "redirect_to=https%3A%2F%2Fapp.example.com%2Fin");
      assertThat(
              KIT.post(
                      "/verify",
                      "{\"type\":\"%s\",\"token_hash\":\"%s\"}"
                          .formatted(type, made.text("hashed_token")))
                  .status())
          .isEqualTo(200);
    }
    Answer signUp =
        generate(
            "{\"type\":\"signup\",\"email\":\"made@example.com\",\"password\":\"password 1\"}");
    assertThat(verify(KIT, "made@example.com", signUp.text("email_otp"), "signup").status())
        .isEqualTo(200);
    assertThat(generate("{\"type\":\"invite\",\"email\":\"inv@example.com\"}").text("invited_at"))
        .isNotEmpty();
    Answer unknown = generate("{\"type\":\"magiclink\",\"email\":\"fresh@example.com\"}");
    assertThat(unknown.text("verification_type")).isEqualTo("signup");
    assertThat(generate("{\"type\":\"recovery\",\"email\":\"no@example.com\"}").status())
        .isEqualTo(404);
    assertThat(generate("{\"type\":\"x\",\"email\":\"no@example.com\"}").code())
        .isEqualTo("validation_failed");
    assertThat(KIT.outbox.newestFirst()).hasSize(letters);
  }

  @Test
  void generatedLinksChangeAnAddressTogether() {
    KIT.confirmed("here@example.com", "password 1");
    String form =
        "{\"type\":\"%s\",\"email\":\"here@example.com\",\"new_email\":\"there@example.com\"}";
    Answer current = generate(form.formatted("email_change_current"));
    Answer next = generate(form.formatted("email_change_new"));
    assertThat(next.text("verification_type")).isEqualTo("email_change_new");

    verify(KIT, "here@example.com", current.text("email_otp"), "email_change");
    Answer session = verify(KIT, "there@example.com", next.text("email_otp"), "email_change");

    assertThat(session.body().path("user").path("email").asString()).isEqualTo("there@example.com");
  }

  private static Answer put(AuthKit kit, String token, String body) {
    return kit.send("PUT", "/user", body, Map.of("authorization", "Bearer " + token));
  }

  private static Answer admin(String path, String body) {
    return KIT.post(path, Forge.SERVICE, body);
  }

  private static Answer generate(String body) {
    return admin("/admin/generate_link", body);
  }

  private static Answer verify(AuthKit kit, String email, String code, String type) {
    return kit.post(
        "/verify",
        "{\"type\":\"%s\",\"email\":\"%s\",\"token\":\"%s\"}".formatted(type, email, code));
  }

  private static String token(Letter letter) {
    return letter.link().replaceAll(".*[?&]token=([^&]*).*", "$1");
  }

  private static Letter letterTo(AuthKit kit, String address) {
    return kit.outbox.newestFirst().stream()
        .map(Outbox.Kept::letter)
        .filter(letter -> letter.to().equals(address))
        .findFirst()
        .orElseThrow();
  }

  private static String verified(String email) {
    return String.valueOf(
        DATABASE.value(
            "select eventlive.verified_address(id)::text from auth.users where email = ?", email));
  }
}
