package io.eventlive.server;

import io.eventlive.database.NoDatabase;
import io.eventlive.database.ScriptedDatabase;
import io.eventlive.folder.PrivateFiles;
import io.eventlive.rehearsal.OldPlatform;
import io.eventlive.rehearsal.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server for one rehearsal: the old platform's database in a temporary folder, and `serve` on it
/// as a process of its own, so that the crowd and the server do not share a heap. Closing it stops
/// both and deletes everything.
final class ThrowAwayServer implements AutoCloseable {
  private static final Duration READY_AT_MOST = Duration.ofMinutes(2);
  private static final Duration STOPPED_AT_MOST = Duration.ofSeconds(60);

  private final Path folder;
  private @Nullable ScriptedDatabase database;
  private @Nullable Process process;
  private @Nullable Target target;

  private ThrowAwayServer(Path folder) {
    this.folder = folder;
  }

  /// @param people how many are registered at its event
  static ThrowAwayServer start(int people, SecureRandom random) throws CannotStart {
    ThrowAwayServer server = null;
    try {
      server = new ThrowAwayServer(Files.createTempDirectory("eventlive-rehearsal-"));
      server.open(people, random);
      ThrowAwayServer started = server;
      server = null;
      return started;
    } catch (NoDatabase failure) {
      throw CannotStart.of(failure);
    } catch (IOException failure) {
      throw CannotStart.unreachable(
          "The server of the rehearsal does not start: " + failure, failure);
    } finally {
      if (server != null) server.close();
    }
  }

  private void open(int people, SecureRandom random) throws NoDatabase, IOException, CannotStart {
    List<String> scripts = new ArrayList<>(OldPlatform.scripts());
    scripts.add(OldPlatform.registering(people));
    ScriptedDatabase made =
        ScriptedDatabase.start(
            folder.resolve("postgres"),
            folder.resolve("programs"),
            scripts,
            access -> OldPlatform.access(access.database(), access.login(), access.password()),
            _ -> {},
            random);
    database = made;
    Process started = serve(made.url());
    process = started;
    Path ready = folder.resolve("ready.json");
    long deadline = System.nanoTime() + READY_AT_MOST.toNanos();
    while (!Files.exists(ready)) {
      if (!started.isAlive() || System.nanoTime() > deadline) {
        throw CannotStart.unreachable(
            "The server of the rehearsal does not start; it said: "
                + Files.readString(folder.resolve("talk")).strip());
      }
      pause();
    }
    JsonNode said = JsonMapper.shared().readTree(Files.readString(ready));
    target =
        new Target(
            URI.create(said.get("url").asString()),
            said.get("anonKey").asString(),
            said.get("serviceRoleKey").asString());
  }

  private Process serve(String databaseUrl) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.eventlive.Main",
                "serve",
                "--port",
                "0",
                "--data",
                folder.resolve("data").toString(),
                "--ready-file",
                folder.resolve("ready.json").toString(),
                "--schema",
                "existing",
                "--manage-publication",
                "--stop-with-input")
            .redirectOutput(folder.resolve("talk").toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith(Setting.PREFIX));
    builder.environment().put(Setting.DATABASE.variable(), databaseUrl);
    // Attendees come from addresses of their own, as they would through a proxy.
    builder.environment().put(Setting.TRUSTED_PROXIES.variable(), "127.0.0.1");
    return builder.start();
  }

  private static void pause() throws CannotStart {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw CannotStart.badInput("Interrupted before anybody arrived.");
    }
  }

  Target target() {
    if (target == null) throw new IllegalStateException("It has not been started");
    return target;
  }

  @Override
  public void close() {
    if (process != null) end(process);
    if (database != null) database.close();
    try {
      PrivateFiles.deleteFolder(folder);
    } catch (IOException _) {
      // it lies where the system sweeps
    }
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close(); // it stops with its input
      if (process.waitFor(STOPPED_AT_MOST.toSeconds(), TimeUnit.SECONDS)) return;
    } catch (IOException _) {
      // it has ended already, or is ended now
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
