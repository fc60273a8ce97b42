import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// How many people may join per second: joins arrive evenly at stepped rates, and the highest rate
/// at which everybody meets the goals is the capacity. Then three times that for half a minute,
/// with people who come at 0.7 of it after: what is done meanwhile, and how soon all is well again.
/// Writes the section "Joins per second" of `docs/benchmarks.md`.
final class Capacity {
  private static final Path PAGE = Path.of("docs/benchmarks.md");
  private static final String SECTION = "## Joins per second";
  private static final Set<String> JOIN =
      Set.of("landing", "sign in", "live page", "live page opens");
  private static final double GOAL_MILLIS = 500;
  private static final double GOAL_HASH_MILLIS = 5_000;
  private static final int STEP_SECONDS = 20;
  private static final int OVERLOAD_SECONDS = 30;
  private static final int AFTER_SECONDS = 20;
  private static final double GROWTH = 1.4;
  private static final int MOST_PEOPLE = 10_000;

  /// One step, with why it missed the goals; empty where it met them.
  private record Step(double rate, JsonNode result, String missed) {}

  private Capacity() {}

  public static void main(String[] arguments) throws Exception {
    double rate = 1;
    String client = "2.119.1";
    List<String> serve = new ArrayList<>();
    for (int i = 0; i < arguments.length; i += 2) {
      switch (arguments[i]) {
        case "--from" -> rate = Double.parseDouble(arguments[i + 1]);
        case "--supabase-js" -> client = arguments[i + 1];
        case "--serve" -> serve.add(arguments[i + 1]);
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    List<Step> steps = new ArrayList<>();
    String overload;
    try (OldEvent event = OldEvent.open(MOST_PEOPLE, Map.of(), serve)) {
      double capacity = 0;
      int skip = 0;
      while (true) {
        int people = (int) Math.round(rate * STEP_SECONDS);
        if (skip + people > MOST_PEOPLE) break;
        JsonNode result = event.rehearse(crowd(people, STEP_SECONDS, 5, skip, client));
        skip += people;
        Step step = new Step(rate, result, missed(result));
        steps.add(step);
        if (!step.missed().isEmpty()) break;
        capacity = rate;
        rate *= GROWTH;
      }
      overload =
          capacity == 0 ? "No rate met the goals.\n" : overload(event, capacity, skip, client);
    }
    write(section(steps, overload, client));
  }

  private static List<String> crowd(int people, int over, int stay, int skip, String client) {
    return List.of(
        "--attendees",
        "" + people,
        "--over",
        over + "s",
        "--shape",
        "even",
        "--stay",
        stay + "s",
        "--skip",
        "" + skip,
        "--supabase-js",
        client,
        "--messages",
        "0",
        "--on-questions",
        "0",
        "--dashboards",
        "0");
  }

  private static String missed(JsonNode result) {
    if (!result.get("counts").asBoolean()) return "the generator was late";
    if (result.get("failed").asInt() > 0) return result.get("failed").asInt() + " failed";
    double plain = worst(result, false);
    double hash = worst(result, true);
    if (plain > GOAL_MILLIS) return "p99 %.0f ms".formatted(plain);
    return hash > GOAL_HASH_MILLIS ? "hash p99 %.0f ms".formatted(hash) : "";
  }

  private static double worst(JsonNode result, boolean hashes) {
    return StreamSupport.stream(result.get("steps").spliterator(), false)
        .filter(step -> JOIN.contains(step.get("scene").asString()))
        .filter(step -> step.get("hashesPassword").asBoolean() == hashes)
        .mapToDouble(step -> step.get("p99Ms").asDouble())
        .max()
        .orElse(0);
  }

  /// Three times the capacity, and from its end on a crowd that the server can carry.
  private static String overload(OldEvent event, double capacity, int skip, String client)
      throws Exception {
    int flood = (int) Math.min(3 * capacity * OVERLOAD_SECONDS, (MOST_PEOPLE - skip) * 0.8);
    int after = (int) Math.min(0.7 * capacity * AFTER_SECONDS, MOST_PEOPLE - skip - flood);
    CompletableFuture<JsonNode> later =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return event.rehearse(crowd(after, AFTER_SECONDS, 5, skip + flood, client));
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            CompletableFuture.delayedExecutor(
                OVERLOAD_SECONDS, java.util.concurrent.TimeUnit.SECONDS));
    JsonNode during = event.rehearse(crowd(flood, OVERLOAD_SECONDS, 0, skip, client));
    JsonNode calm = later.get();
    int joined = 0;
    for (int i = 5; i < OVERLOAD_SECONDS; i++) {
      joined += during.get("seconds").path(i).path("joined").asInt(0);
    }
    double goodput = joined / (double) (OVERLOAD_SECONDS - 5) / capacity;
    int lastError = 0;
    JsonNode seconds = calm.get("seconds");
    for (int i = 0; i < seconds.size(); i++) {
      if (seconds.get(i).get("errors").asInt() > 0) lastError = i + 1;
    }
    return """
    At %.1f joins a second, three times the capacity, for %d s: %d of %d joined, %d errors; goodput %.2f of the capacity (goal 0.90). Of those who came at 0.7 of the capacity after it the last error was shown %s (goal: within 5 s).
    """
        .formatted(
            flood / (double) OVERLOAD_SECONDS,
            OVERLOAD_SECONDS,
            during.get("joined").asInt(),
            flood,
            during.get("errors").asInt(),
            goodput,
            lastError == 0 ? "never" : "after " + lastError + " s");
  }

  private static String section(List<Step> steps, String overload, String client) throws Exception {
    StringBuilder text =
        new StringBuilder(
            """
            %s

            Joins of the old client (104 calls each, supabase-js %s) at even rates for %d s each, until one misses the goals: no error, p99 at most %.0f ms for every call, %.0f s for the two that hash a password. Server and PostgreSQL share one processor, the crowd has another. Written by `benchmarks/capacity.sh` on %s, commit `%s`.

            | joins/s | joined | every call p99 | password hashes p99 | whole join p50 / p99 | goals |
            |--:|--:|--:|--:|--:|---|
            """
                .formatted(
                    SECTION,
                    client,
                    STEP_SECONDS,
                    GOAL_MILLIS,
                    GOAL_HASH_MILLIS / 1_000,
                    LocalDate.now(),
                    Programs.output(List.of("git", "rev-parse", "--short", "HEAD")).strip()));
    for (Step step : steps) {
      JsonNode result = step.result();
      text.append(
          "| %.1f | %d of %d | %,.0f ms | %,.0f ms | %,.0f / %,.0f ms | %s |\n"
              .formatted(
                  step.rate(),
                  result.get("joined").asInt(),
                  result.get("attendees").asInt(),
                  worst(result, false),
                  worst(result, true),
                  result.get("join").get("p50Ms").asDouble(),
                  result.get("join").get("p99Ms").asDouble(),
                  step.missed().isEmpty() ? "met" : "missed: " + step.missed()));
    }
    return text.append('\n').append(overload).toString();
  }

  private static void write(String section) throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(SECTION);
    int end = begin < 0 ? -1 : page.indexOf("\n## ", begin);
    Files.writeString(
        PAGE,
        begin < 0
            ? page.stripTrailing() + "\n\n" + section
            : page.substring(0, begin) + section + (end < 0 ? "" : page.substring(end)));
    System.out.print(section);
  }
}
