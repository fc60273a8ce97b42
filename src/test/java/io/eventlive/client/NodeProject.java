package io.eventlive.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A copy of a Node project with its locked packages installed. The copy lies under `target`, named
/// after the lock file, so that packages are fetched once per lock and not once per run.
final class NodeProject {
  private static final String INSTALLED = "installed";

  private final Path folder;

  private NodeProject(Path folder) {
    this.folder = folder;
  }

  static NodeProject installed(Path sources, Path target, Duration limit)
      throws IOException, InterruptedException {
    Path folder = target.resolve("node-" + hashOf(sources.resolve("package-lock.json")));
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    NodeProject project = new NodeProject(folder);
    Path marker = folder.resolve(INSTALLED);
    if (!Files.exists(marker)) {
      Finished install =
          project.run(
              List.of(
                  "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"),
              Map.of(),
              limit);
      if (install.exitCode() != 0) {
        throw new IOException("npm ci ended with " + install.exitCode() + "\n" + install.output());
      }
      Files.createFile(marker);
    }
    return project;
  }

  /// How a program ended and everything it wrote.
  record Finished(int exitCode, String output) {}

  /// Runs a program in the project's folder; one that takes longer than the limit is ended.
  Finished run(List<String> command, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = start(builder, command);
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IOException(
          "%s took longer than %s\n%s".formatted(command, limit, Files.readString(output)));
    }
    String written = Files.readString(output);
    Files.delete(output);
    return new Finished(process.exitValue(), written);
  }

  private static Process start(ProcessBuilder builder, List<String> command) throws IOException {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException(
          command.getFirst() + " cannot be started; this test needs Node 20 or newer with npm", e);
    }
  }

  private static String hashOf(Path lock) throws IOException {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(Files.readString(lock).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
