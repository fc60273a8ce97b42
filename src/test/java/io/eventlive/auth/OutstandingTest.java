package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.database.Role;
import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What was sent or begun and is not used up yet: when it ends, and what happens where two things
/// about one person meet.
final class OutstandingTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final AuthKit KIT =
      new AuthKit(DATABASE, config -> config, EmailConfigs.NEW_ADDRESS_ALONE);
  private static final String VERIFIER = "v".repeat(43);

  @AfterAll
  static void close() {
    KIT.close();
    DATABASE.close();
  }

  @Test
  void aChangeOfAddressThatWasBegunEndsWithThePassword() {
    String token = signedIn("mine@example.com");
    KIT.put("/user", token, "{\"email\":\"intruder@example.com\"}");
    String code = KIT.letter().code();

    assertThat(KIT.put("/user", token, "{\"password\":\"password 2\"}").text("new_email"))
        .isEmpty();

    assertThat(KIT.verify("intruder@example.com", code, "email_change").code())
        .isEqualTo("otp_expired");
    assertThat(KIT.signIn("mine@example.com", "password 2").status()).isEqualTo(200);
  }

  @Test
  void aNewPasswordAndANewAddressInOneRequestAreBothTaken() {
    String token = signedIn("both@example.com");

    KIT.put("/user", token, "{\"password\":\"password 2\",\"email\":\"both-2@example.com\"}");

    assertThat(KIT.verify("both-2@example.com", KIT.letter().code(), "email_change").status())
        .isEqualTo(200);
    assertThat(KIT.signIn("both-2@example.com", "password 2").status()).isEqualTo(200);
  }

  @Test
  void whatWasSentEndsWithThePasswordThatAnAdministratorSets() {
    String id = KIT.confirmed("helped@example.com", "password 1").text("id");
    KIT.post("/recover", "{\"email\":\"helped@example.com\"}");
    String code = KIT.letter().code();

    KIT.put("/admin/users/" + id, Forge.SERVICE, "{\"password\":\"password 2\"}");

    assertThat(KIT.verify("helped@example.com", code, "recovery").code()).isEqualTo("otp_expired");
  }

  @Test
  void aCodeThatABrowserHasNotExchangedEndsWithThePassword() {
    String token = signedIn("browser@example.com");
    String code = issued("browser@example.com");

    KIT.put("/user", token, "{\"password\":\"password 2\"}");

    assertThat(exchange(code).code()).isEqualTo("flow_state_not_found");
    String id = KIT.get("/user", token).text("id");
    String another = issued("browser@example.com");
    KIT.put("/admin/users/" + id, Forge.SERVICE, "{\"password\":\"password 3\"}");
    assertThat(exchange(another).code()).isEqualTo("flow_state_not_found");
  }

  @Test
  void aCodeThatABrowserHasNotExchangedEndsWhereEveryOtherDeviceIsSignedOut() {
    for (String scope : List.of("global", "others")) {
      String token = signedIn(scope + "@example.com");
      String code = issued(scope + "@example.com");

      assertThat(KIT.post("/logout?scope=" + scope, token, null).status()).isEqualTo(204);

      assertThat(exchange(code).code()).as(scope).isEqualTo("flow_state_not_found");
    }
    String token = signedIn("local@example.com");
    String code = issued("local@example.com");
    KIT.post("/logout?scope=local", token, null);
    assertThat(exchange(code).status()).isEqualTo(200);
  }

  @Test
  void aLinkThatNobodyFollowedYetOutlivesASignOut() {
    String token = signedIn("later@example.com");
    ask("later@example.com");

    KIT.post("/logout", token, null);

    assertThat(exchange(followed()).status()).isEqualTo(200);
  }

  @Test
  void somebodyWhoIsRemovedSoftlyLeavesNoAddressInSignIn() {
    String token = signedIn("gone@example.com");
    String id = KIT.get("/user", token).text("id");
    issued("gone@example.com");
    KIT.put("/user", token, "{\"email\":\"gone-to@example.com\"}");
    KIT.post("/otp", "{\"email\":\"gone@example.com\"}");

    KIT.delete("/admin/users/" + id, Forge.SERVICE, "{\"should_soft_delete\":true}");

    for (String table : List.of("users", "identities", "one_time_tokens")) {
      assertThat(
              DATABASE.rows(
                  "select kept::text from auth." + table + " as kept where kept::text ~ ?",
                  "gone(-to)?@example.com"))
          .as(table)
          .isEmpty();
    }
    for (String table : List.of("one_time_tokens", "flow_state")) {
      assertThat(DATABASE.rows("select 1 from auth." + table + " where user_id::text = ?", id))
          .as(table)
          .isEmpty();
    }
  }

  @Test
  void aSignUpLinkWithAnotherPasswordForgetsTheFirst() {
    KIT.post("/signup", "{\"email\":\"first@example.com\",\"password\":\"intruder's\"}");

    Answer made =
        KIT.post(
            "/admin/generate_link",
            Forge.SERVICE,
            "{\"type\":\"signup\",\"email\":\"first@example.com\",\"password\":\"password 1\"}");
    KIT.verify("first@example.com", made.text("email_otp"), "signup");

    assertThat(KIT.signIn("first@example.com", "intruder's").code())
        .isEqualTo("invalid_credentials");
  }

  @Test
  void aCodeAndANewLetterForTheSamePersonDoNotWaitForEachOther() throws Exception {
    KIT.confirmed("crossed@example.com", "password 1");
    KIT.post("/recover", "{\"email\":\"crossed@example.com\"}");
    String code = KIT.letter().code();

    Answer answer =
        whileLocked(
            "crossed@example.com",
            () -> KIT.verify("crossed@example.com", code, "recovery"),
            "update auth.one_time_tokens set updated_at = updated_at");

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void aChangeOfAddressThatEndsInThisMomentIsNotSentAgain() throws Exception {
    KIT.confirmed("resent@example.com", "password 1");
    String token = KIT.signIn("resent@example.com", "password 1").text("access_token");
    KIT.put("/user", token, "{\"email\":\"elsewhere@example.com\"}");
    int letters = KIT.outbox.newestFirst().size();

    whileLocked(
        "resent@example.com",
        () -> KIT.post("/resend", "{\"type\":\"email_change\",\"email\":\"resent@example.com\"}"),
        "update auth.users set email_change = '' where email = 'resent@example.com'");

    assertThat(KIT.outbox.newestFirst()).hasSize(letters);
    assertThat(
            DATABASE.value(
                "select email_change from auth.users where email = ?", "resent@example.com"))
        .isEmpty();
  }

  @Test
  void anExchangeAndANewPasswordOfTheSamePersonDoNotWaitForEachOther() throws Exception {
    KIT.confirmed("crossing@example.com", "password 1");
    String code = issued("crossing@example.com");

    Answer answer =
        whileLocked(
            "crossing@example.com", () -> exchange(code), "delete from auth.flow_state where true");

    assertThat(answer.code()).isEqualTo("flow_state_not_found");
  }

  @Test
  void anAddressThatSomebodyElseTakesInTheSameMomentIsRefused() throws Exception {
    try (AuthKit open = new AuthKit(DATABASE, Configs::autoConfirmed);
        Connection faster = DATABASE.as(Role.SUPABASE_AUTH_ADMIN);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String token = open.anonymous().text("access_token");
      faster.setAutoCommit(false);
      TestDatabase.rows(
          faster,
          "insert into auth.users (id, aud, role, email)"
              + " values (gen_random_uuid(), 'authenticated', 'authenticated', ?)",
          "wanted@example.com");
      Future<Answer> slower =
          threads.submit(() ->
              open.send(
                  "PUT",
                  "/user",
                  "{\"email\":\"wanted@example.com\"}",
                  Map.of("authorization", "Bearer " + token)));
      awaitWaiter();
      faster.commit();

      assertThat(slower.get().code()).isEqualTo("email_exists");
    }
  }

  /// Lets something run into the lock of a person, who then does something else and commits.
  private static Answer whileLocked(String address, Callable<Answer> work, String meanwhile)
      throws Exception {
    try (Connection holder = DATABASE.as(Role.SUPABASE_AUTH_ADMIN);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      holder.setAutoCommit(false);
      TestDatabase.rows(
          holder, "select 1 from auth.users where email = ? for no key update", address);
      Future<Answer> waiting = threads.submit(work);
      awaitWaiter();
      TestDatabase.rows(holder, meanwhile);
      holder.commit();
      return waiting.get();
    }
  }

  private static void awaitWaiter() throws SQLException {
    try (Connection connection = DATABASE.asAdministrator()) {
      Eventually.within(
          Duration.ofSeconds(30),
          "somebody waits for a lock",
          () ->
              !TestDatabase.rows(
                      connection,
                      "select 1 from pg_stat_activity"
                          + " where datname = current_database() and wait_event_type = 'Lock'")
                  .isEmpty());
    }
  }

  private static String signedIn(String address) {
    KIT.confirmed(address, "password 1");
    return KIT.signIn(address, "password 1").text("access_token");
  }

  private static void ask(String address) {
    KIT.post(
        "/otp",
        "{\"email\":\"%s\",\"code_challenge\":\"%s\",\"code_challenge_method\":\"plain\"}"
            .formatted(address, VERIFIER));
  }

  /// A code that waits to be exchanged.
  private static String issued(String address) {
    ask(address);
    return followed();
  }

  private static String followed() {
    String query = AuthKit.location(KIT.follow(KIT.letter())).getQuery();
    return query.substring("code=".length());
  }

  private static Answer exchange(String code) {
    return KIT.post(
        "/token?grant_type=pkce",
        "{\"auth_code\":\"%s\",\"code_verifier\":\"%s\"}".formatted(code, VERIFIER));
  }
}
