package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.database.Caller;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is let in and as whom, and every way of forging a token that is known to have worked
/// somewhere.
final class TokenCallersTest {
  private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");
  private static final long SECONDS = NOW.getEpochSecond();

  private final FakeClock clock = new FakeClock(NOW);
  private final AtomicReference<Set<String>> roles =
      new AtomicReference<>(Set.of("anon", "authenticated", "service_role"));
  private final AtomicReference<TokenRules> rules = new AtomicReference<>(TokenRules.DEFAULT);
  private final AuthConfig config = AuthConfig.defaults(Forge.SECRET);
  private final TokenCallers callers =
      new TokenCallers(
          config, TokenKeys.of(Forge.SECRET), Forge.KEYS, roles::get, rules::get, clock);

  @Test
  void anApiKeyAloneSpeaksForItsRole() {
    assertThat(of(Map.of("apikey", Forge.ANON)).role()).isEqualTo("anon");
    assertThat(of(Map.of("apikey", Forge.SERVICE)).role()).isEqualTo("service_role");
    assertThat(of(Map.of("apikey", Forge.KEYS.publishable())).role()).isEqualTo("anon");
    assertThat(of(Map.of("apikey", Forge.KEYS.secret())).role()).isEqualTo("service_role");
  }

  @Test
  void anApiKeyMayStandInTheQuery() {
    HttpRequest request =
        request("select=id&apikey=" + Forge.KEYS.publishable(), HttpHeaders.of(Map.of()));

    assertThat(callers.of(request).role()).isEqualTo("anon");
  }

  @Test
  void aMissingApiKeyIsRefusedInTheGatewaysWords() {
    Refusal refusal = refused(Map.of("authorization", "Bearer " + Forge.ANON));

    assertThat(refusal.code().status()).isEqualTo(401);
    assertThat(refusal.message()).isEqualTo("No API key found in request");
    assertThat(refusal.hint()).isEqualTo("No `apikey` request header or url param was found.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "sb_publishable_somebody-elses-key-of-length",
        "sb_secret_",
        "sb_publishable_abcdefghijklmnopqrstuv ",
        "a.b.c"
      })
  void anApiKeyThatIsNotOursIsRefusedInTheGatewaysWords(String key) {
    Refusal refusal = refused(Map.of("apikey", key));

    assertThat(refusal.code().status()).isEqualTo(401);
    assertThat(refusal.message()).isEqualTo("Invalid API key");
  }

  @Test
  void aPersonsTokenIsNoApiKey() {
    Refusal refusal = refused(Map.of("apikey", Forge.hs256(person(SECONDS + 60))));

    assertThat(refusal.message()).isEqualTo("Invalid API key");
  }

  @Test
  void aKeyOfTheNewFormInAuthorizationStandsForItsRole() {
    assertThat(bearer(Forge.KEYS.publishable()).role()).isEqualTo("anon");
    assertThat(bearer(Forge.KEYS.secret()).role()).isEqualTo("service_role");
    assertThat(refusedBearer("sb_secret_guessed-guessed-guessed").message())
        .isEqualTo("Invalid API key");
  }

  @Test
  void aPersonsTokenNamesTheCallerAndKeepsEveryClaim() {
    Caller caller = bearer(Forge.hs256(person(SECONDS + 60)));

    assertThat(caller.role()).isEqualTo("authenticated");
    assertThat(caller.subject()).contains("00000000-0000-4000-8000-000000000001");
    assertThat(Json.read(caller.claims())).isEqualTo(Json.read(person(SECONDS + 60)));
  }

  @Test
  void aTokenWithoutRoleIsAnonAndItsClaimsSaySo() {
    Caller caller = bearer(Forge.hs256("{\"sub\":\"x\"}"));

    assertThat(caller.role()).isEqualTo("anon");
    assertThat(Json.read(caller.claims()).path("role").stringValue()).isEqualTo("anon");
  }

  @Test
  void theSchemeMayBeWrittenInAnyCase() {
    Map<String, String> headers = new HashMap<>();
    headers.put("apikey", Forge.ANON);
    headers.put("authorization", "bEARER   " + Forge.hs256(person(SECONDS + 60)));

    assertThat(of(headers).role()).isEqualTo("authenticated");
  }

  @Test
  void anotherSchemeIsNobody() {
    assertThat(
            of(Map.of("apikey", Forge.SERVICE, "authorization", "Basic c2VjcmV0OnNlY3JldA=="))
                .role())
        .isEqualTo("anon");
  }

