package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminUsersTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final AuthKit KIT = new AuthKit(DATABASE);

  @AfterAll
  static void close() {
    KIT.close();
    DATABASE.close();
  }

  @Test
  void aConfirmedAddressCountsAsVerified() {
    Answer made =
        create(
            """
            {"email":"Host.1@example.com","password":"password 1","email_confirm":true,
             "user_metadata":{"nickname":"Host 1"},"app_metadata":{"team":"a"}}\
            """);

    assertThat(made.status()).isEqualTo(200);
    assertThat(made.text("email")).isEqualTo("host.1@example.com");
    assertThat(made.text("email_confirmed_at")).isEqualTo("2026-11-23T07:00:00Z");
    assertThat(made.body().path("user_metadata").path("nickname").asString()).isEqualTo("Host 1");
    assertThat(made.body().path("app_metadata").toString())
        .isEqualTo(
            "{\"team\":\"a\",\"provider\":\"email\",\"providers\":[\"email\"],"
                + "\"email_verified_by\":\"administrator\"}");
    assertThat(
            DATABASE.value(
                "select identity_data ->> 'email_verified' from auth.identities where email = ?",
                "host.1@example.com"))
        .isEqualTo("true");
    assertThat(
            DATABASE.value(
                "select eventlive.verified_address(id) from auth.users where email = ?",
                "host.1@example.com"))
        .isEqualTo("host.1@example.com");
    assertThat(KIT.signIn("host.1@example.com", "password 1").status()).isEqualTo(200);
  }

  @Test
  void anUnconfirmedAddressCannotSignIn() {
    Answer made = create("{\"email\":\"waiting@example.com\",\"password\":\"password 1\"}");

    assertThat(made.body().path("app_metadata").path("email_verified_by").asString())
        .isEqualTo("none");
    assertThat(KIT.signIn("waiting@example.com", "password 1").code())
        .isEqualTo("email_not_confirmed");
  }

  @Test
  void onlyTheServiceMayDoIt() {
    String person = KIT.anonymous().text("access_token");

    for (String bearer : new String[] {Forge.ANON, Forge.KEYS.publishable(), person}) {
      Answer answer = KIT.post("/admin/users", bearer, "{\"email\":\"x@example.com\"}");
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.code()).isEqualTo("not_admin");
      assertThat(answer.text("message")).isEqualTo("User not allowed");
      assertThat(KIT.get("/admin/users", bearer).code()).isEqualTo("not_admin");
      assertThat(KIT.delete("/admin/users/" + java.util.UUID.randomUUID(), bearer, null).code())
          .isEqualTo("not_admin");
    }
    assertThat(KIT.send("GET", "/admin/users", null, Map.of()).code())
        .isEqualTo("no_authorization");
    assertThat(KIT.get("/admin/users", "a.b.c").code()).isEqualTo("bad_jwt");
    assertThat(KIT.get("/admin/users", Forge.KEYS.secret()).status()).isEqualTo(200);
  }

  @Test
  void aTakenAddressIsRefusedBeforeItsPasswordIsLookedAt() {
    create("{\"email\":\"taken-2@example.com\"}");

    Answer again =
        create(
            """
            {"email":"Taken-2@Example.com","password":"password 1","password_hash":"not one"}\
            """);

    assertThat(again.status()).isEqualTo(422);
    assertThat(again.code()).isEqualTo("email_exists");
  }

  @Test
  void aTakenAddressIsRefused() {
    create("{\"email\":\"taken@example.com\"}");

    Answer again = create("{\"email\":\"Taken@Example.com\"}");

    assertThat(again.status()).isEqualTo(422);
    assertThat(again.code()).isEqualTo("email_exists");
    assertThat(again.text("message"))
        .isEqualTo("A user with this email address has already been registered");
  }

  @Test
  void aHashMayBeBroughtInsteadOfAPassword() {
    String hash =
        org.springframework.security.crypto.bcrypt.BCrypt.hashpw(
            "password 1", "$2a$04$abcdefghijklmnopqrstuu");

    create(
        "{\"email\":\"hash@example.com\",\"email_confirm\":true,\"password_hash\":\""
            + hash
            + "\"}");

    assertThat(KIT.signIn("hash@example.com", "password 1").status()).isEqualTo(200);
  }

  @Test
  void anIdMayBeBrought() {
    String id = "6f1c1a3e-0000-4000-8000-000000000001";

    assertThat(create("{\"email\":\"id@example.com\",\"id\":\"" + id + "\"}").text("id"))
        .isEqualTo(id);
    assertThat(KIT.get("/admin/users/" + id, Forge.SERVICE).text("email"))
        .isEqualTo("id@example.com");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | Cannot create a user without either an email or phone",
        "{\"email\":\"nobody\"} | Unable to validate email address: invalid format",
        "{\"email\":\"a@example.com\",\"id\":\"7\"} | ID must conform to the uuid v4 format",
        "{\"email\":\"a@example.com\",\"id\":\"00000000-0000-0000-0000-000000000000\"}"
            + " | ID cannot be a nil uuid",
        "{\"email\":\"a@example.com\",\"password\":\"x\",\"password_hash\":\"y\"}"
            + " | Only a password or a password hash should be provided",
        "{\"email\":\"a@example.com\",\"password_hash\":\"y\"}"
            + " | The password hash must be a bcrypt hash of cost 4 to 14",
        "{\"email\":\"a@example.com\",\"ban_duration\":\"soon\"}"
            + " | invalid format for ban duration: soon"
      })
  void whatIsMalformedIsRefused(String body, String message) {
    Answer answer = create(body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("validation_failed");
    assertThat(answer.text("message")).isEqualTo(message);
  }

  @Test
  void somebodyMayBeBannedFromTheStart() {
    Answer made =
        create(
            """
            {"email":"late@example.com","password":"password 1","email_confirm":true,
             "ban_duration":"1h30m"}\
            """);

    assertThat(made.text("banned_until")).isEqualTo("2026-11-23T08:30:00Z");
    assertThat(KIT.signIn("late@example.com", "password 1").code()).isEqualTo("user_banned");
  }

  @Test
  void peopleAreListedInPagesNewestFirst() {
    try (TestDatabase database = TestDatabase.fresh();
        AuthKit kit = new AuthKit(database)) {
      for (int i = 1; i <= 5; i++) {
        kit.confirmed("attendee." + i + "@example.com", "password");
        kit.clock.advance(Duration.ofSeconds(1));
      }

      Answer second = kit.get("/admin/users?page=2&per_page=2", Forge.SERVICE);
      Answer last = kit.get("/admin/users?page=3&per_page=2", Forge.SERVICE);

      assertThat(second.body().path("aud").asString()).isEqualTo("authenticated");
      assertThat(second.body().path("users").size()).isEqualTo(2);
      assertThat(second.body().path("users").path(0).path("email").asString())
          .isEqualTo("attendee.3@example.com");
      assertThat(second.raw().header("x-total-count")).contains("5");
      assertThat(second.raw().header("link"))
          .contains(
              "</admin/users?page=3&per_page=2>; rel=\"next\","
                  + " </admin/users?page=3&per_page=2>; rel=\"last\"");
      assertThat(last.body().path("users").size()).isEqualTo(1);
      assertThat(last.raw().header("link"))
          .contains("</admin/users?page=3&per_page=2>; rel=\"last\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"page=0", "page=-1", "page=x", "per_page=0", "per_page=99999999999"})
  void aPageThatIsNoneIsRefused(String query) {
    Answer answer = KIT.get("/admin/users?" + query, Forge.SERVICE);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("validation_failed");
  }

  @Test
  void aListMayBeFilteredAndTurnedRound() {
    KIT.confirmed("filter-one@example.com", "password 1");
    KIT.clock.advance(Duration.ofSeconds(1));
    KIT.confirmed("filter-two@example.com", "password 1");
    KIT.clock.advance(Duration.ofSeconds(1));
    KIT.post(
        "/admin/users",
        Forge.SERVICE,
        """
        {"email":"other@example.com","user_metadata":{"full_name":"Filter-Three 100%"}}\
        """);

    assertThat(listed("filter=FILTER-"))
        .containsExactly("other@example.com", "filter-two@example.com", "filter-one@example.com");
    assertThat(listed("filter=filter-&sort=created_at%20asc"))
        .containsExactly("filter-one@example.com", "filter-two@example.com", "other@example.com");
    assertThat(listed("filter=100%25")).containsExactly("other@example.com");
    assertThat(listed("filter=%25_")).isEmpty();
    assertThat(KIT.get("/admin/users?sort=email", Forge.SERVICE).code())
        .isEqualTo("validation_failed");
    Answer page = KIT.get("/admin/users?filter=filter-&per_page=1", Forge.SERVICE);
    assertThat(page.raw().header("x-total-count")).contains("3");
    assertThat(page.raw().header("link"))
        .contains(
            "</admin/users?page=2&per_page=1&filter=filter->; rel=\"next\","
                + " </admin/users?page=3&per_page=1&filter=filter->; rel=\"last\"");
  }

  private static List<String> listed(String query) {
    List<String> addresses = new ArrayList<>();
    KIT.get("/admin/users?" + query, Forge.SERVICE)
        .body()
        .path("users")
        .forEach(user -> addresses.add(user.path("email").asString()));
    return addresses;
  }

  @Test
  void somebodyWhoDoesNotExistIsNotFound() {
    Answer answer = KIT.get("/admin/users/6f1c1a3e-0000-4000-8000-00000000ffff", Forge.SERVICE);
    Answer malformed = KIT.get("/admin/users/7", Forge.SERVICE);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("user_not_found");
    assertThat(malformed.status()).isEqualTo(404);
    assertThat(malformed.code()).isEqualTo("validation_failed");
  }

  @Test
  void aRemovedPersonIsGoneAtOnceWithEverySession() {
    KIT.confirmed("gone@example.com", "password 1");
    Answer session = KIT.signIn("gone@example.com", "password 1");
    String id = session.body().path("user").path("id").asString();
    KIT.get("/user", session.text("access_token"));

    Answer removed = KIT.delete("/admin/users/" + id, Forge.SERVICE, null);

    assertThat(removed.status()).isEqualTo(200);
    assertThat(removed.body().toString()).isEqualTo("{}");
    assertThat(KIT.get("/user", session.text("access_token")).code()).isEqualTo("user_not_found");
    assertThat(KIT.refresh(session.text("refresh_token")).code())
        .isEqualTo("refresh_token_not_found");
    assertThat(KIT.signIn("gone@example.com", "password 1").code())
        .isEqualTo("invalid_credentials");
    assertThat(KIT.delete("/admin/users/" + id, Forge.SERVICE, null).code())
        .isEqualTo("user_not_found");
  }

  @Test
  void aSoftRemovedPersonLeavesARowThatNamesNobody() {
    KIT.confirmed("soft@example.com", "password 1");
    Answer session = KIT.signIn("soft@example.com", "password 1");
    String id = session.body().path("user").path("id").asString();

    KIT.delete("/admin/users/" + id, Forge.SERVICE, "{\"should_soft_delete\":true}");

    assertThat(
            DATABASE.rows(
                "select encrypted_password, raw_user_meta_data, raw_app_meta_data, phone,"
                    + " deleted_at is not null, email like '%@%' from auth.users where id::text = ?",
                id))
        .containsExactly("null|{}|{}|null|t|f");
    assertThat(
            DATABASE.rows(
                "select identity_data, provider_id = user_id::text from auth.identities"
                    + " where user_id::text = ?",
                id))
        .containsExactly("{}|f");
    assertThat(KIT.get("/user", session.text("access_token")).code()).isEqualTo("user_not_found");
    assertThat(KIT.signIn("soft@example.com", "password 1").code())
        .isEqualTo("invalid_credentials");
    assertThat(KIT.confirmed("soft@example.com", "password 2").status()).isEqualTo(200);
  }

  @Test
  void aSoftRemovedPersonIsNamedByNothingThatOthersMayRead() {
    KIT.confirmed("unnamed@example.com", "password 1");
    String id =
        KIT.signIn("unnamed@example.com", "password 1").body().path("user").path("id").asString();
    DATABASE.execute(
        """
        with agency as (insert into public.agencies (name) values ('Agency') returning id),
        client as (
          insert into public.clients (agency_id, name) select id, 'Client' from agency returning id)
        insert into public.webinars (id, client_id, title, state, access_policy)
        select '00000000-0000-4000-8000-0000000000e1', id, 'A webinar', 'live', 'auth' from client;
        insert into public.expected_attendees (id, webinar_id, name, email) values (
          '00000000-0000-4000-8000-0000000000e2', '00000000-0000-4000-8000-0000000000e1',
          'Attendee 1', 'unnamed@example.com');
        update public.profiles
        set display_name = 'Attendee', nickname = 'A', avatar_url = 'https://example.com/a.png'
        where id = '%1$s';
        insert into public.registrations (webinar_id, user_id, nickname)
        values ('00000000-0000-4000-8000-0000000000e1', '%1$s', 'A');
        insert into public.registration_details (webinar_id, user_id, registration_data)
        values ('00000000-0000-4000-8000-0000000000e1', '%1$s', '{"company": "A company"}');
        insert into public.arrivals (webinar_id, user_id, expected_attendee_id) values (
          '00000000-0000-4000-8000-0000000000e1', '%1$s', '00000000-0000-4000-8000-0000000000e2');
        insert into public.questions (webinar_id, user_id, content)
        values ('00000000-0000-4000-8000-0000000000e1', '%1$s', 'A question');
        """
            .formatted(id));

    KIT.delete("/admin/users/" + id, Forge.SERVICE, "{\"should_soft_delete\":true}");

    assertThat(
            DATABASE.rows(
                """
                select
                  (select row(display_name, nickname, avatar_url)::text
                   from public.profiles where id::text = who),
                  (select count(*) from public.profile_addresses where user_id::text = who),
                  (select count(*) || ' ' || count(nickname)
                   from public.registrations where user_id::text = who),
                  (select count(*) from public.registration_details where user_id::text = who),
                  (select count(*) from public.arrivals where user_id::text = who),
                  (select count(*) from public.questions where user_id::text = who)
                from (values (?)) as person (who)
                """,
                id))
        .containsExactly("(,,)|0|1 0|0|0|1");
  }

  @Test
  void nobodyHasASecondFactorAndWhoAsksIsToldSoInAList() {
    String id = create("{\"email\":\"factors@example.com\"}").text("id");
    String path = "/admin/users/" + id + "/factors";

    assertThat(KIT.get(path, Forge.SERVICE).status()).isEqualTo(200);
    assertThat(KIT.get(path, Forge.SERVICE).body().toString()).isEqualTo("[]");
    assertThat(KIT.delete(path + "/" + id, Forge.SERVICE, null).code())
        .isEqualTo("mfa_factor_not_found");
    assertThat(KIT.get(path + "/x", Forge.SERVICE).code()).isEqualTo("validation_failed");
    assertThat(KIT.post(path, Forge.SERVICE, "{}").status()).isEqualTo(405);
    assertThat(
            KIT.get("/admin/users/00000000-0000-4000-8000-00000000dead/factors", Forge.SERVICE)
                .code())
        .isEqualTo("user_not_found");
    assertThat(KIT.get("/admin/users/" + id + "/else", Forge.SERVICE).raw().status())
        .isEqualTo(404);
  }

  private static Answer create(String body) {
    return KIT.post("/admin/users", Forge.SERVICE, body);
  }
}
