package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `rehearse` alone: it makes a database and a server, lets people in, and leaves nothing behind
/// but its report.
final class ThrowAwayRehearsalTest {
  @TempDir Path temporary;

  private static Set<Path> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("eventlive-rehearsal-"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void makesItsOwnServerAndTakesItAwayAgain() throws Exception {
    Set<Path> before = leftovers();
    ByteArrayOutputStream talk = new ByteArrayOutputStream();
    Path out = temporary.resolve("report");

    ExitCode code =
        new Commands(
                Map.of(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(talk, true, StandardCharsets.UTF_8))
            .run(
                "rehearse",
                "--attendees",
                "3",
                "--over",
                "1s",
                "--stay",
                "4s",
                "--dashboards",
                "0",
                "--messages",
                "0",
                "--out",
                out.toString());

    String said = talk.toString(StandardCharsets.UTF_8);
    // 1 where this machine was too busy for the run to count.
    assertThat(code).as(said).isIn(ExitCode.DONE, ExitCode.FINDINGS);
    JsonNode result = JsonMapper.shared().readTree(Files.readString(out.resolve("result.json")));
    assertThat(result.get("arrived").asInt()).as(said).isEqualTo(3);
    assertThat(result.get("joined").asInt()).as(said).isEqualTo(3);
    assertThat(result.get("errors").asInt()).isZero();
    assertThat(said).contains("3 attendees with the legacy client arrive within 1 s");
    // Another run of these tests may have one of its own for a moment.
    Eventually.within(
        Duration.ofMinutes(2), "nothing is left behind", () -> before.containsAll(leftovers()));
  }
}