  @Test
  void anEmptyBearerIsRefused() {
    Refusal refusal = refusedBearer("");

    assertThat(refusal.code().wireCode()).isEqualTo("PGRST301");
    assertThat(refusal.message()).isEqualTo("Empty JWT is sent in Authorization header");
    assertThat(challenge(refusal))
        .isEqualTo(
            "Bearer error=\"invalid_token\","
                + " error_description=\"Empty JWT is sent in Authorization header\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
  void anUnsignedTokenIsRefusedHoweverNoneIsWritten(String none) {
    String header = "{\"alg\":\"" + none + "\",\"typ\":\"JWT\"}";
    String unsigned = Forge.base64(header) + "." + Forge.base64(person(SECONDS + 60)) + ".";

    Refusal refusal = refusedBearer(unsigned);

    assertThat(refusal.code().wireCode()).isEqualTo("PGRST301");
    assertThat(refusal.message()).isEqualTo("Wrong or unsupported encoding algorithm");
    assertThat(refusal.details()).isEqualTo("JWT is unsecured but expected 'alg' was not 'none'");
  }

  @Test
  void aTokenSignedWithAnotherSecretIsRefused() {
    String header = "{\"alg\":\"HS256\"}";
    String forged =
        Forge.sign(
            header, person(SECONDS + 60), "another secret of the right length", "HmacSHA256");

    Refusal refusal = refusedBearer(forged);

    assertThat(refusal.code().wireCode()).isEqualTo("PGRST301");
    assertThat(refusal.message()).isEqualTo("No suitable key or wrong key type");
    assertThat(refusal.details()).isEqualTo("None of the keys was able to decode the JWT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS384", "HS512", "RS256", "ES256", "PS256", "EdDSA"})
  void theHeaderCannotChooseAnotherAlgorithm(String algorithm) {
    String header = "{\"alg\":\"" + algorithm + "\"}";
    String mac = algorithm.equals("HS512") ? "HmacSHA512" : "HmacSHA256";
    String forged = Forge.sign(header, person(SECONDS + 60), Forge.SECRET, mac);

    assertThat(refusedBearer(forged).message()).isEqualTo("No suitable key or wrong key type");
  }

  @Test
  void aChangedClaimBreaksTheSignature() {
    String[] parts = Forge.hs256(person(SECONDS + 60)).split("\\.", -1);
    String raised = person(SECONDS + 60).replace("authenticated", "service_role");

    Refusal refusal = refusedBearer(parts[0] + "." + Forge.base64(raised) + "." + parts[2]);

    assertThat(refusal.code().wireCode()).isEqualTo("PGRST301");
  }

  @Test
  void aSignatureThatIsMissingOrCutIsRefused() {
    String whole = Forge.hs256(person(SECONDS + 60));
    String withoutSignature = whole.substring(0, whole.lastIndexOf('.') + 1);

    assertThat(refusedBearer(withoutSignature).code().wireCode()).isEqualTo("PGRST301");
    assertThat(refusedBearer(whole.substring(0, whole.length() - 8)).code().wireCode())
        .isEqualTo("PGRST301");
  }

  @Test
  void anUnknownCriticalHeaderIsRefused() {
    String header = "{\"alg\":\"HS256\",\"crit\":[\"x-new\"],\"x-new\":true}";

    Refusal refusal =
        refusedBearer(Forge.sign(header, person(SECONDS + 60), Forge.SECRET, "HmacSHA256"));

    assertThat(refusal.code().wireCode()).isEqualTo("PGRST301");
  }

  @Test
  void aKeyInTheHeaderIsNotTrusted() {
    String jwk = Forge.base64("attacker-attacker-attacker-attacker");
    String header = "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"" + jwk + "\"}}";
    String forged =
        Forge.sign(
            header, person(SECONDS + 60), "attacker-attacker-attacker-attacker", "HmacSHA256");

    assertThat(refusedBearer(forged).code().wireCode()).isEqualTo("PGRST301");
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "one.two", "a.b.c.d", "a.b.c.d.e"})
  void aTokenWithAnotherNumberOfPartsIsRefusedWithTheirNumber(String token) {
    int parts = token.split("\\.", -1).length;

    assertThat(refusedBearer(token).message()).isEqualTo("Expected 3 parts in JWT; got " + parts);
  }

  @Test
  void randomCharactersAreRefused() {
    assertThat(refusedBearer("quifquirndsjagnrgniur.fonvoienqhhdj.iuqvnvhojah").message())
        .isEqualTo("JWT cryptographic operation failed");
  }

  @Test
  void claimsThatAreNoObjectOrNameAClaimTwiceAreRefused() {
    assertThat(refusedBearer(Forge.hs256("[1]")).message()).isEqualTo("Parsing claims failed");
    assertThat(
            refusedBearer(Forge.hs256("{\"role\":\"anon\",\"role\":\"service_role\"}")).message())
        .isEqualTo("Parsing claims failed");
    assertThat(refusedBearer(Forge.hs256("{} {}")).code().wireCode()).isEqualTo("PGRST303");
  }

  @Test
  void anOversizedTokenIsRefusedUnread() {
    String large = Forge.hs256("{\"role\":\"anon\",\"pad\":\"" + "x".repeat(20_000) + "\"}");

    Refusal refusal = refusedBearer(large);

    assertThat(refusal.code().wireCode()).isEqualTo("PGRST301");
    assertThat(refusal.message()).isEqualTo("JWT is longer than 20480 characters");
  }

  @Test
  void timeClaimsHoldWithinThirtySeconds() {
    assertThat(bearer(Forge.hs256(timed("exp", SECONDS - 30))).role()).isEqualTo("anon");
    assertThat(bearer(Forge.hs256(timed("nbf", SECONDS + 30))).role()).isEqualTo("anon");
    assertThat(bearer(Forge.hs256(timed("iat", SECONDS + 30))).role()).isEqualTo("anon");
  }

  @Test
  void timeClaimsBeyondThirtySecondsAreRefused() {
    Refusal expired = refusedBearer(Forge.hs256(timed("exp", SECONDS - 31)));
    assertThat(expired.code().wireCode()).isEqualTo("PGRST303");
    assertThat(expired.message()).isEqualTo("JWT expired");
    assertThat(challenge(expired))
        .isEqualTo("Bearer error=\"invalid_token\", error_description=\"JWT expired\"");

    assertThat(refusedBearer(Forge.hs256(timed("nbf", SECONDS + 31))).message())
        .isEqualTo("JWT not yet valid");
    assertThat(refusedBearer(Forge.hs256(timed("iat", SECONDS + 31))).message())
        .isEqualTo("JWT issued at future");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "nbf", "iat"})
  void timeClaimsMustBeNumbers(String claim) {
    assertThat(refusedBearer(Forge.hs256("{\"" + claim + "\":\"4102444800\"}")).message())
        .isEqualTo("The JWT '" + claim + "' claim must be a number");
  }

