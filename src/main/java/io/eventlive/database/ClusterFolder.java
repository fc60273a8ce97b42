package io.eventlive.database;

import io.eventlive.database.NoDatabase.Kind;
import io.eventlive.folder.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The embedded cluster's files: PostgreSQL's data folder, its configuration and its log, held by
/// one server at a time.
final class ClusterFolder implements AutoCloseable {
  private static final int LAST_LINES = 5;
  private static final Pattern TELLING =
      Pattern.compile("FATAL:|PANIC:|ERROR:|could not|invalid|unrecognized|requires");
  private static final int LEAST_CONNECTIONS = 100;

  private static final String ACCESS =
      """
      # Written by EventLive at every start.
      # Every connection comes over the loopback and proves a password.
      host all         all 127.0.0.1/32 scram-sha-256
      host all         all ::1/128      scram-sha-256
      host replication all 127.0.0.1/32 scram-sha-256
      host replication all ::1/128      scram-sha-256
      """;

  private static final String SETTINGS =
      """
      # Written by EventLive at every start. What is not named here may be set in postgresql.conf.
      listen_addresses = '127.0.0.1'
      port = %d
      unix_socket_directories = ''
      max_connections = %d
      password_encryption = 'scram-sha-256'

      fsync = on
      full_page_writes = on
      synchronous_commit = on
      wal_level = logical
      max_wal_senders = 10
      max_replication_slots = 10
      max_slot_wal_keep_size = '2GB'

      shared_preload_libraries = 'pg_stat_statements'
      jit = off
      timezone = 'UTC'

      # A week of logs, without values of rows and statements.
      logging_collector = on
      log_directory = 'log'
      log_filename = 'postgresql-%%a.log'
      log_truncate_on_rotation = on
      log_rotation_age = '1d'
      log_rotation_size = 0
      log_error_verbosity = terse
      log_min_error_statement = panic
      log_parameter_max_length = 0
      log_timezone = 'UTC'
      """;

  /// Folders that this process holds. The system's lock belongs to the process, and closing any
  /// second channel to the lock file would drop it; so a second taker must not get that far.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel lockFile;
  private final int maxConnections;

  /// How long each log was before this start. Used by whoever starts the server.
  private final Map<Path, Long> earlier = new HashMap<>();

  private ClusterFolder(Path folder, FileChannel lockFile, int maxConnections) {
    this.folder = folder;
    this.lockFile = lockFile;
    this.maxConnections = maxConnections;
  }

  /// Takes the folder for this process.
  ///
  /// @param connections how many the server has to have room for
  static ClusterFolder take(Path folder, int connections) throws NoDatabase, IOException {
    PrivateFiles.makeFolder(folder);
    // The real path, because the process table shows that one.
    Path real = folder.toRealPath();
    if (!HELD.add(real)) {
      throw inUse(folder);
    }
    try {
      return new ClusterFolder(real, lock(folder, real), Math.max(connections, LEAST_CONNECTIONS));
    } catch (NoDatabase | IOException | RuntimeException e) {
      HELD.remove(real);
      throw e;
    }
  }

