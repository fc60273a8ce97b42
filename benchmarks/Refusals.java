import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/// What it costs to refuse a request: all of it, from the first byte of the request to the last of
/// the 503 with its appointment, log line and metrics included. The server has one connection and
/// room for two who wait, all taken by statements that sleep, so everybody else is refused.
///
/// Writes the section "Refusing" of docs/benchmarks.md and its row of "Against the goals".
final class Refusals {
  private static final Path PAGE = Path.of("docs/benchmarks.md");
  private static final String SECTION = "## Refusing";
  private static final int SERVER_PROCESSOR = 0;
  private static final int CLIENTS = 32;
  private static final int HOLDERS = 6;
  private static final double BOUND_MICROS = 50;

  private Refusals() {}

  public static void main(String[] arguments) throws Exception {
    int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Duration length = Duration.ofSeconds(5);
    Map<String, String> settings =
        Map.of(
            "EVENTLIVE_REQUEST_CONNECTIONS", "1",
            "EVENTLIVE_REQUEST_QUEUE", "4",
            "EVENTLIVE_LOG", "/dev/null");
    try (Served served = Served.start(SERVER_PROCESSOR, settings);
        Connection connection = served.connect()) {
      connection
          .createStatement()
          .execute(
              """
              create function public.hold() returns integer language plpgsql stable
                as $$ begin perform pg_sleep(1); return 1; end $$;
              grant execute on function public.hold to anon;
              """);
      TimeUnit.SECONDS.sleep(3); // until the catalogue has seen it
      AtomicBoolean over = new AtomicBoolean();
      List<Thread> holders =
          IntStream.range(0, HOLDERS)
              .mapToObj(_ -> Thread.ofVirtual().start(() -> hold(served, over)))
              .toList();
      TimeUnit.SECONDS.sleep(2);
      byte[] read =
          Load.request(
              "GET",
              "/rest/v1/webinars?select=id,title",
              Map.of(
                  "apikey",
                  served.anonKey(),
                  "Authorization",
                  "Bearer " + served.anonKey(),
                  "X-Client-Info",
                  "supabase-js/2.119.1; runtime=web"),
              "");
      Load load = new Load(served.url(), CLIENTS);
      load.repeat(read, Duration.ofSeconds(15)); // until it is compiled
      byte[] health = Load.request("GET", "/health", Map.of("apikey", served.anonKey()), "");
      double[] bare = new double[runs];
      double[] micros = new double[runs];
      double[] beyond = new double[runs];
      double[] rates = new double[runs];
      long answers = 0;
      long refused = 0;
      load.repeat(health, Duration.ofSeconds(5));
      for (int i = 0; i < runs; i++) {
        Served.Cpu idle = served.cpu();
        int asked = load.repeat(health, length).nanos().length;
        bare[i] = (double) served.cpu().since(idle).server() / asked;
        Served.Cpu before = served.cpu();
        Load.Result result = load.repeat(read, length);
        int count = result.nanos().length;
        micros[i] = (double) served.cpu().since(before).server() / count;
        beyond[i] = micros[i] - bare[i];
        rates[i] = result.perSecond();
        answers += count;
        refused += result.statuses().getOrDefault(503, 0);
      }
      over.set(true);
      for (Thread holder : holders) holder.join();
      write(
          Spread.of(bare),
          Spread.of(beyond),
          Spread.of(micros),
          Spread.of(rates),
          100.0 * refused / answers);
    }
  }

  private static void hold(Served served, AtomicBoolean over) {
    byte[] hold = Load.request("GET", "/rest/v1/rpc/hold", Map.of("apikey", served.anonKey()), "");
    try {
      while (!over.get()) new Load(served.url(), 1).each(List.of(hold));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(Spread bare, Spread beyond, Spread micros, Spread rate, double percent)
      throws IOException {
    String section =
        """
        %s

        Reads of a server whose only connection and whole line are taken by statements that sleep:
        %.1f %% of the answers were a 503 with an appointment. All of a refusal counts, from the first
        byte of the request to the last of the answer, on one processor; `/health` on the same server
        says what any answer from memory costs there.

        | | answers/s | server CPU µs |
        |---|---|---|
        | refusal | %s | %s |
        | `/health` | | %s |
        | beyond it | | %s |

        """
            .formatted(
                SECTION, percent, rate.whole(), micros.whole(), bare.whole(), beyond.whole());
    String page = Files.readString(PAGE);
    String goals = "## Against the goals";
    int begin = page.contains(SECTION) ? page.indexOf(SECTION) : page.indexOf(goals);
    String written = page.substring(0, begin) + section + page.substring(page.indexOf(goals));
    Goal goal = Goal.atMost(BOUND_MICROS, "a refusal beyond `/health`, server CPU µs", beyond);
    Files.writeString(PAGE, Goal.write(written, List.of(goal)));
    System.out.print(section);
  }
}
