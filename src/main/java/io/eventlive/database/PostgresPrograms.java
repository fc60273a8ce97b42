package io.eventlive.database;

import io.eventlive.database.NoDatabase.Kind;
import io.eventlive.folder.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs `initdb` and `pg_ctl`.
///
/// PostgreSQL refuses to run as root. Where we are root, its programs run in a user namespace of
/// their own (`unshare -U`) in which they are nobody and hold no privilege, while their files
/// remain root's.
final class PostgresPrograms {
  private final Path home;
  private final Path talk;
  private final boolean asRoot;

  private PostgresPrograms(Path home, Path talk, boolean asRoot) {
    this.home = home;
    this.talk = talk;
    this.asRoot = asRoot;
  }

  /// @param home the folder with `bin`
  /// @param folder where the programs' talk may be kept
  /// @throws NoDatabase where we are root and user namespaces are forbidden
  static PostgresPrograms of(Path home, Path folder) throws NoDatabase {
    boolean root = isRoot();
    Path talk = folder.resolve("programs.log");
    try {
      PrivateFiles.write(talk, ""); // with its mode, before a program writes to it
    } catch (IOException e) {
      throw new NoDatabase(Kind.BAD_INPUT, "The folder " + folder + " cannot be used: " + e, e);
    }
    PostgresPrograms programs = new PostgresPrograms(home, talk, root);
    if (root && programs.run(Duration.ofSeconds(10), List.of("true")).exitCode() != 0) {
      throw new NoDatabase(
          Kind.NOT_STARTABLE,
          "PostgreSQL does not run as root, and this system forbids the user namespace that would"
              + " help (unshare -U): start EventLive as an ordinary user, or name a database with"
              + " --database.");
    }
    return programs;
  }

  Result initdb(Path data, Path passwordFile) throws NoDatabase {
    List<String> command =
        new ArrayList<>(
            List.of(
                program("initdb"),
                "--pgdata=" + data,
                "--username=" + Passwords.ADMINISTRATOR,
                "--pwfile=" + passwordFile,
                "--auth-local=scram-sha-256",
                "--auth-host=scram-sha-256",
                "--encoding=UTF8",
                "--data-checksums",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--lc-messages=C"));
    command.add(isMac() ? "--locale=en_US.UTF-8" : "--locale=C.UTF-8");
    return run(Duration.ofMinutes(2), command);
  }

  /// Starts the postmaster in a session of its own, so that a terminal's Ctrl-C reaches only us.
  /// What is given as an option cannot be overruled by `alter system`.
  Result start(Path data, Path log, Duration patience) throws NoDatabase {
    return run(
        patience.plusSeconds(10),
        List.of(
            program("pg_ctl"),
            "--pgdata=" + data,
            "--log=" + log,
            "--wait",
            "--timeout=" + patience.toSeconds(),
            "--options=-c fsync=on -c full_page_writes=on -c synchronous_commit=on"
                + " -c listen_addresses=127.0.0.1",
            "start"));
  }

  Result stop(Path data, String mode, Duration patience) throws NoDatabase {
    return run(
        patience.plusSeconds(10),
        List.of(
            program("pg_ctl"),
            "--pgdata=" + data,
            "--mode=" + mode,
            "--wait",
            "--timeout=" + patience.toSeconds(),
            "stop"));
  }

  private String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  private Result run(Duration limit, List<String> command) throws NoDatabase {
    List<String> whole = new ArrayList<>();
    if (asRoot) {
      whole.addAll(List.of("unshare", "-U"));
    }
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    environment.put("LC_ALL", isMac() ? "en_US.UTF-8" : "C.UTF-8");
    // A file and not a pipe: a postmaster that kept the pipe open would keep us waiting.
    builder.redirectErrorStream(true).redirectOutput(talk.toFile());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return new Result(-1, "no end after " + limit.toSeconds() + " s");
      }
      return new Result(
          process.exitValue(), Files.readString(talk, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new NoDatabase(
          Kind.NOT_STARTABLE, "PostgreSQL's programs cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoDatabase(Kind.NOT_STARTABLE, "Interrupted while PostgreSQL was starting.", e);
    }
  }

  private static boolean isMac() {
    return System.getProperty("os.name").startsWith("Mac");
  }

  static boolean isRoot() {
    try {
      Path self = Path.of("/proc/self");
      return Files.exists(self)
          ? Files.getAttribute(self, "unix:uid").equals(0)
          : "root".equals(System.getProperty("user.name"));
    } catch (IOException _) { // no such attribute here: the name has to do
      return "root".equals(System.getProperty("user.name"));
    }
  }

  /// How a program ended and what it said.
  record Result(int exitCode, String talk) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }
}
