package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.auth.TokenKeys;
import io.eventlive.folder.PrivateFiles;
import io.eventlive.observation.Observation;
import io.eventlive.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Where signing keys come from, and how a command changes those of a running server.
class SigningKeysTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String SECRET = "a-secret-of-exactly-thirty-two-b";

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private final List<TokenKeys> used = new CopyOnWriteArrayList<>();
  private final List<Observation> observations = new CopyOnWriteArrayList<>();

  @Test
  void theFirstStartMakesAKeyThatSignsAndOneThatIsToBeNext() throws Exception {
    try (SigningKeys keys = open(BroughtKeys.NONE)) {
      JsonNode stored = stored();
      assertThat(stored.size()).isEqualTo(2);
      assertThat(stored.get(0).path("key_ops").toString()).contains("sign");
      assertThat(stored.get(1).path("key_ops").toString()).isEqualTo("[\"verify\"]");
      assertThat(keys.atStart().signingKey()).isEqualTo(stored.get(0).path("kid").asString());
      assertThat(keys.atStart().size()).isEqualTo(3);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void laterStartsKeepThem() throws Exception {
    try (SigningKeys first = open(BroughtKeys.NONE);
        SigningKeys second = open(BroughtKeys.NONE)) {
      assertThat(second.atStart().signingKey()).isEqualTo(first.atStart().signingKey());
    }
  }

  @Test
  void aBroughtSecretSignsUntilTheFirstRotation() throws Exception {
    try (SigningKeys keys = open(new BroughtKeys(SECRET, "", "", ""))) {
      assertThat(keys.atStart().signingKey()).isEmpty();
      assertThat(file()).doesNotExist();
      keys.watch(used::add, observations::add);

      String made = new SigningKeyFile(folder, RANDOM).rotate().current().getKeyID();

      until(() -> !used.isEmpty());
      assertThat(used.getFirst().signingKey()).isEqualTo(made);
    }
  }

  @Test
  void broughtKeysTakeThePlaceOfTheFile() throws Exception {
    String json = SigningKeyChain.made(RANDOM).json();
    Path elsewhere = Files.writeString(folder.resolve("brought.json"), json);

    try (SigningKeys inText = open(new BroughtKeys("", "", "", json.strip()));
        SigningKeys inFile = open(new BroughtKeys("", "", "", elsewhere.toString()))) {
      assertThat(inText.atStart().signingKey()).isEqualTo(inFile.atStart().signingKey());
      assertThat(inText.atStart().size()).isEqualTo(3);
    }
    assertThat(file()).doesNotExist();
  }

  @Test
  void broughtKeysThatCannotBeUsedStopTheStart() {
    assertThatThrownBy(() ->
            open(new BroughtKeys("", "", "", "{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"c2hvcnQ\"}")))
        .isInstanceOf(CannotStart.class)
        .hasMessage("EVENTLIVE_SIGNING_KEYS holds the key a, which has fewer than 256 bits.");
    assertThatThrownBy(() -> open(new BroughtKeys("", "", "", "/nowhere/keys.json")))
        .isInstanceOf(CannotStart.class)
        .hasMessageStartingWith(
            "EVENTLIVE_SIGNING_KEYS names /nowhere/keys.json, which cannot be read");
  }

  @Test
  void aFileThatIsBrokenOrGoneChangesNothingAndIsReportedOnce() throws Exception {
    try (SigningKeys keys = open(BroughtKeys.NONE)) {
      keys.watch(used::add, observations::add);

      PrivateFiles.write(file(), "half a fi");
      until(() -> observations.size() == 1);
      Files.delete(file());
      until(() -> observations.size() == 2);

      assertThat(used).isEmpty();
      assertThat(observations)
          .containsExactly(
              new Observation.SigningKeysUnusable("signing-keys.json is not JSON"),
              new Observation.SigningKeysUnusable("signing-keys.json is gone"));
    }
  }

  @Test
  void whatNobodyForesawIsReportedAndTheNextChangeIsNoticed() throws Exception {
    try (SigningKeys keys = open(BroughtKeys.NONE)) {
      keys.watch(
          changed -> {
            if (observations.isEmpty()) throw new IllegalStateException("nobody foresaw this");
            used.add(changed);
          },
          observations::add);
      SigningKeyFile file = new SigningKeyFile(folder, RANDOM);

      file.rotate();
      until(() -> observations.size() == 1);
      file.rotate();
      until(() -> used.size() == 1);

      assertThat(observations.getFirst())
          .isEqualTo(new Observation.SigningKeysUnusable("java.lang.IllegalStateException"));
    }
  }

  @Test
  void rotationsPublishTheNextKeyBeforeItSignsAndStripThePreviousOne() throws Exception {
    open(BroughtKeys.NONE).close();
    SigningKeyFile file = new SigningKeyFile(folder, RANDOM);
    SigningKeyChain before = file.read().orElseThrow();

    SigningKeyChain after = file.rotate();

    assertThat(after.current().getKeyID()).isEqualTo(before.standby().getKeyID());
    assertThat(after.previous()).hasSize(1);
    assertThat(after.previous().getFirst().getKeyID()).isEqualTo(before.current().getKeyID());
    assertThat(after.previous().getFirst().isPrivate()).isFalse();
    assertThat(stored().size()).isEqualTo(3);
    for (int i = 0; i < 10; i++) after = file.rotate();
    assertThat(after.previous()).hasSize(SigningKeyChain.MOST_PREVIOUS);
    assertThat(TokenKeys.of(SECRET, after.json()).size())
        .isEqualTo(SigningKeyChain.MOST_PREVIOUS + 3);
  }

  @Test
  void whicheverKeyIsRevokedIsGoneAndOneSigns() throws Exception {
    open(BroughtKeys.NONE).close();
    SigningKeyFile file = new SigningKeyFile(folder, RANDOM);
    SigningKeyChain chain = file.rotate();
    for (String id :
        List.of(
            chain.previous().getFirst().getKeyID(),
            chain.standby().getKeyID(),
            chain.current().getKeyID())) {
      file.revoke(id);

      assertThat(Files.readString(file())).doesNotContain(id);
      TokenKeys keys = TokenKeys.of(SECRET, Files.readString(file()));
      assertThat(keys.signingKey()).isNotEmpty();
    }
  }

  @Test
  void theCommandSaysWhatSignsAndRefusesWhatThereIsNot() throws Exception {
    new KeyRing(new KeyForge(RANDOM), Clock.systemUTC()).open(folder, BroughtKeys.NONE);
    open(BroughtKeys.NONE).close();
    SigningKeyChain before = new SigningKeyFile(folder, RANDOM).read().orElseThrow();

    assertThat(command("--signing")).isEqualTo(lines(before));
    String rotated = command("--rotate");
    SigningKeyChain after = new SigningKeyFile(folder, RANDOM).read().orElseThrow();
    assertThat(rotated).isEqualTo(lines(after));
    assertThat(after.previousIds()).isEqualTo(before.current().getKeyID());
    assertThat(command("--revoke", "unknown"))
        .isEqualTo("eventlive keys: There is no signing key unknown.\n");
    assertThat(command("--rotate", "--signing")).contains("mutually exclusive");
    environment.put("EVENTLIVE_SIGNING_KEYS", "[]");
    assertThat(command("--rotate"))
        .isEqualTo(
            "eventlive keys: The signing keys are those of EVENTLIVE_SIGNING_KEYS; change them there.\n");
  }

  private static String lines(SigningKeyChain chain) {
    return """
    SIGNING_KEY=%s
    STANDBY_SIGNING_KEY=%s
    PREVIOUS_SIGNING_KEYS=%s
    """
        .formatted(chain.current().getKeyID(), chain.standby().getKeyID(), chain.previousIds());
  }

  private static void until(Callable<Boolean> noticed) {
    Eventually.within(Duration.ofSeconds(60), "the file is noticed", noticed);
  }

  private String command(String... options) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    String[] arguments = new String[options.length + 3];
    arguments[0] = "keys";
    arguments[1] = "--data";
    arguments[2] = folder.toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    new Commands(environment, out, out).run(arguments);
    return said.toString(StandardCharsets.UTF_8);
  }

  private SigningKeys open(BroughtKeys brought) throws CannotStart {
    return SigningKeys.open(folder, SECRET, brought, RANDOM);
  }

  private Path file() {
    return folder.resolve("signing-keys.json");
  }

  private JsonNode stored() throws Exception {
    return JsonMapper.shared().readTree(Files.readString(file())).path("keys");
  }
}
