package io.eventlive.webinar;

import static io.eventlive.webinar.Stage.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// For each access policy: who it is for comes in, and who pretends stays out.
final class ImpostorTest {
  private static final Stage STAGE = new Stage();

  @AfterAll
  static void close() throws SQLException {
    STAGE.close();
  }

  @Nested
  final class Auth {
    private final UUID webinar = STAGE.webinar("auth");

    @Test
    void letsInWhoeverIsSignedIn() {
      assertThat(STAGE.join(as(STAGE.person()), webinar).refusal()).isEmpty();
      assertThat(insert(STAGE.person(), webinar).refusal()).isEmpty();
    }

    @Test
    void refusesAnonymousIdentities() {
      UUID guest = STAGE.guest();

      assertThat(STAGE.join(as(guest), webinar).refusal()).isEqualTo("sign_in_required");
      assertThat(insert(guest, webinar).refusal()).isEqualTo("42501");
    }

    @Test
    void refusesAnonymousIdentitiesThatClaimToBeNone() {
      UUID guest = STAGE.guest();
      Caller lying =
          new Caller(
              "authenticated",
              "{\"sub\":\"%s\",\"role\":\"authenticated\",\"is_anonymous\":false}".formatted(guest),
              Optional.of(guest.toString()));

      assertThat(STAGE.join(lying, webinar).refusal()).isEqualTo("sign_in_required");
    }

    @Test
    void refusesDeletedBannedAndUnknownAccounts() {
      UUID deleted = STAGE.person();
      UUID banned = STAGE.person();
      STAGE
          .database()
          .execute(
              """
              update auth.users set deleted_at = now() where id = '%s';
              update auth.users set banned_until = now() + interval '1 day' where id = '%s';
              """
                  .formatted(deleted, banned));

      assertThat(STAGE.join(as(deleted), webinar).refusal()).isEqualTo("sign_in_required");
      assertThat(STAGE.join(as(banned), webinar).refusal()).isEqualTo("sign_in_required");
      assertThat(STAGE.join(as(UUID.randomUUID()), webinar).refusal())
          .isEqualTo("sign_in_required");
      assertThat(insert(deleted, webinar).refusal()).isEqualTo("42501");
    }
  }

  @Nested
  final class GuestAllowed {
    private final UUID webinar = STAGE.webinar("guest_allowed");

    @Test
    void letsInAFreshAnonymousIdentity() {
      assertThat(STAGE.join(as(STAGE.guest()), webinar, "nickname", "Guest").refusal()).isEmpty();
    }

    @Test
    void doesNotLetAGuestSpeakOrRegisterForSomebodyElse() {
      UUID victim = STAGE.person();
      UUID guest = STAGE.guest();
      STAGE.join(as(guest), webinar);

      assertThat(
              STAGE
                  .attempt(
                      as(guest),
                      "insert into public.registrations (webinar_id, user_id)"
                          + " values (?::uuid, ?::uuid)",
                      webinar.toString(),
                      victim.toString())
                  .refusal())
          .isEqualTo("42501");
      assertThat(
              STAGE
                  .attempt(
                      as(guest),
                      "insert into public.messages (webinar_id, user_id, content)"
                          + " values (?::uuid, ?::uuid, 'I am somebody else')",
                      webinar.toString(),
                      victim.toString())
                  .refusal())
          .isEqualTo("42501");
    }
  }

  @Nested
  final class InviteOnly {
    private final UUID client = STAGE.client();
    private final UUID webinar = STAGE.webinar(client, "invite_only");
    private final UUID host = STAGE.person();

    @BeforeEach
    void hire() {
      STAGE.makeMember(client, host, "operator");
    }

    @Test
    void letsInOnePersonPerInvitationAndThatPersonAgain() {
      String token = invite("create_invitation(?::uuid)");
      UUID guest = STAGE.guest();

      assertThat(STAGE.join(as(guest), webinar, "invitation", token).refusal()).isEmpty();
      assertThat(STAGE.join(as(guest), webinar).refusal()).isEmpty();
      STAGE.database().execute("delete from public.registrations where user_id = '" + guest + "'");
      assertThat(STAGE.join(as(guest), webinar, "invitation", token).refusal()).isEmpty();
      assertThat(STAGE.join(as(STAGE.guest()), webinar, "invitation", token).refusal())
          .isEqualTo("invitation_used");
    }

    @Test
    void letsInAsManyAsTheInvitationIsFor() {
      String token = invite("create_invitation(?::uuid, 2)");

      assertThat(STAGE.join(as(STAGE.guest()), webinar, "invitation", token).refusal()).isEmpty();
      assertThat(STAGE.join(as(STAGE.guest()), webinar, "invitation", token).refusal()).isEmpty();
      assertThat(STAGE.join(as(STAGE.guest()), webinar, "invitation", token).refusal())
          .isEqualTo("invitation_used");
    }

