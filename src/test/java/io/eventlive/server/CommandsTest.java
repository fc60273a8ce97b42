package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  @TempDir Path temporary;

  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void printsTheKeysAsLinesAndNothingElse() throws Exception {
    Keys keys =
        new KeyRing(new KeyForge(new SecureRandom()), Clock.systemUTC())
            .open(temporary, BroughtKeys.NONE);

    ExitCode code = run("keys", "--data", temporary.toString());

    assertThat(code).isEqualTo(ExitCode.DONE);
    assertThat(talk()).isEmpty();
    assertThat(data())
        .isEqualTo(
            """
            SUPABASE_URL=http://127.0.0.1:8080
            ANON_KEY=%s
            SERVICE_ROLE_KEY=%s
            JWT_SECRET=%s
            OPERATOR_KEY=%s
            PUBLISHABLE_KEY=%s
            SECRET_KEY=%s
            """
                .formatted(
                    keys.anonKey(),
                    keys.serviceRoleKey(),
                    keys.jwtSecret(),
                    keys.operatorKey(),
                    keys.publishableKey(),
                    keys.secretKey()));
  }

  @Test
  void namesTheAddressOfTheServerThatRuns() throws Exception {
    try (DataFolder folder = DataFolder.open(temporary)) {
      new KeyRing(new KeyForge(new SecureRandom()), Clock.systemUTC())
          .open(temporary, BroughtKeys.NONE);
      folder.keep("http://127.0.0.1:5555");

      run("keys", "--data", temporary.toString());

      assertThat(data()).startsWith("SUPABASE_URL=http://127.0.0.1:5555\n");
    }
  }

  @Test
  void keysOfAFolderWithoutThemAreBadInputAndMakeNone() {
    Path folder = temporary.resolve("none");

    ExitCode code = run("keys", "--data", folder.toString());

    assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(data()).isEmpty();
    assertThat(talk())
        .isEqualTo(
            "eventlive keys: There are no EventLive keys in %s; start a server there once or name another folder with --data.\n"
                .formatted(folder));
    assertThat(folder).doesNotExist();
  }

  @Test
  void anUnknownOptionIsRefusedInOneSentenceWithTheNearestOne() {
    ExitCode code = run("keys", "--dta", "x");

    assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(talk())
        .isEqualTo(
            "eventlive keys: There is no option --dta; did you mean --data? (eventlive keys --help)\n");
    assertThat(data()).isEmpty();
  }

  @Test
  void aDuplicateOptionIsRefusedInOneSentence() {
    ExitCode code = run("keys", "--data", "a", "--data", "b");

    assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(talk())
        .isEqualTo("eventlive keys: --data was given twice. (eventlive keys --help)\n");
  }

  @Test
  void otherSlipsAreRefusedInOneSentence() {
    assertThat(run("kyes")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run("keys", "surplus")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run("keys", "--data")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run()).isEqualTo(ExitCode.BAD_INPUT);

    assertThat(talk())
        .isEqualTo(
            """
            eventlive: There is no command kyes; did you mean keys? (eventlive --help)
            eventlive keys: There is no argument surplus. (eventlive keys --help)
            eventlive keys: Missing required parameter for option '--data' (DIR). (eventlive keys --help)
            eventlive: A command is missing. (eventlive --help)
            """);
  }

  @Test
  void anUnknownVariableStopsEveryCommand() {
    environment.put("EVENTLIVE_DATE", "x");

    assertThat(run("keys")).isEqualTo(ExitCode.BAD_INPUT);

    assertThat(talk())
        .isEqualTo(
            "eventlive keys: There is no setting EVENTLIVE_DATE; did you mean EVENTLIVE_DATA?\n");
  }

  @Test
  void helpAndVersionAreDataEverywhere() {
    assertThat(run("--help")).isEqualTo(ExitCode.DONE);
    assertThat(run("keys", "--help")).isEqualTo(ExitCode.DONE);
    assertThat(data()).contains("Usage: eventlive", "Usage: eventlive keys").contains("--data");
    out.reset();

    assertThat(run("--version")).isEqualTo(ExitCode.DONE);
    assertThat(run("keys", "--version")).isEqualTo(ExitCode.DONE);
    assertThat(data()).matches("(EventLive [0-9]+\\.[0-9]+\\.[0-9]+\n){2}");
    assertThat(talk()).isEmpty();
  }

  private ExitCode run(String... arguments) {
    return new Commands(
            environment,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(arguments);
  }

  private String data() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String talk() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
