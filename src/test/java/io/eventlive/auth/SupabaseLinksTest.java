package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.mail.Letter.Kind;
import io.eventlive.testing.SupabaseFixture;
import io.eventlive.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Links and codes on the tables of Supabase Auth itself: what it would have written stands in the
/// columns that it reads, and what it sent before a move still works.
final class SupabaseLinksTest {
  private static final TestDatabase DATABASE = TestDatabase.likeSupabase();
  private static final AuthKit KIT =
      new AuthKit(DATABASE, config -> config, EmailConfigs.REAUTHENTICATION);
  private static final String VERIFIER = "v".repeat(43);

  @AfterAll
  static void close() {
    KIT.close();
    DATABASE.close();
  }

  @Test
  void aSignUpIsConfirmed() {
    Answer signedUp =
        KIT.post("/signup", "{\"email\":\"new@example.com\",\"password\":\"password 1\"}");
    assertThat(signedUp.text("confirmation_sent_at")).isNotEmpty();
    assertKept("new@example.com", "confirmation_token", "confirmation_sent_at");

    assertThat(follow(KIT.letter().link())).contains("#access_token=").contains("&type=signup");

    assertUsedUp("new@example.com");
    assertThat(KIT.signIn("new@example.com", "password 1").status()).isEqualTo(200);
  }

  @Test
  void aMagicLinkOfSomebodyWhoIsThere() {
    KIT.post("/otp", "{\"email\":\"host-1@example.com\"}");
    assertThat(KIT.letter().kind()).isEqualTo(Kind.SIGN_IN);
    assertKept("host-1@example.com", "recovery_token", "recovery_sent_at");

    assertThat(follow(KIT.letter().link())).contains("#access_token=").contains("&type=magiclink");

    assertUsedUp("host-1@example.com");
    assertThat(KIT.signIn("host-1@example.com", SupabaseFixture.PASSWORD).status())
        .as("Supabase Auth vouches for the address: its password stays")
        .isEqualTo(200);
  }

  @Test
  void aCodeForSomebodyNew() {
    KIT.post("/otp", "{\"email\":\"code@example.com\"}");

    assertThat(KIT.verify("code@example.com", KIT.letter().code(), "email").status())
        .isEqualTo(200);

    assertUsedUp("code@example.com");
  }

  @Test
  void aForgottenPassword() {
    KIT.post("/recover", "{\"email\":\"host-2@example.com\"}");
    Answer session = KIT.verify("host-2@example.com", KIT.letter().code(), "recovery");

    assertThat(
            KIT.put("/user", session.text("access_token"), "{\"password\":\"password 2\"}")
                .status())
        .isEqualTo(200);

    assertUsedUp("host-2@example.com");
    assertThat(KIT.signIn("host-2@example.com", "password 2").status()).isEqualTo(200);
  }

  @Test
  void anInvitation() {
    Answer invited =
        KIT.post("/invite", Forge.SERVICE, "{\"email\":\"guest@example.com\",\"data\":{\"a\":1}}");
    assertThat(invited.text("invited_at")).isNotEmpty();
    assertKept("guest@example.com", "confirmation_token", "confirmation_sent_at");

    assertThat(follow(KIT.letter().link())).contains("&type=invite");

    assertUsedUp("guest@example.com");
  }

  @Test
  void everyLinkThatAnAdministratorMakes() {
    for (String type : List.of("signup", "invite", "magiclink", "recovery")) {
      String address = type + "@example.com";
      if (type.equals("recovery")) KIT.confirmed(address, "password 1");
      Answer made = generated(type, address, "");
      assertThat(made.status()).as(type).isEqualTo(200);
      boolean signUp = type.equals("magiclink");
      assertThat(made.text("verification_type")).isEqualTo(signUp ? "signup" : type);

      assertThat(follow(made.text("action_link"))).as(type).contains("#access_token=");

      assertUsedUp(address);
    }
    KIT.confirmed("from@example.com", "password 1");
    String change = "\"new_email\":\"to@example.com\",";
    Answer next = generated("email_change_new", "from@example.com", change);
    assertKept("from@example.com", "email_change_token_new", "email_change_sent_at");
    Answer current = generated("email_change_current", "from@example.com", change);
    assertKept("from@example.com", "email_change_token_current", "email_change_sent_at");

    assertThat(follow(next.text("action_link"))).contains("#message=Confirmation+link+accepted");
    assertThat(follow(current.text("action_link"))).contains("#access_token=");

    assertUsedUp("to@example.com");
  }