    @Test
    void refusesWhoeverHasNoneOrAForgedOne() {
      String token = invite("create_invitation(?::uuid)");
      String hash =
          STAGE
              .database()
              .rows("select encode(token_hash, 'hex') from public.invitations")
              .getLast();

      assertThat(STAGE.join(as(STAGE.person()), webinar).refusal())
          .isEqualTo("invitation_required");
      assertThat(STAGE.join(as(STAGE.person()), webinar, "invitation", "guessed").refusal())
          .isEqualTo("invitation_invalid");
      assertThat(STAGE.join(as(STAGE.person()), webinar, "invitation", hash).refusal())
          .isEqualTo("invitation_invalid");
      assertThat(
              STAGE
                  .join(as(STAGE.person()), webinar, "invitation", token.substring(1) + "0")
                  .refusal())
          .isEqualTo("invitation_invalid");
      assertThat(insert(STAGE.person(), webinar).refusal()).isEqualTo("42501");
    }

    @Test
    void refusesInvitationsToAnotherWebinar() {
      String token = invite("create_invitation(?::uuid)");
      UUID other = STAGE.webinar(client, "invite_only");

      assertThat(STAGE.join(as(STAGE.person()), other, "invitation", token).refusal())
          .isEqualTo("invitation_invalid");
    }

    @Test
    void refusesExpiredAndRevokedInvitations() {
      String expired = invite("create_invitation(?::uuid, 1, now() - interval '1 second')");
      String revoked = invite("create_invitation(?::uuid)");
      assertThat(
              STAGE
                  .attempt(
                      as(host),
                      "update public.invitations set revoked_at = now()"
                          + " where token_hash = sha256(convert_to(?, 'UTF8')) returning id",
                      revoked)
                  .rows())
          .hasSize(1);

      assertThat(STAGE.join(as(STAGE.person()), webinar, "invitation", expired).refusal())
          .isEqualTo("invitation_expired");
      assertThat(STAGE.join(as(STAGE.person()), webinar, "invitation", revoked).refusal())
          .isEqualTo("invitation_invalid");
    }

    @Test
    void letsNobodyButHostsInvite() {
      UUID attendee = STAGE.person();
      STAGE.register(webinar, attendee, "attendee");

      assertThat(
              STAGE
                  .attempt(
                      as(attendee), "select public.create_invitation(?::uuid)", webinar.toString())
                  .refusal())
          .isEqualTo("42501");
    }

    private String invite(String call) {
      return STAGE
          .attempt(as(host), "select public." + call + " ->> 'token'", webinar.toString())
          .only();
    }
  }

  @Nested
  final class EmailAuth {
    private final UUID webinar = STAGE.webinar("email_auth");
    private final String listed = UUID.randomUUID() + "@example.com";

    @BeforeEach
    void list() {
      STAGE
          .database()
          .execute(
              "insert into public.webinar_allowed_emails (webinar_id, email) values ('%s', '%s')"
                  .formatted(webinar, listed));
    }

    @Test
    void letsInWhoHasVerifiedAListedAddress() {
      assertThat(STAGE.join(as(STAGE.verified(listed)), webinar).refusal()).isEmpty();
    }

    @Test
    void refusesAListedAddressThatWasConfirmedWithoutMail() {
      UUID impostor = STAGE.unverified(listed);

      assertThat(STAGE.join(as(impostor), webinar).refusal()).isEqualTo("address_not_verified");
      assertThat(insert(impostor, webinar).refusal()).isEqualTo("42501");
    }

    @Test
    void believesTheIdentityOfAnAccountThatCameFromSupabase() {
      UUID person = STAGE.verified(listed);
      STAGE
          .database()
          .execute(
              """
              update auth.users set raw_app_meta_data = '{"provider": "email"}' where id = '%1$s';
              insert into auth.identities (provider_id, user_id, provider, identity_data)
              values ('%1$s', '%1$s', 'email', '{"email": "%2$s", "email_verified": false}');
              """
                  .formatted(person, listed));
      assertThat(STAGE.join(as(person), webinar).refusal()).isEqualTo("address_not_verified");

      STAGE
          .database()
          .execute(
              """
              update auth.identities
              set identity_data = identity_data || '{"email_verified": true}'
              where user_id = '%s'
              """
                  .formatted(person));
      assertThat(STAGE.join(as(person), webinar).refusal()).isEmpty();
    }

    @Test
    void refusesAnAddressThatIsNotConfirmedAtAll() {
      UUID impostor = STAGE.verified(listed);
      STAGE
          .database()
          .execute("update auth.users set email_confirmed_at = null where id = '" + impostor + "'");

      assertThat(STAGE.join(as(impostor), webinar).refusal()).isEqualTo("address_not_verified");
    }

