package io.eventlive.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.eventlive.auth.TokenVerifier.Verification;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Which keys sign, which are believed, and what is shown of them.
final class TokenKeysTest {
  private static final String CLAIMS =
      "{\"role\":\"authenticated\",\"sub\":\"00000000-0000-4000-8000-000000000001\"}";

  private static ECKey first;
  private static ECKey second;
  private static RSAKey rsa;
  private static OctetSequenceKey secret;

  private final FakeClock clock = new FakeClock(AuthKit.START);

  @BeforeAll
  static void makeKeys() throws Exception {
    first = new ECKeyGenerator(Curve.P_256).keyID("first").generate();
    second =
        new ECKeyGenerator(Curve.P_256)
            .keyID("second")
            .keyOperations(Set.of(KeyOperation.VERIFY))
            .generate();
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    secret = new OctetSequenceKeyGenerator(256).keyID("secret").generate();
  }

  @Test
  void theSharedSecretSignsWhereThereIsNoOtherKey() {
    TokenKeys keys = TokenKeys.of(Forge.SECRET);

    String token = keys.sign(CLAIMS);

    assertThat(token)
        .isEqualTo(
            Forge.sign("{\"typ\":\"JWT\",\"alg\":\"HS256\"}", CLAIMS, Forge.SECRET, "HmacSHA256"));
    assertThat(keys.published()).isEqualTo("{\"keys\":[]}");
  }

  @Test
  void theKeyThatMaySignDoesAndTheHeaderNamesIt() {
    TokenKeys keys = TokenKeys.of(Forge.SECRET, set(second, first));

    JsonNode header = header(keys.sign(CLAIMS));

    assertThat(header.path("alg").stringValue()).isEqualTo("ES256");
    assertThat(header.path("kid").stringValue()).isEqualTo("first");
    assertThat(header.path("typ").stringValue()).isEqualTo("JWT");
    assertThat(accepts(keys, keys.sign(CLAIMS))).isTrue();
  }

  @Test
  void rsaKeysSignWithTheAlgorithmThatTheyAreFor() {
    RSAKey pss = new RSAKey.Builder(rsa).algorithm(JWSAlgorithm.PS256).build();

    TokenKeys plain = TokenKeys.of(Forge.SECRET, rsa.toJSONString());
    TokenKeys padded = TokenKeys.of(Forge.SECRET, pss.toJSONString());

    assertThat(header(plain.sign(CLAIMS)).path("alg").stringValue()).isEqualTo("RS256");
    assertThat(header(padded.sign(CLAIMS)).path("alg").stringValue()).isEqualTo("PS256");
    assertThat(accepts(plain, plain.sign(CLAIMS))).isTrue();
    assertThat(accepts(padded, padded.sign(CLAIMS))).isTrue();
    assertThat(accepts(padded, plain.sign(CLAIMS))).isFalse();
  }

  @Test
  void everyKeyIsBelievedWhetherItSignsOrNot() {
    TokenKeys signsWithSecond =
        TokenKeys.of(Forge.SECRET, set(new ECKey.Builder(second).keyOperations(null).build()));
    TokenKeys signsWithSecret = TokenKeys.of(Forge.SECRET, "[" + secret.toJSONString() + "]");
    TokenKeys all =
        TokenKeys.of(
            Forge.SECRET,
            set(
                first,
                second.toPublicJWK(),
                new OctetSequenceKey.Builder(secret)
                    .keyOperations(Set.of(KeyOperation.VERIFY))
                    .build()));

    assertThat(accepts(all, signsWithSecond.sign(CLAIMS))).isTrue();
    assertThat(accepts(all, signsWithSecret.sign(CLAIMS))).isTrue();
    assertThat(accepts(all, Forge.hs256(CLAIMS))).isTrue();
    assertThat(accepts(TokenKeys.of(Forge.SECRET), signsWithSecond.sign(CLAIMS))).isFalse();
  }

  @Test
  void aTokenThatNamesAnotherKeyIsNotTriedOnThisOne() {
    TokenKeys keys = TokenKeys.of(Forge.SECRET, set(first));
    TokenKeys renamed =
        TokenKeys.of(Forge.SECRET, set(new ECKey.Builder(first).keyID("other").build()));

    assertThat(accepts(keys, renamed.sign(CLAIMS))).isFalse();
  }

  @Test
  void aTokenThatNamesNoKeyIsTriedOnSharedSecretsAndOnTheKeyThatSigns() throws Exception {
    TokenKeys keys = TokenKeys.of(Forge.SECRET, set(first, second, verifying(secret)));
    String unnamed = "{\"alg\":\"ES256\"}";

    assertThat(accepts(keys, signed(unnamed, first))).isTrue();
    assertThat(accepts(keys, signed(unnamed, second))).isFalse();
    assertThat(accepts(keys, signed("{\"alg\":\"ES256\",\"kid\":\"second\"}", second))).isTrue();
    assertThat(accepts(keys, Forge.hs256(CLAIMS))).isTrue();
    assertThat(accepts(keys, signed("{\"alg\":\"HS256\"}", secret))).isTrue();
  }

