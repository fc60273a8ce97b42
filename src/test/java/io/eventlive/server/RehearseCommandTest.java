package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a rehearsal refuses before anybody arrives.
final class RehearseCommandTest {
  @TempDir Path data;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void makeKeys() throws CannotStart {
    new KeyRing(new KeyForge(new SecureRandom()), Clock.systemUTC()).open(data, BroughtKeys.NONE);
  }

  private ExitCode run(String options) {
    return new Commands(
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(("rehearse " + options.replace("DATA", data.toString())).split(" "));
  }

  private String talk() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --over 60s                                      | Missing required option: '--attendees=N'
          --attendees 1 --over soon                       | 'soon' is no time such as 60s
          --attendees 1 --over 60s --shape square         | 'square' is not doors-open or even
          --attendees 1 --over 60s --client new           | 'new' is not legacy, the only one so far
          --attendees 1 --over 60s --supabase-js 1.0.0    | '1.0.0' is not 2.81.1 or 2.119.1
          --attendees 0 --over 60s                        | attendees must be between 1 and 10000, not 0
          --attendees 10001 --over 60s                    | attendees must be between 1 and 10000, not 10001
          --attendees 1 --over 0s                         | a rehearsal takes more than no time and at most two hours
          --attendees 1 --over 1h --stay 2h               | a rehearsal takes more than no time and at most two hours
          --attendees 1 --over 1s --sockets 0             | sockets must be between 1 and 15000, not 0
          --attendees 1 --over 1s --on-questions 1.5      | the share on questions must be between 0 and 1
          --attendees 1 --over 1s --messages 101          | messages per second must be between 0 and 100
          --attendees 1 --over 1s --dashboards 51         | dashboards must be between 0 and 50
          --attendees 1 --over 1s --skip -1               | between 0 and 10000 may be passed over, not -1
          --attendees 10000 --over 1s --skip 1            | The made-up event has 10000 people
          --attendees 1 --over 1s --data DATA             | --data is about a server that runs
          --attendees 1 --over 1s --url ftp://x --data DATA | ftp://x is no address such as http://127.0.0.1:8080
          """)
  void saysWhatCannotBe(String options, String sentence) {
    ExitCode code = run(options);

    assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(talk()).startsWith("eventlive rehearse: ").contains(sentence);
    assertThat(out.size()).isZero();
  }

  @Test
  void sendsNoKeyInTheClearToAnotherMachine() {
    ExitCode code = run("--attendees 1 --over 1s --url http://192.0.2.1:8080 --data DATA");

    assertThat(code).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(talk()).contains("would show the service_role key to everybody on the way");
  }

  @Test
  void saysWhereNobodyListens() {
    ExitCode code = run("--attendees 1 --over 1s --url http://127.0.0.1:1 --data DATA");

    assertThat(code).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(talk()).contains("http://127.0.0.1:1 cannot be reached");
  }
}