  private static FileChannel lock(Path folder, Path real) throws NoDatabase, IOException {
    FileChannel channel =
        FileChannel.open(
            real.resolve("lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    if (channel.tryLock() == null) {
      channel.close();
      throw inUse(folder);
    }
    return channel;
  }

  private static NoDatabase inUse(Path folder) {
    return new NoDatabase(Kind.IN_USE, "The folder " + folder + " is in use by another server.");
  }

  Path path() {
    return folder;
  }

  Path data() {
    return folder.resolve("data");
  }

  Path startLog() {
    return folder.resolve("start.log");
  }

  /// Makes the cluster where there is none: whole, on disk and under its name, or not at all.
  void makeCluster(PostgresPrograms programs, String superuserPassword)
      throws NoDatabase, IOException {
    if (Files.exists(data())) {
      requireCluster();
      return;
    }
    Path draft = folder.resolve("data.new");
    PrivateFiles.deleteFolder(draft);
    Path passwordFile = folder.resolve("initdb.password");
    PrivateFiles.write(passwordFile, superuserPassword + "\n");
    try {
      PostgresPrograms.Result made = programs.initdb(draft, passwordFile);
      if (!made.succeeded()) {
        throw new NoDatabase(
            Kind.NOT_STARTABLE, "PostgreSQL cannot make its data folder: " + made.talk());
      }
    } finally {
      Files.deleteIfExists(passwordFile);
    }
    Files.writeString(
        draft.resolve("postgresql.conf"),
        "\ninclude 'eventlive.conf'\n",
        StandardOpenOption.APPEND);
    PrivateFiles.write(draft.resolve("pg_hba.conf"), ACCESS);
    PrivateFiles.write(draft.resolve("eventlive.conf"), SETTINGS.formatted(0, maxConnections));
    PrivateFiles.moveIntoPlace(draft, data());
  }

  private void requireCluster() throws NoDatabase, IOException {
    Path versionFile = data().resolve("PG_VERSION");
    if (!Files.isRegularFile(versionFile)
        || !Files.readString(data().resolve("postgresql.conf")).contains("eventlive.conf")) {
      throw new NoDatabase(
          Kind.BAD_INPUT, "The folder " + data() + " is not a database that EventLive made.");
    }
    String version = Files.readString(versionFile).strip();
    if (!version.equals(EmbeddedPostgres.MAJOR_VERSION)) {
      throw new NoDatabase(
          Kind.BAD_INPUT,
          "The folder %s was made by PostgreSQL %s; this EventLive brings PostgreSQL %s."
              .formatted(data(), version, EmbeddedPostgres.MAJOR_VERSION));
    }
  }

  /// Configuration is written anew at every start, so that a hand's slip does not outlive it.
  void writeConfiguration(int port) throws IOException {
    PrivateFiles.write(data().resolve("pg_hba.conf"), ACCESS);
    PrivateFiles.write(data().resolve("eventlive.conf"), SETTINGS.formatted(port, maxConnections));
    Files.deleteIfExists(startLog());
    earlier.clear();
    for (Path log : logs()) {
      earlier.put(log, Files.size(log));
    }
  }

  /// Stops what a killed server left running on this folder, and nothing else.
  void stopOrphan(PostgresPrograms programs) throws NoDatabase, IOException {
    switch (Postmaster.find(data())) {
      case Postmaster.Found.Nobody() -> Files.deleteIfExists(data().resolve("postmaster.pid"));
      case Postmaster.Found.Ours(Postmaster postmaster) -> stop(programs, postmaster);
      case Postmaster.Found.SomebodyElse(long pid) ->
          throw new NoDatabase(
              Kind.IN_USE,
              ("The folder %s names process %d as its server, which does not look like ours: stop"
                      + " it, or remove postmaster.pid there if it has nothing to do with it.")
                  .formatted(data(), pid));
    }
  }

  /// Ends the server: cleanly if it can, at once if it does not come to an end.
  void stop(PostgresPrograms programs, Postmaster postmaster) throws NoDatabase {
    if (!programs.stop(data(), "fast", Duration.ofSeconds(20)).succeeded()
        && postmaster.isRunning()
        && !programs.stop(data(), "immediate", Duration.ofSeconds(10)).succeeded()
        && postmaster.isRunning()) {
      throw new NoDatabase(
          Kind.NOT_STARTABLE,
          "PostgreSQL (process %d) does not stop.".formatted(postmaster.process().pid()));
    }
  }

  /// The last words of the server since its configuration was written, for the sentence that says
  /// why it did not start.
  String lastWords() {
    List<String> words = new ArrayList<>();
    try {
      words.addAll(wordsOf(startLog(), 0));
      for (Path log : logs()) {
        words.addAll(wordsOf(log, earlier.getOrDefault(log, 0L)));
      }
    } catch (IOException e) {
      words.add("its log cannot be read: " + e.getMessage());
    }
    return String.join(" | ", words.subList(Math.max(0, words.size() - LAST_LINES), words.size()));
  }

  private static List<String> wordsOf(Path log, long from) throws IOException {
    if (!Files.exists(log)) {
      return List.of();
    }
    byte[] bytes = Files.readAllBytes(log);
    int start = bytes.length < from ? 0 : Math.toIntExact(from); // shorter: it was begun anew
    return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> TELLING.matcher(line).find())
        .toList();
  }

  private List<Path> logs() throws IOException {
    Path folderOfLogs = data().resolve("log");
    try (Stream<Path> files =
        Files.exists(folderOfLogs) ? Files.list(folderOfLogs) : Stream.empty()) {
      return files.toList();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      lockFile.close();
    } finally {
      HELD.remove(folder);
    }
  }
}
