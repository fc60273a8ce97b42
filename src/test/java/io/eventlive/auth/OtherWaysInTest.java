package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.AuthKit.Answer;
import io.eventlive.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What a client of Supabase Auth asks for that is not offered, and identities that people take
/// from their account.
final class OtherWaysInTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final AuthKit KIT = new AuthKit(DATABASE, Configs::manualLinking);
  private static final AuthKit CLOSED = new AuthKit(DATABASE);

  @AfterAll
  static void close() {
    KIT.close();
    CLOSED.close();
    DATABASE.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /authorize?provider=google        | 400 | validation_failed      | Unsupported provider: provider is not enabled
          GET    | /authorize?provider=nobody        | 400 | validation_failed      | Unsupported provider: Provider could not be found
          GET    | /authorize                        | 400 | validation_failed      | Unsupported provider: Provider could not be found
          GET    | /callback?code=x                  | 400 | bad_oauth_callback     | OAuth state parameter missing
          GET    | /callback?state=x                 | 400 | bad_oauth_state        | OAuth state not found or expired
          POST   | /sso                              | 404 | saml_provider_disabled | SAML 2.0 is disabled
          POST   | /passkeys/authentication/options  | 404 | passkey_disabled       | Passkeys are disabled
          GET    | /oauth/authorize                  | 404 | feature_disabled       | OAuth server is disabled
          POST   | /oauth/clients/register           | 404 | feature_disabled       | OAuth server is disabled
          POST   | /factors                          | 401 | no_authorization       | This endpoint requires a valid Bearer token
          GET    | /user/identities/authorize        | 401 | no_authorization       | This endpoint requires a valid Bearer token
          GET    | /admin/oauth/clients              | 401 | no_authorization       | This endpoint requires a valid Bearer token
          """)
  void whatIsSwitchedOffSaysSoInSupabasesWords(
      String method, String path, int status, String code, String message) {
    Answer answer = KIT.send(method, path, method.equals("POST") ? "{}" : null, Map.of());

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.text("message")).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /token?grant_type=id_token | {"provider":"google","id_token":"x"}           | 400 | provider_disabled      | Provider (issuer "https://accounts.google.com") is not enabled
          /token?grant_type=id_token | {"provider":"kakao","id_token":"x"}            | 400 | provider_disabled      | Provider (issuer "https://kauth.kakao.com") is not enabled
          /token?grant_type=id_token | {"issuer":"https://kauth.kakao.com","client_id":"x","id_token":"x"} | 400 | provider_disabled | Provider (issuer "https://kauth.kakao.com") is not enabled
          /token?grant_type=id_token | {"provider":"custom:a","id_token":"x"}         | 400 | validation_failed      | Custom OAuth providers are disabled
          /token?grant_type=id_token | {"provider":"nobody","id_token":"x"}           | 400 | validation_failed      | Custom OIDC provider "nobody" not allowed
          /token?grant_type=web3     | {"chain":"solana","message":"x"}               | 422 | web3_provider_disabled | Web3 provider is disabled
          /verify                    | {"type":"sms","phone":"+15551234567","token":"123456"}  | 403 | otp_expired | Token has expired or is invalid
          /verify                    | {"type":"phone_change","phone":"1 555 1234567","token":"123456"} | 403 | otp_expired | Token has expired or is invalid
          /verify                    | {"type":"sms","phone":"1555-invalid","token":"123456"}  | 400 | validation_failed | Invalid phone number format (E.164 required)
          /otp                       | {"phone":"15551234567"}                        | 400 | phone_provider_disabled | Unsupported phone provider
          /otp                       | {"phone":"15551234567","email":"a@example.com"} | 400 | validation_failed     | Only an email address or phone number should be provided
          /otp                       | {}                                             | 400 | validation_failed      | One of email or phone must be set
          """)
  void whatSomebodyShowsThatIsNotOfferedIsRefusedInSupabasesWords(
      String path, String body, int status, String code, String message) {
    Answer answer = KIT.post(path, body);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.text("message")).isEqualTo(message);
  }

  @Test
  void aRequestThatBreaksTheRulesOfOauthIsRefusedInItsShape() {
    Answer answer = KIT.post("/token?grant_type=id_token", "{\"provider\":\"google\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().toString())
        .isEqualTo("{\"error\":\"invalid request\",\"error_description\":\"id_token required\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "totp,422,mfa_totp_enroll_not_enabled",
    "phone,422,mfa_phone_enroll_not_enabled",
    "webauthn,422,mfa_webauthn_enroll_not_enabled",
    "pigeon,400,validation_failed"
  })
  void aSecondFactorCannotBeEnrolled(String type, int status, String code) {
    String token = KIT.anonymous().text("access_token");

    Answer answer = KIT.post("/factors", token, "{\"factor_type\":\"" + type + "\"}");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  @Test
  void nobodyGetsAPhoneNumberNotEvenFromAnAdministrator() {
    Answer guest = KIT.anonymous();
    String person = "/admin/users/" + guest.body().at("/user/id").asString();
    String phone = "{\"phone\":\"15551234567\"}";

    for (Answer answer :
        new Answer[] {
          KIT.put("/user", guest.text("access_token"), phone),
          KIT.put(person, Forge.SERVICE, phone),
          KIT.post("/admin/users", Forge.SERVICE, phone)
        }) {
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.code()).isEqualTo("phone_provider_disabled");
    }
  }

  @Test
  void factorsThatNobodyHasAreNotFound() {
    String token = KIT.anonymous().text("access_token");

    assertThat(KIT.post("/factors/" + UUID.randomUUID() + "/challenge", token, "{}").code())
        .isEqualTo("mfa_factor_not_found");
    assertThat(KIT.post("/factors/x/verify", token, "{}").text("message"))
        .isEqualTo("factor_id must be an UUID");
  }

  @Test
  void administratorsAreToldThatProvidersAreNotOfferedAndOthersThatTheyAreNone() {
    assertThat(KIT.get("/admin/oauth/clients", Forge.SERVICE).code()).isEqualTo("feature_disabled");
    assertThat(KIT.get("/admin/custom-providers", Forge.SERVICE).text("message"))
        .isEqualTo("Custom OAuth providers are disabled");
    assertThat(KIT.get("/admin/sso/providers", Forge.SERVICE).code())
        .isEqualTo("saml_provider_disabled");
    assertThat(KIT.get("/admin/sso/providers", Forge.ANON).code()).isEqualTo("not_admin");
  }

  @Test
  void withoutTheSwitchNoIdentityIsTakenAway() {
    Answer session = CLOSED.anonymous();

    Answer answer =
        CLOSED.delete("/user/identities/" + UUID.randomUUID(), session.text("access_token"), null);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("manual_linking_disabled");
  }

  @Test
  void theOnlyIdentityStays() {
    Answer session = signedIn("only@example.com");
    String own = session.body().at("/user/identities/0/identity_id").asString();

    Answer answer = unlink(session, own);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo("single_identity_not_deletable");
  }

  @Test
  void anIdentityThatIsNotTheirsIsNotFound() {
    Answer session = signedIn("theirs@example.com");
    link(session, "google", "theirs@example.com", true);
    String somebodyElses =
        signedIn("else@example.com").body().at("/user/identities/0/identity_id").asString();

    assertThat(unlink(session, somebodyElses).code()).isEqualTo("identity_not_found");
    assertThat(unlink(session, "nonsense").text("message"))
        .isEqualTo("identity_id must be an UUID");
    assertThat(
            KIT.get("/user/identities/authorize?provider=google", session.text("access_token"))
                .code())
        .isEqualTo("validation_failed");
  }

  @Test
  void withTheSameAddressElsewhereNothingButTheProviderChanges() {
    Answer session = signedIn("same@example.com");
    String google = link(session, "google", "same@example.com", true);

    assertThat(unlink(session, google).status()).isEqualTo(200);

    JsonNode user = KIT.get("/user", session.text("access_token")).body();
    assertThat(user.path("identities").size()).isEqualTo(1);
    assertThat(user.path("email").asString()).isEqualTo("same@example.com");
    assertThat(user.at("/app_metadata/providers").toString()).isEqualTo("[\"email\"]");
  }

  @Test
  void anotherIdentitysAddressTakesOverAndAnUnverifiedOneIsUnverified() {
    Answer session = signedIn("before@example.com");
    String own = session.body().at("/user/identities/0/identity_id").asString();
    link(session, "google", "after@example.com", false);

    assertThat(unlink(session, own).status()).isEqualTo(200);

    JsonNode user = KIT.get("/user", session.text("access_token")).body();
    assertThat(user.path("email").asString()).isEqualTo("after@example.com");
    assertThat(user.has("email_confirmed_at")).isFalse();
    assertThat(user.at("/app_metadata/email_verified_by").asString()).isEqualTo("none");
    assertThat(user.at("/app_metadata/provider").asString()).isEqualTo("google");
  }

  @Test
  void anAddressThatSomebodyElseHasIsNotTakenOver() {
    signedIn("taken@example.com");
    Answer session = signedIn("giver@example.com");
    String own = session.body().at("/user/identities/0/identity_id").asString();
    link(session, "google", "taken@example.com", true);

    Answer answer = unlink(session, own);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo("email_conflict_identity_not_deletable");
    assertThat(KIT.get("/user", session.text("access_token")).body().path("identities").size())
        .isEqualTo(2);
  }

  private static Answer signedIn(String address) {
    KIT.confirmed(address, "password 1");
    return KIT.signIn(address, "password 1");
  }

  /// An identity as Supabase Auth would have written it.
  private static String link(Answer session, String provider, String address, boolean verified) {
    String id = UUID.randomUUID().toString();
    DATABASE.execute(
        """
        insert into auth.identities (id, provider_id, user_id, identity_data, provider, created_at)
        values ('%s', '%s', '%s', '{"email":"%s","email_verified":%s}', '%s', now())
        """
            .formatted(
                id, id, session.body().at("/user/id").asString(), address, verified, provider));
    KIT.clock.advance(Duration.ofSeconds(2)); // so that the person is read again
    return id;
  }

  private static Answer unlink(Answer session, String identity) {
    return KIT.delete("/user/identities/" + identity, session.text("access_token"), null);
  }
}