  @Test
  void publishesPublicPartsOnly() {
    TokenKeys keys =
        TokenKeys.of(Forge.SECRET, set(first, second, publicOnly(rsa), verifying(secret)));

    JsonNode published = Json.read(keys.published()).path("keys");

    assertThat(published.size()).isEqualTo(3);
    assertThat(published.get(0))
        .isEqualTo(
            Json.read(
                """
                {"kty":"EC","crv":"P-256","x":"%s","y":"%s","kid":"first","alg":"ES256",\
                "use":"sig","key_ops":["verify"],"ext":true}\
                """
                    .formatted(first.getX(), first.getY())));
    assertThat(keys.published())
        .doesNotContain("\"d\"", "\"k\"", "\"p\"", first.getD().toString())
        .doesNotContain(secret.getKeyValue().toString(), Forge.SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HmacSHA256", "HmacSHA384", "HmacSHA512"})
  void aPublicKeyIsNeverTakenForASharedSecret(String mac) throws Exception {
    TokenKeys keys = TokenKeys.of(Forge.SECRET, set(first, publicOnly(rsa)));
    String algorithm = "HS" + mac.substring("HmacSHA".length());

    for (JWK key : new JWK[] {first, rsa}) {
      for (String known :
          new String[] {
            key.toPublicJWK().toJSONString(),
            keys.published(),
            Base64.getMimeEncoder().encodeToString(encoded(key)),
            "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded(key))
                + "\n-----END PUBLIC KEY-----\n"
          }) {
        String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + key.getKeyID() + "\"}";
        assertThat(accepts(keys, Forge.sign(header, CLAIMS, known, mac))).isFalse();
      }
    }
  }

  @Test
  void theHeaderOfATokenBringsNoKeyOfItsOwn() throws Exception {
    ECKey attackers = new ECKeyGenerator(Curve.P_256).keyID("first").generate();
    String token = TokenKeys.of(Forge.SECRET, set(attackers)).sign(CLAIMS);
    String[] parts = token.split("\\.", -1);
    String header =
        "{\"alg\":\"ES256\",\"kid\":\"first\",\"jku\":\"https://example.com/k\",\"x5u\":\"https://example.com/c\",\"jwk\":"
            + attackers.toPublicJWK().toJSONString()
            + "}";

    assertThat(accepts(TokenKeys.of(Forge.SECRET, set(first)), token)).isFalse();
    assertThat(
            accepts(
                TokenKeys.of(Forge.SECRET, set(first)),
                Forge.base64(header) + "." + parts[1] + "." + parts[2]))
        .isFalse();
  }

  @Test
  void otherKeysForgetWhatWasVerifiedWithTheFormerOnes() {
    TokenKeys before = TokenKeys.of(Forge.SECRET, set(first));
    TokenVerifier verifier = verifier(before);
    String ours = before.sign(CLAIMS);
    verifier.verify(ours);
    verifier.verify(Forge.hs256(CLAIMS));
    assertThat(verifier.remembered()).isEqualTo(2);

    verifier.use(
        TokenKeys.of(
            Forge.SECRET,
            set(new ECKey.Builder(second).keyOperations(null).build(), publicOnly(first))));
    assertThat(verifier.remembered()).isZero();
    assertThat(verifier.verify(ours)).isInstanceOf(Verification.Accepted.class);

    verifier.use(TokenKeys.of(Forge.SECRET, set(second)));
    assertThat(verifier.verify(ours)).isInstanceOf(Verification.Refused.class);
    assertThat(verifier.verify(Forge.hs256(CLAIMS))).isInstanceOf(Verification.Accepted.class);
  }

  @Test
  void aTokenOfKeysThatAreGoneIsNotRememberedUnderTheNewOnes() {
    TokenKeys before = TokenKeys.of(Forge.SECRET, set(first));
    TokenVerifier verifier = verifier(before);
    String signedJustBefore = before.sign(CLAIMS);

    verifier.use(TokenKeys.of(Forge.SECRET, set(second)));
    verifier.remember(before, signedJustBefore);

    assertThat(verifier.verify(signedJustBefore)).isInstanceOf(Verification.Refused.class);
  }

  @Test
  void onlyUnseenTokensKeepTheLoopBusyAndOnlyWherePublicKeysAreBelieved() {
    TokenKeys keys = TokenKeys.of(Forge.SECRET, set(first));
    TokenCallers callers =
        new TokenCallers(
            AuthConfig.defaults(Forge.SECRET),
            keys,
            Forge.KEYS,
            () -> Set.of("anon", "authenticated"),
            () -> TokenRules.DEFAULT,
            clock);
    String token = keys.sign(CLAIMS);

    assertThat(callers.mayBurn(request(Forge.KEYS.publishable(), token))).isTrue();
    assertThat(callers.mayBurn(request(Forge.ANON, Forge.KEYS.publishable()))).isTrue();
    callers.of(request(Forge.ANON, token));
    assertThat(callers.mayBurn(request(Forge.ANON, token))).isFalse();
    String tooLong = "x".repeat(TokenVerifier.MAX_LENGTH + 1);
    assertThat(callers.mayBurn(request(Forge.KEYS.publishable(), tooLong))).isFalse();

    callers.use(TokenKeys.of(Forge.SECRET));
    assertThat(callers.mayBurn(request(Forge.KEYS.publishable(), token))).isFalse();
  }

  @Test
  void whatThisServerSignedItNeedNotVerify() {
    TokenKeys keys = TokenKeys.of(Forge.SECRET, set(first));
    TokenVerifier verifier = verifier(keys);
    String token = keys.sign(CLAIMS);
    assertThat(verifier.burns(token)).isTrue();

    verifier.remember(keys, token);

    assertThat(verifier.burns(token)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "7",
        "{}",
        "[{}]",
        "[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]",
        "[{\"kty\":\"oct\",\"k\":\"c2hvcnQ\"}]",
        "[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]"
      })
  void keysThatCannotBeUsedAreRefused(String keys) {
    assertThatThrownBy(() -> TokenKeys.of(Forge.SECRET, keys))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysThatContradictOneAnotherAreRefused() throws Exception {
    ECKey encrypts = new ECKeyGenerator(Curve.P_384).keyID("large").generate();

    assertThatThrownBy(() -> TokenKeys.of(Forge.SECRET, set(first, first)))
        .hasMessage("holds the key first, which is in it twice");
    assertThatThrownBy(() -> TokenKeys.of(Forge.SECRET, set(first, rsa)))
        .hasMessageContaining("two keys that may sign, first and rsa");
    assertThatThrownBy(() -> TokenKeys.of(Forge.SECRET, set(encrypts)))
        .hasMessage("holds the key large, which is on another curve than P-256");
    Map<String, Object> half = rsa.toJSONObject();
    half.remove("d"); // the primes alone still look like a private key
    assertThatThrownBy(() -> TokenKeys.of(Forge.SECRET, JSONObjectUtils.toJSONString(half)))
        .hasMessage("holds the key rsa, which lacks a part of its private key");
    assertThatThrownBy(() -> TokenKeys.of(Forge.SECRET, "nonsense with a secret in it"))
        .hasMessage("is not JSON");
  }

  private static String signed(String header, JWK key) throws Exception {
    JWSObject token = new JWSObject(JWSHeader.parse(header), new Payload(CLAIMS));
    token.sign(
        key instanceof ECKey ec ? new ECDSASigner(ec) : new MACSigner(key.toOctetSequenceKey()));
    return token.serialize();
  }

  private TokenVerifier verifier(TokenKeys keys) {
    return new TokenVerifier(
        keys,
        () -> TokenRules.DEFAULT,
        () -> Set.of("anon", "authenticated"),
        clock,
        Configs.FREE_LANE,
        1 << 20);
  }

  private boolean accepts(TokenKeys keys, String token) {
    return verifier(keys).verify(token) instanceof Verification.Accepted;
  }

  private static byte[] encoded(JWK key) throws Exception {
    return key instanceof ECKey ec
        ? ec.toECPublicKey().getEncoded()
        : key.toRSAKey().toRSAPublicKey().getEncoded();
  }

  private static JWK publicOnly(JWK key) {
    return key.toPublicJWK();
  }

  private static JWK verifying(OctetSequenceKey key) {
    return new OctetSequenceKey.Builder(key).keyOperations(Set.of(KeyOperation.VERIFY)).build();
  }

  private static String set(JWK... keys) {
    StringBuilder text = new StringBuilder("{\"keys\":[");
    for (JWK key : keys)
      text.append(text.charAt(text.length() - 1) == '[' ? "" : ",").append(key.toJSONString());
    return text.append("]}").toString();
  }

  private static JsonNode header(String token) {
    return Json.read(Base64.getUrlDecoder().decode(token.split("\\.", -1)[0]));
  }

  private static HttpRequest request(String key, String token) {
    HttpHeaders headers = HttpHeaders.of(Map.of("apikey", key, "authorization", "Bearer " + token));
    return new HttpRequest(
        "r1", "GET", "/rest/v1/webinars", "", headers, new byte[0], "203.0.113.7");
  }
}
