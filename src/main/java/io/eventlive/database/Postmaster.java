package io.eventlive.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The running process that serves a data folder, as its `postmaster.pid` and the system's process
/// table show it.
///
/// @param process remembers when the process began, so that a re-used id is not mistaken for it
/// @param port where it listens
record Postmaster(ProcessHandle process, int port) {
  private static final int PORT_LINE = 3;

  /// What the pid file in a data folder leads to.
  sealed interface Found {
    /// No process serves the folder; a pid file that was left behind may be removed.
    record Nobody() implements Found {}

    /// The process serves this folder.
    record Ours(Postmaster postmaster) implements Found {}

    /// A PostgreSQL that cannot be shown to serve this folder: hands off.
    record SomebodyElse(long pid) implements Found {}
  }

  static Found find(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return new Found.Nobody();
    }
    List<String> lines = Files.readAllLines(file);
    Optional<ProcessHandle> process =
        lines.isEmpty() ? Optional.empty() : handle(lines.getFirst().strip());
    if (process.isEmpty() || !isRunning(process.get())) {
      return new Found.Nobody();
    }
    if (serves(process.get(), data)) {
      int port = lines.size() > PORT_LINE ? number(lines.get(PORT_LINE)) : 0;
      return new Found.Ours(new Postmaster(process.get(), port));
    }
    String command = process.get().info().command().orElse("");
    return command.isEmpty() || command.endsWith("postgres") || command.endsWith("postmaster")
        ? new Found.SomebodyElse(process.get().pid())
        : new Found.Nobody(); // the id has been given to another program since
  }

  boolean isRunning() {
    return isRunning(process);
  }

  /// Processes of a dead postmaster that still hold the folder's shared memory. Only Linux shows
  /// them; elsewhere PostgreSQL's own check has to be waited for.
  static List<ProcessHandle> leftBehind(Path data) {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> worksIn(process, data)).toList();
    }
  }

  private static boolean serves(ProcessHandle process, Path data) {
    List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
    boolean postgres = process.info().command().orElse("").endsWith("/postgres");
    return postgres && (arguments.contains(data.toString()) || worksIn(process, data));
  }

  private static boolean worksIn(ProcessHandle process, Path data) {
    Path entry = Path.of("/proc", Long.toString(process.pid()));
    try {
      return Files.isSymbolicLink(entry.resolve("cwd"))
          && Files.readSymbolicLink(entry.resolve("cwd")).equals(data)
          && Files.readSymbolicLink(entry.resolve("exe")).endsWith("bin/postgres");
    } catch (IOException _) { // gone meanwhile, or not ours to look at
      return false;
    }
  }

  /// A process that ended but was not yet collected by its parent counts as ended.
  static boolean isRunning(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
    try {
      String text = Files.exists(stat) ? Files.readString(stat) : "";
      return !text.startsWith("Z", text.lastIndexOf(')') + 2);
    } catch (IOException _) { // it ended while we looked
      return process.isAlive();
    }
  }

  private static Optional<ProcessHandle> handle(String pid) {
    // A leading minus stands for a single-user backend; no server then.
    return number(pid) > 0 ? ProcessHandle.of(number(pid)) : Optional.empty();
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