  @Test
  void anAnonymousPersonBecomesAPermanentOne() {
    String token = KIT.anonymous().text("access_token");
    KIT.put("/user", token, "{\"email\":\"kept@example.com\"}");

    Answer session = KIT.verify("kept@example.com", KIT.letter().code(), "email_change");

    assertThat(session.body().at("/user/is_anonymous").asBoolean(true)).isFalse();
    assertUsedUp("kept@example.com");
  }

  @Test
  void aCodeForABrowser() {
    KIT.post(
        "/recover",
        "{\"email\":\"host-3@example.com\",\"code_challenge\":\"%s\",\"code_challenge_method\":\"plain\"}"
            .formatted(VERIFIER));
    String code = follow(KIT.letter().link()).replaceAll(".*[?&]code=", "");

    Answer session =
        KIT.post(
            "/token?grant_type=pkce",
            "{\"auth_code\":\"%s\",\"code_verifier\":\"%s\"}".formatted(code, VERIFIER));

    assertThat(session.body().at("/user/email").asString()).isEqualTo("host-3@example.com");
  }

  @Test
  void somebodyShowsThatItIsStillThem() {
    KIT.confirmed("still@example.com", "password 1");
    String token = KIT.signIn("still@example.com", "password 1").text("access_token");

    assertThat(KIT.get("/reauthenticate", token).status()).isEqualTo(200);
    assertKept("still@example.com", "reauthentication_token", "reauthentication_sent_at");
  }

  /// A link carries what stands in the table, so it does not matter who wrote it.
  @Test
  void aLinkThatSupabaseAuthSentBeforeTheMove() {
    String id = KIT.confirmed("moved@example.com", "password 1").text("id");
    String token = "0123456789abcdef".repeat(3) + "01234567";
    DATABASE.execute(
        """
        update auth.users set recovery_token = '%1$s', recovery_sent_at = '%3$s' where id = '%2$s';
        insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)
        values (gen_random_uuid(), '%2$s', 'recovery_token', '%1$s', 'moved@example.com')
        """
            .formatted(token, id, AuthKit.START));

    assertThat(follow("http://127.0.0.1:8080/auth/v1/verify?type=recovery&token=" + token))
        .contains("#access_token=");
    assertUsedUp("moved@example.com");
  }

  private static Answer generated(String type, String address, String more) {
    return KIT.post(
        "/admin/generate_link",
        Forge.SERVICE,
        "{\"type\":\"%s\",%s\"password\":\"password 1\",\"email\":\"%s\"}"
            .formatted(type, more, address));
  }

  private static void assertKept(String address, String column, String sent) {
    assertThat(
            DATABASE.rows(
                """
                select token.token_type
                from auth.users as u
                join auth.one_time_tokens as token on token.user_id = u.id
                where u.email = ? and token.token_hash = u.%s and u.%s is not null
                """
                    .formatted(column, sent),
                address))
        .containsExactly(column);
  }

  private static void assertUsedUp(String address) {
    assertThat(
            DATABASE.rows(
                """
                select
                  confirmation_token, recovery_token, email_change_token_new,
                  email_change_token_current, email_change, email_change_confirm_status,
                  email_confirmed_at is not null,
                  (select count(*) from auth.one_time_tokens as t where t.user_id = u.id)
                from auth.users as u
                where email = ?
                """,
                address))
        .containsExactly("|||||0|t|0");
  }

  private static String follow(String link) {
    return AuthKit.location(KIT.follow(link)).toString();
  }
}
