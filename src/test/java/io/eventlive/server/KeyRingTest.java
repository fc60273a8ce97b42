package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KeyRingTest {
  private static final Instant NOW = Instant.parse("2026-02-06T05:00:00Z");
  private static final String BROUGHT = "a-secret-of-exactly-thirty-two-b";
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path folder;

  private final KeyForge forge = new KeyForge(new SecureRandom());
  private final KeyRing ring = new KeyRing(forge, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void makesLegacyKeysThatSupabaseClientsUnderstand() throws Exception {
    Keys keys = ring.open(folder, settings(Map.of()));

    assertThat(keys.jwtSecret().getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThanOrEqualTo(32);
    assertSigned(keys.anonKey(), keys.jwtSecret());
    assertSigned(keys.serviceRoleKey(), keys.jwtSecret());
    assertThat(part(keys.anonKey(), 0).toString()).isEqualTo("{\"typ\":\"JWT\",\"alg\":\"HS256\"}");
    JsonNode claims = part(keys.anonKey(), 1);
    assertThat(claims.get("role").asString()).isEqualTo("anon");
    assertThat(claims.get("iss").asString()).isEqualTo("supabase");
    assertThat(claims.get("iat").asLong()).isEqualTo(NOW.getEpochSecond());
    assertThat(claims.get("exp").asLong())
        .isEqualTo(Instant.parse("2036-02-06T05:00:00Z").getEpochSecond());
    assertThat(part(keys.serviceRoleKey(), 1).get("role").asString()).isEqualTo("service_role");
  }

  @Test
  void makesOpaqueKeysOfSupabasesShape() throws Exception {
    Keys keys = ring.open(folder, settings(Map.of()));

    assertThat(keys.publishableKey()).matches("sb_publishable_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{8}");
    assertThat(keys.secretKey()).matches("sb_secret_[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{8}");
  }

  @Test
  void noTwoInstallationsShareAKey() {
    Keys one = forge.make(NOW);
    Keys other = forge.make(NOW);

    assertThat(one.byName().values()).doesNotContainAnyElementsOf(other.byName().values());
  }

  @Test
  void keepsTheKeysInAFileForTheOwnerAlone() throws Exception {
    Keys first = ring.open(folder, settings(Map.of()));

    Keys later = ring.open(folder, settings(Map.of()));
    Keys read = ring.read(folder, settings(Map.of()));

    assertThat(later).isEqualTo(first);
    assertThat(read).isEqualTo(first);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("keys.env"));
    }
    assertThat(Files.getPosixFilePermissions(folder.resolve("keys.env")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aBroughtSecretSignsTheRoleKeysTheSameWayEveryTime() throws Exception {
    BroughtKeys settings = settings(Map.of("EVENTLIVE_JWT_SECRET", BROUGHT));

    Keys first = ring.open(folder, settings);
    Keys later = ring.open(folder, settings);

    assertThat(first.jwtSecret()).isEqualTo(BROUGHT);
    assertSigned(first.anonKey(), BROUGHT);
    assertSigned(first.serviceRoleKey(), BROUGHT);
    assertThat(later).isEqualTo(first);
    assertThat(Files.readString(folder.resolve("keys.env"))).doesNotContain(BROUGHT);
  }

  @Test
  void broughtRoleKeysAreTakenAsTheyAre() throws Exception {
    String anon = KeyForge.roleToken(BROUGHT, "anon", NOW.minusSeconds(60));
    String serviceRole = KeyForge.roleToken(BROUGHT, "service_role", NOW.minusSeconds(60));

    Keys keys = ring.open(folder, settings(brought(anon, serviceRole)));

    assertThat(keys.anonKey()).isEqualTo(anon);
    assertThat(keys.serviceRoleKey()).isEqualTo(serviceRole);
  }

  @Test
  void aShortSecretIsRefusedAndNothingIsWritten() {
    assertRefused(
        Map.of("EVENTLIVE_JWT_SECRET", BROUGHT.substring(1)),
        "EVENTLIVE_JWT_SECRET has 31 bytes, but must have at least 32.");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aRoleKeyOfAnotherSecretRoleOrTimeIsRefused() {
    String foreign = KeyForge.roleToken("another-secret-of-at-least-32-bytes", "anon", NOW);
    String old = KeyForge.roleToken(BROUGHT, "anon", Instant.parse("2015-01-01T00:00:00Z"));
    String anon = KeyForge.roleToken(BROUGHT, "anon", NOW);

    assertRefused(
        brought(foreign, anon), "EVENTLIVE_ANON_KEY is not signed with the JWT secret in use.");
    assertRefused(
        brought(anon, anon), "EVENTLIVE_SERVICE_ROLE_KEY has the role anon, not service_role.");
    assertRefused(brought(old, anon), "EVENTLIVE_ANON_KEY expired at 2025-01-01T00:00:00Z.");
    assertRefused(brought("hello", anon), "EVENTLIVE_ANON_KEY is not a JWT.");
  }

  @Test
  void anUnsignedRoleKeyIsRefused() {
    String unsigned =
        Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + KeyForge.roleToken(BROUGHT, "anon", NOW).split("\\.", -1)[1]
            + ".";

    assertRefused(brought(unsigned, unsigned), "EVENTLIVE_ANON_KEY is not a JWT.");
  }

  @Test
  void aDamagedKeyFileIsRefusedByName() throws Exception {
    ring.open(folder, settings(Map.of()));
    Path file = folder.resolve("keys.env");
    String whole = Files.readString(file);
    Files.writeString(file, whole.replaceFirst("OPERATOR_KEY=.*\n", ""));

    assertRefused(
        Map.of(),
        file
            + " cannot be used: OPERATOR_KEY is missing; restore it, or remove it to have new keys made.");

    Files.writeString(file, whole.replaceFirst("JWT_SECRET=.", "JWT_SECRET=!"));
    assertRefused(
        Map.of(),
        file
            + " cannot be used: ANON_KEY is not signed with the JWT secret in use; restore it, or remove it to have new keys made.");
  }

  @Test
  void readingWhereNoServerEverStartedSaysSo() {
    assertThatThrownBy(() -> ring.read(folder, settings(Map.of())))
        .hasMessage(
            "There are no EventLive keys in %s; start a server there once or name another folder with --data."
                .formatted(folder));
  }

  private void assertRefused(Map<String, String> environment, String sentence) {
    assertThatThrownBy(() -> ring.open(folder, settings(environment)))
        .isInstanceOf(CannotStart.class)
        .hasMessage(sentence);
  }

  private static Map<String, String> brought(String anon, String serviceRole) {
    Map<String, String> environment = new HashMap<>();
    environment.put("EVENTLIVE_JWT_SECRET", BROUGHT);
    environment.put("EVENTLIVE_ANON_KEY", anon);
    environment.put("EVENTLIVE_SERVICE_ROLE_KEY", serviceRole);
    return environment;
  }

  private static BroughtKeys settings(Map<String, String> environment) throws CannotStart {
    return BroughtKeys.of(Settings.of(environment));
  }

  private static JsonNode part(String token, int index) {
    return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]));
  }

  // Checked without the library that signed.
  private static void assertSigned(String token, String secret) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    int dot = token.lastIndexOf('.');
    byte[] signature = mac.doFinal(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
    assertThat(token.substring(dot + 1))
        .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
  }
}
