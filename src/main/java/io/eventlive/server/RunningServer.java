package io.eventlive.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What a running server says of itself in its data folder, so that a second one and `eventlive
/// keys` can name it. The folder's lock, not this file, decides who may run.
///
/// @param started when the process started: a pid alone may be another process's after a restart,
///   and in a container it usually is
/// @param url empty until the server answers
record RunningServer(String pid, String started, String url) {
  private static final String FILE = "running.env";

  /// This process, before it answers.
  static RunningServer self() {
    ProcessHandle self = ProcessHandle.current();
    return new RunningServer(Long.toString(self.pid()), started(self), "");
  }

  RunningServer at(String address) {
    return new RunningServer(pid, started, address);
  }

  /// What a folder says; empty where no server runs there, or it is just going.
  static Optional<RunningServer> read(Path folder) {
    try {
      Map<String, String> said = EnvFile.read(folder.resolve(FILE));
      return Optional.of(
          new RunningServer(
              said.getOrDefault("PID", ""),
              said.getOrDefault("STARTED", ""),
              said.getOrDefault("URL", "")));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  void write(Path folder) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("PID", pid);
    values.put("STARTED", started);
    values.put("URL", url);
    EnvFile.write(folder.resolve(FILE), "The server that uses this folder now.", values);
  }

  static void remove(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
  }

  boolean sameProcessAs(RunningServer other) {
    return pid.equals(other.pid) && started.equals(other.started);
  }

  /// Whether the process that wrote this still lives.
  boolean lives() {
    return ProcessHandle.allProcesses()
        .filter(process -> pid.equals(Long.toString(process.pid())))
        .anyMatch(process -> Objects.equals(started, started(process)));
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("unknown");
  }
}
