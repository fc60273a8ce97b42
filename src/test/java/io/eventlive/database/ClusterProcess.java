package io.eventlive.database;

import io.eventlive.folder.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An embedded cluster in a JVM of its own, that a test may kill or run as somebody else.
final class ClusterProcess implements AutoCloseable {
  private static final String STARTED = "started ";

  private final Process process;
  private final long postmaster;

  private ClusterProcess(Process process, long postmaster) {
    this.process = process;
    this.postmaster = postmaster;
  }

  /// The other JVM: starts the cluster, says so, and stops it when its input ends.
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    PrivateFiles.makeFolder(folder);
    Passwords passwords = Passwords.kept(folder.resolve("passwords"), new SecureRandom());
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.start(folder, Path.of(arguments[1]), passwords, 20, _ -> {})) {
      System.out.println(STARTED + postgres.postmaster().process().pid());
      while (System.in.read() >= 0) {
        // until the end
      }
    }
  }

  static ClusterProcess start(Path folder, Path binaries) throws IOException {
    return start(List.of(), System.getProperty("java.class.path"), folder, binaries);
  }

  /// As user 65534, for whom the class path is copied to where it may be read; without root's
  /// rights as ourselves, who are an ordinary user then.
  static ClusterProcess startAsNobody(Path folder, Path binaries, Path copies) throws IOException {
    if (!PostgresPrograms.isRoot()) {
      return start(folder, binaries);
    }
    String readable =
        Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
            .filter(entry -> !entry.contains("darwin"))
            .map(entry -> copied(Path.of(entry), copies))
            .collect(Collectors.joining(java.io.File.pathSeparator));
    return start(
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
        readable,
        folder,
        binaries);
  }

  private static String copied(Path entry, Path copies) {
    if (!Files.exists(entry)) {
      return entry.toString();
    }
    Path target = copies.resolve(Integer.toHexString(entry.hashCode()) + "-" + entry.getFileName());
    try (Stream<Path> files = Files.walk(entry)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(entry.relativize(file).toString());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
      return target.toString();
    } catch (IOException e) {
      throw new IllegalStateException("the class path cannot be copied", e);
    }
  }

  private static ClusterProcess start(
      List<String> prefix, String classPath, Path folder, Path binaries) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            classPath,
            ClusterProcess.class.getName(),
            folder.toString(),
            binaries.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(STARTED)) {
        return new ClusterProcess(process, Long.parseLong(line.substring(STARTED.length())));
      }
    }
    throw new IllegalStateException("the other JVM did not start its cluster");
  }

  ProcessHandle postmaster() {
    return ProcessHandle.of(postmaster).orElseThrow();
  }

  /// As `kill -9`.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /// Ends its input and waits for its clean end.
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