  @Test
  void anAudienceOfAnotherTypeIsRefused() {
    assertThat(refusedBearer(Forge.hs256("{\"aud\":7}")).message())
        .isEqualTo("The JWT 'aud' claim must be a string or an array of strings");
    assertThat(refusedBearer(Forge.hs256("{\"aud\":[\"a\",7]}")).message())
        .isEqualTo("The JWT 'aud' claim must be a string or an array of strings");
  }

  @Test
  void aRequiredAudienceIsAskedOfTokensThatHaveOne() {
    TokenVerifier strict =
        new TokenVerifier(
            TokenKeys.of(Forge.SECRET),
            () -> TokenRules.DEFAULT.withAudience(Optional.of("authenticated")),
            roles::get,
            clock,
            Configs.FREE_LANE,
            1 << 20);

    assertThat(strict.verify(Forge.hs256("{\"aud\":[\"x\",\"authenticated\"]}")))
        .isInstanceOf(TokenVerifier.Verification.Accepted.class);
    assertThat(strict.verify(Forge.hs256("{\"role\":\"anon\"}")))
        .isInstanceOf(TokenVerifier.Verification.Accepted.class);
    assertThat(strict.verify(Forge.hs256("{\"aud\":\"x\"}")))
        .isEqualTo(
            new TokenVerifier.Verification.Refused(TokenFault.claims("JWT not in audience")));
  }

  @Test
  void aRoleThatRequestsCannotTakeIsRefused() {
    Refusal refusal = refusedBearer(Forge.hs256("{\"role\":\"postgres\"}"));

    assertThat(refusal.code().wireCode()).isEqualTo("22023");
    assertThat(refusal.code().status()).isEqualTo(401);
    assertThat(refusal.message()).isEqualTo("role \"postgres\" does not exist");
  }

  @Test
  void theRoleIsFoundWhereTheInstallationSays() {
    String token =
        Forge.hs256(
            "{\"role\":\"service_role\",\"app_metadata\":{\"roles\":[\"x\",\"authenticated\"]}}");
    assertThat(bearer(token).role()).isEqualTo("service_role");

    rules.set(
        TokenRules.DEFAULT.withRole(
            RoleClaim.parse("$.app_metadata.roles[?search(@, '^auth')]").orElseThrow()));

    assertThat(bearer(token).role()).isEqualTo("authenticated");
    assertThat(bearer(token).claims()).contains("\"role\":\"authenticated\"");
    assertThat(bearer(Forge.hs256("{\"role\":\"service_role\"}")).role()).isEqualTo("anon");
  }

