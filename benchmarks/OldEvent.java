import io.eventlive.database.ScriptedDatabase;
import io.eventlive.rehearsal.OldPlatform;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The old platform's database and a server on it in `existing` mode, both on the server's
/// processor, and crowds that come from the load's.
final class OldEvent implements AutoCloseable {
  private static final String STATEMENTS =
      """
      select round(s.total_exec_time)::bigint || ' ms in ' || s.calls || ' calls: '
        || left(regexp_replace(s.query, '\\s+', ' ', 'g'), 300)
      from pg_stat_statements as s
      join pg_database as d on d.oid = s.dbid
      where d.datname = 'rehearsal'
      order by s.total_exec_time desc
      limit 12
      """;

  /// What the database and the processes have done so far.
  ///
  /// @param transactions of everybody in this database
  /// @param serverMicros processor time
  /// @param databaseMicros processor time
  record Work(long transactions, long serverMicros, long databaseMicros) {
    Work since(Work before) {
      return new Work(
          transactions - before.transactions,
          serverMicros - before.serverMicros,
          databaseMicros - before.databaseMicros);
    }
  }

  private final Path folder;
  private final ScriptedDatabase database;
  private final Process server;
  private final JsonNode ready;

  private OldEvent(Path folder, ScriptedDatabase database, Process server, JsonNode ready) {
    this.folder = folder;
    this.database = database;
    this.server = server;
    this.ready = ready;
  }

  /// @param people how many are registered
  /// @param settings further variables of the server
  /// @param options further options of `serve`
  static OldEvent open(int people, Map<String, String> settings, List<String> options)
      throws Exception {
    Path folder = Files.createTempDirectory("eventlive-incident");
    List<String> scripts = new ArrayList<>(OldPlatform.scripts());
    scripts.add(OldPlatform.registering(people));
    ScriptedDatabase database =
        ScriptedDatabase.start(
            folder.resolve("postgres"),
            Path.of(System.getProperty("java.io.tmpdir"), "eventlive-benchmark-programs"),
            scripts,
            access -> OldPlatform.access(access.database(), access.login(), access.password()),
            _ -> {},
            new SecureRandom());
    keepToTheServersProcessor(database.pid());
    try (Connection connection = connect(database, "postgres")) {
      connection.createStatement().execute("create extension pg_stat_statements");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                "./eventlive",
                "serve",
                "--port",
                "0",
                "--data",
                folder.resolve("data").toString(),
                "--ready-file",
                folder.resolve("ready.json").toString(),
                "--schema",
                "existing"));
    command.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(Programs.pinned(Benchmarks.SERVER_PROCESSOR, command))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile());
    builder.environment().put("EVENTLIVE_DATABASE", database.url());
    builder.environment().put("EVENTLIVE_TRUSTED_PROXIES", "127.0.0.1");
    builder.environment().putAll(settings);
    Process server = builder.start();
    Path ready = folder.resolve("ready.json");
    long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    while (!Files.exists(ready)) {
      if (!server.isAlive() || System.nanoTime() > deadline) {
        server.destroy();
        database.close();
        throw new IOException("no server:\n" + Files.readString(folder.resolve("server.log")));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return new OldEvent(folder, database, server, JsonMapper.shared().readTree(ready.toFile()));
  }

  /// PostgreSQL's processes, and with them those that it starts later.
  private static void keepToTheServersProcessor(long postmaster) throws Exception {
    List<Long> pids = new ArrayList<>(List.of(postmaster));
    ProcessHandle.of(postmaster).orElseThrow().descendants().forEach(each -> pids.add(each.pid()));
    for (long pid : pids) {
      Programs.output(List.of("taskset", "-acp", "" + Benchmarks.SERVER_PROCESSOR, "" + pid));
    }
  }

  /// Lets a crowd in.
  ///
  /// @param options of `rehearse`
  /// @return `result.json`
  JsonNode rehearse(List<String> options) throws IOException, InterruptedException {
    Path out = Files.createTempDirectory(folder, "crowd");
    List<String> command =
        new ArrayList<>(
            List.of(
                "./eventlive",
                "rehearse",
                "--url",
                ready.get("url").asString(),
                "--data",
                folder.resolve("data").toString(),
                "--out",
                out.toString()));
    command.addAll(options);
    Process crowd =
        new ProcessBuilder(Programs.pinned(Benchmarks.LOAD_PROCESSOR, command))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int code = crowd.waitFor();
    if (code > 1) throw new IOException("the crowd did not come: exit code " + code);
    return JsonMapper.shared().readTree(out.resolve("result.json").toFile());
  }

  Work work() throws Exception {
    long transactions =
        Long.parseLong(
            rows(
                    "postgres",
                    "select xact_commit + xact_rollback from pg_stat_database"
                        + " where datname = 'rehearsal'")
                .getFirst());
    long databaseMicros = micros(database.pid(), true);
    for (ProcessHandle child :
        ProcessHandle.of(database.pid()).orElseThrow().descendants().toList()) {
      databaseMicros += micros(child.pid(), false);
    }
    return new Work(transactions, micros(ready.get("pid").asLong(), false), databaseMicros);
  }

  /// What the database spent its time on, the costliest first.
  List<String> costliestStatements() throws SQLException {
    return rows("postgres", STATEMENTS);
  }

  /// What the server said at its start and since.
  String log() throws IOException {
    return Files.readString(folder.resolve("server.log"));
  }

  private List<String> rows(String name, String sql) throws SQLException {
    try (Connection connection = connect(database, name);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (found.next()) rows.add(found.getString(1));
      return rows;
    }
  }

  private static Connection connect(ScriptedDatabase database, String name) throws SQLException {
    URI url = URI.create(database.administratorUrl());
    String[] user = url.getRawUserInfo().split(":", 2);
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s".formatted(url.getHost(), url.getPort(), name),
        user[0],
        user[1]);
  }

  /// User and system time; with those of children that have ended, if asked.
  private static long micros(long pid, boolean withEndedChildren) throws IOException {
    String stat;
    try {
      stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    } catch (IOException _) {
      return 0; // it has just ended: its parent counts it now
    }
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    if (withEndedChildren) ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
    return ticks * 10_000; // Linux counts processor time for /proc in hundredths of a second
  }

  @Override
  public void close() throws Exception {
    ProcessHandle.of(ready.get("pid").asLong()).ifPresent(ProcessHandle::destroy);
    boolean stopped = server.waitFor(60, TimeUnit.SECONDS);
    database.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
    if (!stopped) throw new IOException("the server does not stop");
  }
}
