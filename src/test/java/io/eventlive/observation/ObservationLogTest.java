package io.eventlive.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.observation.Observation.RequestAnswered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationLogTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-02-06T05:00:00.123Z"), ZoneOffset.UTC);

  @TempDir private Path folder;

  private static RequestAnswered answered(String path, String query) {
    return new RequestAnswered(
        "0123456789abcdef",
        "GET",
        "/rest/v1/registrations",
        path,
        query,
        400,
        Optional.of("42703"),
        Optional.of("authenticated"),
        Duration.ofNanos(1_234_567),
        0,
        98,
        "203.0.113.77",
        "supabase-js-web/2.81.1",
        "Mozilla/5.0 (someone@example.com)");
  }

  @Test
  void writesOneJsonObjectPerObservation() throws IOException {
    Path file = folder.resolve("events.log");
    try (ObservationLog log = ObservationLog.open(LogConfig.file(file), CLOCK)) {
      log.observe(answered("/rest/v1/registrations", "select=id&webinar_id=eq.7"));
      log.observe(new Observation.ConnectionRefused("2001:db8:1:2:3:4:5:6", 12_000));
    }

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "{\"time\":\"2026-02-06T05:00:00.123Z\",\"level\":\"info\","
                + "\"event\":\"request.answered\",\"request_id\":\"0123456789abcdef\","
                + "\"method\":\"GET\",\"route\":\"/rest/v1/registrations\","
                + "\"path\":\"/rest/v1/registrations\",\"query\":\"select=id&webinar_id=eq.*\","
                + "\"status\":400,\"error_code\":\"42703\",\"role\":\"authenticated\","
                + "\"duration_us\":1234,\"request_bytes\":0,\"answer_bytes\":98,"
                + "\"client\":\"203.0.113.0/24\",\"client_info\":\"supabase-js-web/2.81.1\","
                + "\"user_agent\":\"Mozilla/5.0 (*)\"}",
            "{\"time\":\"2026-02-06T05:00:00.123Z\",\"level\":\"warn\","
                + "\"event\":\"connection.refused\",\"client\":\"2001:db8:1::/48\",\"open\":12000}");
  }

  @Test
  void putsNoPipeOrDeviceAside() throws Exception {
    Path pipe = folder.resolve("pipe");
    run("mkfifo", pipe.toString());
    run("touch", "-c", "-d", "2026-02-05T05:00:00Z", pipe.toString()); // a file would be put aside
    try (ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<String>> read = reader.submit(() -> Files.readAllLines(pipe));
      try (ObservationLog log = ObservationLog.open(LogConfig.file(pipe), CLOCK)) {
        log.observe(answered("/rest/v1/registrations", ""));
      }

      assertThat(read.get(30, TimeUnit.SECONDS)).hasSize(1);
      assertThat(Files.readAttributes(pipe, BasicFileAttributes.class).isOther()).isTrue();
    }
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  @Test
  void readsItsOwnLinesBackAndNoOthers() {
    LogLine line = LogLines.of(CLOCK.instant(), answered("/auth/v1/user", ""));

    assertThat(LogLine.parse(line.toJson()))
        .hasValueSatisfying(read -> {
          assertThat(read.toJson()).isEqualTo(line.toJson());
          assertThat(read.fields()).containsEntry("duration_us", 1234L);
        });
    assertThat(
            Stream.of("", "null", "{}", "not json", "{\"time\":\"now\",\"level\":\"info\"}", "[1]")
                .map(LogLine::parse))
        .allSatisfy(read -> assertThat(read).isEmpty());
  }

  @Test
  void neverWaitsAndTellsHowManyItLost() throws IOException {
    Path file = folder.resolve("events.log");
    int observed = 50_000;
    long dropped;
    try (ObservationLog log =
        ObservationLog.open(new LogConfig(file, 64 * 1024 * 1024, 2, 100), CLOCK)) {
      for (int i = 0; i < observed; i++) log.observe(answered("/rest/v1/" + i, "a=eq.1"));
      dropped = log.dropped();
    }

    List<LogLine> lines =
        Files.readAllLines(file).stream().flatMap(l -> LogLine.parse(l).stream()).toList();
    long written = lines.stream().filter(line -> line.event().equals("request.answered")).count();
    long told =
        lines.stream()
            .filter(line -> line.event().equals("log.dropped"))
            .mapToLong(line -> (Long) line.fields().getOrDefault("count", 0L))
            .sum();
    assertThat(dropped).isPositive();
    assertThat(told).isEqualTo(dropped);
    assertThat(written + told).isEqualTo(observed);
  }

  @Test
  void putsFullFilesAsideAndKeepsSoMany() throws IOException {
    Path file = folder.resolve("events.log");
    try (ObservationLog log =
        ObservationLog.open(new LogConfig(file, 16 * 1024, 2, 100_000), CLOCK)) {
      IntStream.range(0, 3_000).forEach(i -> log.observe(answered("/rest/v1/x", "a=eq.1")));
    }

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(path -> path.toString().endsWith(".gz"))).isNotEmpty();
    }
  }

  @Test
  void goesOnAfterAFailureThatCannotBePrinted() throws IOException {
    Path file = folder.resolve("events.log");
    Throwable unprintable =
        new IllegalStateException() {
          @Override
          public String getMessage() {
            throw new IllegalStateException("not to be printed");
          }
        };
    try (ObservationLog log = ObservationLog.open(LogConfig.file(file), CLOCK)) {
      log.observe(new Observation.UnexpectedFailure("this", Optional.empty(), unprintable));
      log.observe(answered("/rest/v1/after", ""));
    }

    List<String> events =
        Files.readAllLines(file).stream()
            .flatMap(line -> LogLine.parse(line).stream())
            .map(LogLine::event)
            .toList();
    assertThat(events).containsExactlyInAnyOrder("request.answered", "log.dropped");
  }

  @Test
  void redactsTheMessagesOfFailures() {
    Throwable cause =
        new IllegalStateException("Key (email)=(attendee1@example.com) already exists");

    LogLine line =
        LogLines.of(
            CLOCK.instant(),
            new Observation.UnexpectedFailure("POST /rest/v1/*", Optional.of("7"), cause));

    assertThat(line.level()).isEqualTo(LogLine.Level.ERROR);
    assertThat(line.toJson())
        .contains("IllegalStateException", "already exists", "ObservationLogTest")
        .doesNotContain("attendee1", "example.com");
  }
}