  @Test
  void whoHasNotSignedInTakesTheRoleThatTheInstallationNames() {
    roles.set(Set.of("anon", "visitor"));
    rules.set(TokenRules.DEFAULT.withAnonymousRole(Optional.of("visitor")));

    assertThat(of(Map.of("apikey", Forge.KEYS.publishable())).role()).isEqualTo("visitor");
    assertThat(bearer(Forge.hs256("{\"sub\":\"1\"}")).role()).isEqualTo("visitor");
  }

  @Test
  void nobodyIsServedWithoutARoleWhereTheInstallationNamesNone() {
    rules.set(TokenRules.DEFAULT.withAnonymousRole(Optional.empty()));

    Refusal byKey = refused(Map.of("apikey", Forge.KEYS.publishable()));
    Refusal byToken =
        refused(
            Map.of(
                "apikey",
                Forge.SERVICE,
                "authorization",
                "Bearer " + Forge.hs256("{\"sub\":\"1\"}")));

    assertThat(byKey.code().wireCode()).isEqualTo("PGRST302");
    assertThat(byToken.code().wireCode()).isEqualTo("PGRST302");
    assertThat(byToken.message()).isEqualTo("Anonymous access is disabled");
    assertThat(of(Map.of("apikey", Forge.SERVICE)).role()).isEqualTo("service_role");
  }

  @Test
  void aRememberedTokenStillExpires() {
    String token = Forge.hs256(person(SECONDS + 60));
    assertThat(bearer(token).role()).isEqualTo("authenticated");

    clock.advance(Duration.ofSeconds(91));

    assertThat(refusedBearer(token).message()).isEqualTo("JWT expired");
  }

  @Test
  void aRememberedTokenFallsWithItsRole() {
    String token = Forge.hs256("{\"role\":\"authenticated\"}");
    assertThat(bearer(token).role()).isEqualTo("authenticated");

    roles.set(Set.of("anon"));

    assertThat(refusedBearer(token).code().wireCode()).isEqualTo("22023");
  }

  @Test
  void forgeriesAreNotRemembered() {
    bearer(Forge.hs256(person(SECONDS + 60)));
    long before = callers.verifier().remembered();

    for (int i = 0; i < 100; i++) refusedBearer(Forge.base64("{}") + ".e30.forged" + i);

    assertThat(callers.verifier().remembered()).isEqualTo(before);
  }

  @Test
  void rememberedTokensAreBounded() {
    TokenVerifier small =
        new TokenVerifier(
            TokenKeys.of(Forge.SECRET),
            () -> TokenRules.DEFAULT,
            roles::get,
            clock,
            Configs.FREE_LANE,
            20_000);

    for (int i = 0; i < 500; i++) small.verify(Forge.hs256("{\"role\":\"anon\",\"n\":" + i + "}"));

    assertThat(small.remembered()).isBetween(1L, 60L);
  }

  private static String person(long expiresAt) {
    return """
    {"sub":"00000000-0000-4000-8000-000000000001","role":"authenticated",\
    "aud":"authenticated","exp":%d,"n":1.10,"app_metadata":{"provider":"email"}}\
    """
        .formatted(expiresAt);
  }

  private static String timed(String claim, long at) {
    return "{\"role\":\"anon\",\"" + claim + "\":" + at + "}";
  }

  private Caller bearer(String token) {
    return of(Map.of("apikey", Forge.ANON, "authorization", "Bearer " + token));
  }

  private Refusal refusedBearer(String token) {
    return refused(Map.of("apikey", Forge.ANON, "authorization", "Bearer " + token));
  }

  private Refusal refused(Map<String, String> headers) {
    return catchThrowableOfType(Refusal.class, () -> of(headers));
  }

  private Caller of(Map<String, String> headers) {
    return callers.of(request("", HttpHeaders.of(headers)));
  }

  private static HttpRequest request(String query, HttpHeaders headers) {
    return new HttpRequest(
        "r1", "GET", "/rest/v1/webinars", query, headers, new byte[0], "203.0.113.7");
  }

  private static String challenge(Refusal refusal) {
    return refusal.headers().stream()
        .filter(header -> header.name().equals("WWW-Authenticate"))
        .map(HttpAnswer.Header::value)
        .findFirst()
        .orElse("");
  }
}
