import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// Replays the incident: the old client's crowd joins within a minute, and stays for chat, polling
/// and a host's dashboard. Server and PostgreSQL have the first processor, the crowd the second.
/// Writes the section "The incident" of `docs/benchmarks.md`.
final class Incident {
  private static final Path PAGE = Path.of("docs/benchmarks.md");
  private static final String SECTION = "## The incident";
  private static final Set<String> JOIN =
      Set.of("landing", "sign in", "live page", "live page opens");
  private static final double GOAL_MILLIS = 500;
  private static final double GOAL_HASH_MILLIS = 5_000;
  private static final int SLOWEST = 10;

  /// @param off what switches sharing off
  private record Options(
      int attendees,
      String over,
      String stay,
      List<String> shapes,
      List<String> sharing,
      Map<String, String> off,
      Path profile) {}

  /// One run with what the machine did meanwhile.
  private record Run(String sharing, JsonNode result, OldEvent.Work work) {
    Stream<JsonNode> join() {
      return StreamSupport.stream(result.get("steps").spliterator(), false)
          .filter(step -> JOIN.contains(step.get("scene").asString()));
    }

    Stream<JsonNode> plain() {
      return join().filter(step -> !step.get("hashesPassword").asBoolean());
    }

    double worst(Stream<JsonNode> steps, String percentile) {
      return steps.mapToDouble(step -> step.get(percentile).asDouble()).max().orElse(0);
    }

    double worstHash() {
      return worst(join().filter(step -> step.get("hashesPassword").asBoolean()), "p99Ms");
    }

    String name() {
      return result.get("shape").asString() + ", " + sharing;
    }
  }

  private Incident() {}

  public static void main(String[] arguments) throws Exception {
    Options options = options(arguments);
    String before = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    List<Run> runs = new ArrayList<>();
    for (String sharing : options.sharing()) {
      for (String shape : options.shapes()) runs.add(run(options, shape, sharing));
    }
    String section = section(runs, before);
    String page = Files.readString(PAGE);
    int begin = page.indexOf(SECTION);
    int end = begin < 0 ? -1 : page.indexOf("\n## ", begin);
    String written =
        begin < 0
            ? page.stripTrailing() + "\n\n" + section
            : page.substring(0, begin) + section + (end < 0 ? "" : page.substring(end));
    Files.writeString(PAGE, written);
    System.out.print(section);
  }