    @Test
    void believesNoAddressThatOnlyTheTokenNames() {
      UUID impostor = STAGE.person();
      Caller lying =
          new Caller(
              "authenticated",
              "{\"sub\":\"%s\",\"role\":\"authenticated\",\"email\":\"%s\"}"
                  .formatted(impostor, listed),
              Optional.of(impostor.toString()));

      assertThat(STAGE.join(lying, webinar, "email", listed).refusal())
          .isEqualTo("address_not_listed");
    }

    @Test
    void refusesAnonymousIdentitiesWhateverTheySay() {
      assertThat(STAGE.join(as(STAGE.guest()), webinar, "email", listed).refusal())
          .isEqualTo("sign_in_required");
    }
  }

  @Nested
  final class NameEmailAuth {
    private final UUID webinar = STAGE.webinar("name_email_auth");
    private final String address = UUID.randomUUID() + "@example.com";

    @BeforeEach
    void expect() {
      STAGE
          .database()
          .execute(
              """
              insert into public.expected_attendees (webinar_id, name, email)
              values ('%s', '참가자 1', '%s')
              """
                  .formatted(webinar, address));
    }

    @Test
    void letsInAFreshIdentityThatKnowsNameAndAddress() {
      assertThat(arrive(STAGE.guest(), "참가자1", address).refusal()).isEmpty();
    }

    @Test
    void readsNamesAndAddressesAsPeopleTypeThem() {
      String decomposed = Normalizer.normalize("참가자 1", Normalizer.Form.NFD);

      assertThat(
              arrive(STAGE.guest(), decomposed, " " + address.toUpperCase(Locale.ROOT)).refusal())
          .isEmpty();
    }

    @Test
    void refusesAWrongNameAWrongAddressAndNone() {
      assertThat(arrive(STAGE.guest(), "Somebody", address).refusal())
          .isEqualTo("registration_not_found");
      assertThat(arrive(STAGE.guest(), "참가자 1", "other@example.com").refusal())
          .isEqualTo("registration_not_found");
      assertThat(STAGE.join(as(STAGE.guest()), webinar).refusal())
          .isEqualTo("name_and_address_required");
      assertThat(insert(STAGE.guest(), webinar).refusal()).isEqualTo("42501");
    }

    @Test
    void givesAnImpostorNothingOfTheAccountWithThatAddress() {
      UUID victim = STAGE.verified(address);
      STAGE.register(webinar, victim, "attendee");
      UUID impostor = STAGE.guest();

      String joined = arrive(impostor, "참가자 1", address).only();

      assertThat(joined).contains("\"user_id\":\"" + impostor).doesNotContain(victim.toString());
      assertThat(STAGE.attempt(as(impostor), "select email from public.profile_addresses").rows())
          .isEmpty();
      assertThat(
              STAGE
                  .attempt(
                      as(impostor),
                      "update public.profiles set nickname = 'mine' where id = ?::uuid returning id",
                      victim.toString())
                  .rows())
          .isEmpty();
    }

    @Test
    void doesNotTieAnExistingAccountToSomebodysRegistration() {
      assertThat(arrive(STAGE.person(), "참가자 1", address).refusal())
          .isEqualTo("fresh_identity_required");
      assertThat(arrive(STAGE.unverified(address), "참가자 1", address).refusal())
          .isEqualTo("fresh_identity_required");
    }

    @Test
    void letsNoIdentityComeInAsTwoPeople() {
      STAGE
          .database()
          .execute(
              """
              insert into public.expected_attendees (webinar_id, name, email)
              values ('%s', 'Attendee 2', 'two@example.com')
              """
                  .formatted(webinar));
      UUID guest = STAGE.guest();
      arrive(guest, "참가자 1", address);
      STAGE.database().execute("delete from public.registrations where user_id = '" + guest + "'");

      assertThat(arrive(guest, "Attendee 2", "two@example.com").refusal())
          .isEqualTo("fresh_identity_required");
    }

    @Test
    void letsFiveDevicesInAndNoLeakedListAndAlwaysTheOneWhoHasVerifiedTheAddress() {
      for (int device = 1; device <= 5; device++) {
        assertThat(arrive(STAGE.guest(), "참가자 1", address).refusal()).isEmpty();
      }

      assertThat(arrive(STAGE.guest(), "참가자 1", address).refusal())
          .isEqualTo("registration_in_use");
      assertThat(arrive(STAGE.verified(address), "참가자 1", address).refusal()).isEmpty();
    }

    private Stage.Answer arrive(UUID person, String name, String email) {
      return STAGE.join(as(person), webinar, "name", name, "email", email);
    }
  }

  private static Stage.Answer insert(UUID person, UUID webinar) {
    return STAGE.attempt(
        as(person),
        "insert into public.registrations (webinar_id, user_id) values (?::uuid, ?::uuid)"
            + " returning role",
        webinar.toString(),
        person.toString());
  }
}
