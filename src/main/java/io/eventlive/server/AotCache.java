package io.eventlive.server;

import io.eventlive.folder.PrivateFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes the JVM's ahead-of-time cache, which makes later starts quick, in the background of the
/// first start.
///
/// A second JVM, of the lowest priority, serves the same embedded database for a moment, writing
/// nothing to it, and leaves the cache when it ends. Recording in the serving JVM itself would be
/// simpler, but slows down its first hours and adds seconds to its stop. The cache appears under
/// its name by one rename, so a start never sees half of one; of several first starts at once a
/// lock lets one make it; the second JVM ends when its standard input does, and so with the first
/// one, however that ended. Where anything fails there is no cache, and the next start tries again.
///
/// One virtual thread does it all; `trainer` is written by it and read by [#close].
final class AotCache implements AutoCloseable {
  /// System property by which the launcher asks for a cache, and says where.
  static final String PROPERTY = "eventlive.aotCache";

  private static final String MAKING = "making-";
  private static final Duration START_AT_MOST = Duration.ofMinutes(2);
  private static final Duration END_AT_MOST = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int TIMEOUT_MS = 10_000;
  private static final List<String> VISITED =
      List.of("/", "/health", "/auth/v1/settings", "/auth/v1/user", "/rest/v1/webinars?select=*");

  private final Path place;
  private final String databaseUrl;
  private final Thread thread;
  private volatile @Nullable Process trainer;
  private volatile boolean closing;

  private AotCache(Path place, String databaseUrl) {
    this.place = place;
    this.databaseUrl = databaseUrl;
    this.thread = Thread.ofVirtual().name("aot-cache").unstarted(this::make);
  }

  /// Begins to make the cache, and does not wait for it.
  ///
  /// @param databaseUrl of a database that the second JVM may read
  static AotCache begin(Path place, String databaseUrl) {
    AotCache cache = new AotCache(place, databaseUrl);
    cache.thread.start();
    return cache;
  }

  private void make() {
    try (FileChannel channel =
            FileChannel.open(
                place.resolveSibling("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock()) {
      if (lock == null || Files.exists(place)) return;
      deleteLeftovers();
      Path folder = Files.createTempDirectory(place.getParent(), MAKING);
      try {
        Path made = folder.resolve("cache.aot");
        if (train(folder, made)) {
          force(made); // or a power cut could leave the name with half of the content
          PrivateFiles.moveIntoPlace(made, place);
        }
      } finally {
        PrivateFiles.deleteFolder(folder);
      }
    } catch (IOException | OverlappingFileLockException _) {
      // without a cache the next start is slower, and tries again
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// What a server that was killed in the middle left; with the lock held nobody works on it.
  private void deleteLeftovers() throws IOException {
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(place.getParent(), MAKING + "*")) {
      for (Path folder : folders) PrivateFiles.deleteFolder(folder);
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /// @return whether the second JVM left a whole cache
  private boolean train(Path folder, Path made) throws IOException, InterruptedException {
    Path readyFile = folder.resolve("ready.json");
    ProcessBuilder builder =
        new ProcessBuilder(command(made, folder.resolve("data"), readyFile))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith(Setting.PREFIX));
    environment.put(Setting.DATABASE.variable(), databaseUrl);
    environment.put(Setting.SCHEMA.variable(), "existing");
    environment.put(Setting.REQUEST_CONNECTIONS.variable(), "1");
    environment.put(Setting.SIGN_IN_CONNECTIONS.variable(), "1");
    Process process = builder.start();
    trainer = process;
    try {
      if (!awaitReady(process, readyFile)) return false;
      visit(readyFile);
      process.getOutputStream().close(); // which is its sign to stop
      return process.waitFor(END_AT_MOST.toSeconds(), TimeUnit.SECONDS)
          && process.exitValue() == ExitCode.DONE.number()
          && !closing
          && Files.size(made) > 0;
    } finally {
      end(process);
    }
  }

  private static List<String> command(Path made, Path data, Path readyFile) {
    List<String> command = new ArrayList<>();
    Path nice = Path.of("/usr/bin/nice");
    if (Files.isExecutable(nice)) command.addAll(List.of(nice.toString(), "-n", "19"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The cache serves only a JVM with the very flags that it was recorded with.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-D" + PROPERTY))
        .forEach(command::add);
    command.add("-XX:AOTCacheOutput=" + made);
    command.addAll(List.of("-jar", System.getProperty("java.class.path")));
    command.addAll(List.of("serve", "--port", "0", "--data", data.toString()));
    command.addAll(List.of("--ready-file", readyFile.toString(), "--stop-with-input"));
    return command;
  }

  private boolean awaitReady(Process process, Path readyFile) {
    long deadline = System.nanoTime() + START_AT_MOST.toNanos();
    while (process.isAlive() && !closing && System.nanoTime() < deadline) {
      if (Files.exists(readyFile)) return true;
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return false;
  }

  private static void visit(Path readyFile) throws IOException {
    JsonNode ready = JsonMapper.shared().readTree(Files.readString(readyFile));
    for (String path : VISITED) {
      URI uri = URI.create(ready.get("url").asString() + path);
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MS);
      connection.setReadTimeout(TIMEOUT_MS);
      connection.setRequestProperty("apikey", ready.get("anonKey").asString());
      connection.getResponseCode(); // whatever it is, the code behind it ran
      connection.disconnect();
    }
  }

  /// Gives up what is not finished, and leaves nothing of it.
  @Override
  public void close() {
    closing = true;
    Process process = trainer;
    if (process != null) end(process);
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// With the JVM that it starts at its end to write the cache.
  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
