import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Measures a server beside what PostgreSQL can do without it, and writes `docs/benchmarks.md`
/// between its markers, and there the rows of "Against the goals" that it measured.
///
/// The server and its database have the first processor, the load has the second, and the two sides
/// of a comparison take turns, so that a busy minute of the machine hits both.
final class Benchmarks {
  static final int SERVER_PROCESSOR = 0;
  static final int LOAD_PROCESSOR = 1;

  /// Of the last minute, before anything was started.
  private static final String LOAD_BEFORE = loadAverage();

  /// What is measured is the way to the database.
  private static final Map<String, String> WITHOUT_SHARING =
      Map.of("EVENTLIVE_SHARED_ANSWERS", "false");

  private static final Path PAGE = Path.of("docs/benchmarks.md");
  private static final String BEGIN = "<!-- begin measured -->\n";
  private static final String END = "<!-- end measured -->";

  /// How long and how often to measure.
  ///
  /// @param pgbench the program
  /// @param attendees how many register in one run
  record Plan(String pgbench, int runs, Duration length, int attendees) {}

  private Benchmarks() {}

  public static void main(String[] arguments) throws Exception {
    Plan plan = plan(arguments);
    keepToTheLoadsProcessor();
    List<String> sections = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    try (Served served = Served.start(SERVER_PROCESSOR, WITHOUT_SHARING);
        Connection connection = served.connect()) {
      sections.add(circumstances(plan, connection));
      Crowd crowd = Crowd.gather(connection, plan.attendees());
      Reads reads = new Reads(served, crowd, plan, connection);
      sections.add(reads.table());
      goals.addAll(reads.goals());
      sections.add(new Planning(served, crowd, plan).table());
      Registrations registrations = new Registrations(served, crowd, plan, connection);
      sections.add(registrations.table());
      goals.addAll(registrations.goals());
    }
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    String measured = String.join("\n", sections);
    String written = page.substring(0, begin) + measured + page.substring(page.indexOf(END));
    Files.writeString(PAGE, Goal.write(written, goals));
    System.out.print(measured);
  }

  private static Plan plan(String[] arguments) {
    String pgbench = "pgbench";
    int runs = 7;
    int seconds = 5;
    int attendees = 4_000;
    for (int i = 0; i < arguments.length; i += 2) {
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--pgbench" -> pgbench = value;
        case "--runs" -> runs = Integer.parseInt(value);
        case "--seconds" -> seconds = Integer.parseInt(value);
        case "--attendees" -> attendees = Integer.parseInt(value);
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    return new Plan(pgbench, runs, Duration.ofSeconds(seconds), attendees);
  }

  private static void keepToTheLoadsProcessor() throws IOException, InterruptedException {
    String self = "" + ProcessHandle.current().pid();
    Programs.output(List.of("taskset", "-acp", "" + LOAD_PROCESSOR, self));
  }

  private static String circumstances(Plan plan, Connection connection) throws Exception {
    String commit = Programs.output(List.of("git", "rev-parse", "--short", "HEAD")).strip();
    boolean changed =
        !Programs.output(List.of("git", "status", "--porcelain", "--", "src", "pom.xml")).isBlank();
    return """
    | | |
    |---|---|
    | measured | %s, commit `%s`%s |
    | machine | %s, %d processors, %s |
    | busy before | load average %s |
    | Java | %s |
    | database | PostgreSQL %s, embedded, fsync %s |
    | runs | %d of %d s each, both sides in turn; median (least–most) |
    | processors | server and database on one, load on another |
    """
        .formatted(
            LocalDate.now(),
            commit,
            changed ? " with changes" : "",
            firstAfter(Path.of("/proc/cpuinfo"), "model name"),
            Integer.parseInt(Programs.output(List.of("nproc", "--all")).strip()),
            System.getProperty("os.name") + " " + System.getProperty("os.version").split("-")[0],
            LOAD_BEFORE,
            Runtime.version(),
            setting(connection, "server_version"),
            setting(connection, "fsync"),
            plan.runs(),
            plan.length().toSeconds());
  }

  private static String loadAverage() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    } catch (IOException _) {
      return "unknown";
    }
  }

  private static String firstAfter(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static String setting(Connection connection, String name) throws Exception {
    try (ResultSet rows = connection.createStatement().executeQuery("show " + name)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
