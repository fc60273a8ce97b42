package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `serve` as a process of its own, from the classes of this build. Ends with the test's JVM,
/// because it stops with its standard input.
final class ServerProcess implements AutoCloseable {
  private static final Duration AT_MOST = Duration.ofMinutes(3);

  private final Process process;
  private final Path folder;

  private ServerProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /// @param folder for the ready file and what the process says
  static ServerProcess start(Path folder, Map<String, String> environment, String... options)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.eventlive.Main",
                "serve",
                "--port",
                "0",
                "--stop-with-input",
                "--ready-file",
                folder.resolve("ready.json").toString()));
    command.addAll(Arrays.asList(options));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("EVENTLIVE_"));
    builder.environment().putAll(environment);
    return new ServerProcess(builder.start(), folder);
  }

  /// What the ready file says, once it is there.
  JsonNode awaitReady() throws IOException {
    long deadline = System.nanoTime() + AT_MOST.toNanos();
    while (!Files.exists(readyFile())) {
      assertThat(process.isAlive()).as("the server lives; it said: %s", err()).isTrue();
      assertThat(System.nanoTime()).as("ready in time; it said: %s", err()).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return JsonMapper.shared().readTree(Files.readString(readyFile()));
  }

  Path readyFile() {
    return folder.resolve("ready.json");
  }

  long pid() {
    return process.pid();
  }

  /// Sends SIGTERM and waits.
  ///
  /// @return the exit code
  int terminate() throws IOException, InterruptedException {
    signal("TERM"); // Process.destroy would close standard input besides, which stops it too
    return awaitEnd();
  }

  /// Sends a signal by name.
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  String out() throws IOException {
    return Files.readString(folder.resolve("out"), StandardCharsets.UTF_8);
  }

  String err() throws IOException {
    return Files.readString(folder.resolve("err"), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    if (!process.isAlive()) return;
    process.destroy();
    boolean ended = false;
    try {
      ended = process.waitFor(AT_MOST.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (!ended) process.destroyForcibly();
  }
}