  private static Options options(String[] arguments) {
    int attendees = 400;
    String over = "60s";
    String stay = "60s";
    String shapes = "even,doors-open";
    String sharing = "off,on";
    Map<String, String> off = new LinkedHashMap<>();
    String profile = "";
    for (int i = 0; i < arguments.length; i += 2) {
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--attendees" -> attendees = Integer.parseInt(value);
        case "--over" -> over = value;
        case "--stay" -> stay = value;
        case "--shapes" -> shapes = value;
        case "--sharing" -> sharing = value;
        case "--off" -> off.put(value.split("=", 2)[0], value.split("=", 2)[1]);
        case "--profile" -> profile = value;
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    return new Options(
        attendees,
        over,
        stay,
        List.of(shapes.split(",")),
        List.of(sharing.split(",")),
        off,
        Path.of(profile));
  }

  private static Run run(Options options, String shape, String sharing) throws Exception {
    boolean on = sharing.equals("on");
    Map<String, String> settings = new LinkedHashMap<>(on ? Map.of() : options.off());
    String name = shape + "-" + sharing;
    if (!options.profile().toString().isEmpty()) {
      settings.put(
          "EVENTLIVE_JAVA_OPTIONS",
          "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
              + options.profile().resolve(name + ".jfr").toAbsolutePath());
    }
    List<String> serve = on ? List.of("--manage-publication") : List.of();
    System.err.println("Sharing " + sharing + ", " + shape + ":");
    try (OldEvent event = OldEvent.open(options.attendees(), settings, serve)) {
      OldEvent.Work before = event.work();
      JsonNode result =
          event.rehearse(
              List.of(
                  "--attendees",
                  "" + options.attendees(),
                  "--over",
                  options.over(),
                  "--stay",
                  options.stay(),
                  "--shape",
                  shape));
      OldEvent.Work work = event.work().since(before);
      if (!options.profile().toString().isEmpty()) {
        Files.write(
            options.profile().resolve(name + ".statements.txt"), event.costliestStatements());
        Files.writeString(options.profile().resolve(name + ".json"), result.toPrettyString());
      }
      return new Run("sharing " + sharing, result, work);
    }
  }

  private static String section(List<Run> runs, String loadBefore) throws Exception {
    JsonNode any = runs.getFirst().result();
    StringBuilder text = new StringBuilder();
    text.append(
        """
        %s

        %d attendees join with the old client (104 calls each, supabase-js %s) within %.0f s and stay for %.0f s more: a chat message a second that makes everybody look its sender up, a quarter of them polling questions, one host's dashboard. Server and PostgreSQL share one processor, the crowd has another. Written by `benchmarks/incident.sh` on %s, commit `%s`, load average before %s.

        | arrivals | joined | errors | every call of the join, p50 / p99 | password hashes p99 | whole join p50 / p99 | hits | transactions per request | requests/s, busiest | server / database CPU s |
        |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
        """
            .formatted(
                SECTION,
                any.get("attendees").asInt(),
                any.get("supabaseJs").asString(),
                any.get("overSeconds").asDouble(),
                any.get("staySeconds").asDouble(),
                LocalDate.now(),
                Programs.output(List.of("git", "rev-parse", "--short", "HEAD")).strip(),
                loadBefore));
    for (Run run : runs) text.append(row(run)).append('\n');
    text.append(
        """

        The worst step counts: "p50" and "p99" are the highest among all steps of the join. Goals: no error, p99 at most %.0f ms, of the two hashes %.0f s. Durations begin when a call was due; generator p99 late by %s.

        """
            .formatted(
                GOAL_MILLIS,
                GOAL_HASH_MILLIS / 1_000,
                String.join(
                    ", ",
                    runs.stream()
                        .map(run -> ms(run.result().get("lateness").get("p99Ms").asDouble()))
                        .toList())));
    for (Run run : runs) text.append(slowest(run));
    return text.toString();
  }

  private static String row(Run run) {
    JsonNode result = run.result();
    long requests = result.get("requests").asLong();
    int busiest = 0;
    for (JsonNode second : result.get("seconds")) {
      busiest = Math.max(busiest, second.get("answers").asInt());
    }
    return "| %s%s | %d of %d | %,d | %s / %s | %s | %s / %s | %.0f %% | %.2f | %,d | %.0f / %.0f |"
        .formatted(
            run.name(),
            result.get("counts").asBoolean() ? "" : " (does not count)",
            result.get("joined").asInt(),
            result.get("attendees").asInt(),
            result.get("errors").asLong(),
            ms(run.worst(run.plain(), "p50Ms")),
            ms(run.worst(run.plain(), "p99Ms")),
            ms(run.worstHash()),
            ms(result.get("join").get("p50Ms").asDouble()),
            ms(result.get("join").get("p99Ms").asDouble()),
            100.0 * result.get("cacheHits").asLong() / Math.max(1, result.get("answers").asLong()),
            (double) run.work().transactions() / Math.max(1, requests),
            busiest,
            run.work().serverMicros() / 1e6,
            run.work().databaseMicros() / 1e6);
  }

  private static String slowest(Run run) {
    StringBuilder text =
        new StringBuilder(
            """
            Slowest calls of the join, %s:

            | call | calls | p50 | p99 | errors |
            |---|--:|--:|--:|--:|
            """
                .formatted(run.name()));
    run.join()
        .sorted(Comparator.comparingDouble(step -> -step.get("p99Ms").asDouble()))
        .limit(SLOWEST)
        .forEach(step ->
            text.append(
                "| %s: %s | %,d | %s | %s | %,d |\n"
                    .formatted(
                        step.get("scene").asString(),
                        step.get("step").asString(),
                        step.get("count").asLong(),
                        ms(step.get("p50Ms").asDouble()),
                        ms(step.get("p99Ms").asDouble()),
                        step.get("errors").asLong())));
    return text.append('\n').toString();
  }

  private static String ms(double millis) {
    if (millis >= Duration.ofSeconds(10).toMillis()) return "%.1f s".formatted(millis / 1_000);
    return millis >= 10 ? "%,.0f ms".formatted(millis) : "%.1f ms".formatted(millis);
  }
}
