import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An attendee's reads under row level security: through HTTP, and by pgbench sending what the
/// server sends, in one pipeline over as many connections as the server has workers.
final class Reads {
  private static final int CONNECTIONS = 16;
  private static final int CLIENTS = 64;

  /// A pause in the compiler's work is not its end; after this long little is left of it.
  static final Duration WARMING_UP = Duration.ofSeconds(30);

  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without");
  private static final Pattern DONE = Pattern.compile("actually processed: (\\d+)/");

  private final Served served;
  private final Benchmarks.Plan plan;
  private final Crowd crowd;
  private final String claims;
  private final Connection connection;
  private final List<Goal> goals = new ArrayList<>();

  Reads(Served served, Crowd crowd, Benchmarks.Plan plan, Connection connection) {
    this.connection = connection;
    this.served = served;
    this.plan = plan;
    this.crowd = crowd;
    this.claims = Served.claims(crowd.attendees().getFirst());
  }

  String table() throws Exception {
    return """

    ## Uncached reads

    An attendee reads under row level security. pgbench sends what the server sends for the same
    request (taken from pg_stat_statements), in one pipeline with prepared statements over %d
    connections, as many as the server has workers; HTTP
    comes from %d connections.

    | read | pgbench/s | HTTP/s | ratio | p99 ms | database CPU µs: pgbench | HTTP | ratio | server CPU µs |
    |---|---|---|---|---|---|---|---|---|
    %s%s\
    """
        .formatted(
            CONNECTIONS,
            CLIENTS,
            row(
                "1 row",
                "/rest/v1/webinars?select=id,title,state&id=eq." + crowd.webinar(),
                1_000,
                0.30),
            row(
                "20 rows",
                "/rest/v1/questions?select=id,user_id,content,status,created_at&webinar_id=eq."
                    + crowd.webinar()
                    + "&order=created_at.desc&limit=20",
                20,
                0.40));
  }

  /// What [#table] showed of the goals.
  List<Goal> goals() {
    return goals;
  }

  private String row(String name, String target, int limit, double leastRatio) throws Exception {
    Map<String, String> headers =
        Map.of("apikey", served.anonKey(), "Authorization", "Bearer " + served.token(claims));
    byte[] request = Load.request("GET", target, headers, "");
    Load load = new Load(served.url(), CLIENTS);
    load.repeat(request, WARMING_UP);
    Replay replay =
        Replay.of(
            connection,
            new Load(served.url(), 1),
            request,
            settings(target, headers),
            Map.of("uuid", crowd.webinar(), "int8", "" + limit));
    double rate = pgbench(replay, 200).rate();
    long share = Math.max(100, Math.round(rate * plan.length().toSeconds() / CONNECTIONS));
    Side[] direct = new Side[plan.runs()];
    Side[] http = new Side[plan.runs()];
    for (int i = 0; i < plan.runs(); i++) {
      direct[i] = pgbench(replay, share);
      http[i] = http(load, request);
    }
    double[] ratios = new double[plan.runs()];
    double[] costs = new double[plan.runs()];
    for (int i = 0; i < plan.runs(); i++) {
      ratios[i] = http[i].rate() / direct[i].rate();
      costs[i] = http[i].databaseMicros() / direct[i].databaseMicros();
    }
    String read = "uncached read of " + name;
    goals.add(Goal.atLeast(leastRatio, read + ", rate against pgbench", Spread.of(ratios)));
    goals.add(Goal.atMost(1.15, read + ", database CPU against pgbench", Spread.of(costs)));
    return "| %s | %s | %s | %s | %.1f | %.0f | %.0f | %s | %.0f |%n"
        .formatted(
            name,
            Side.spread(direct, Side::rate).whole(),
            Side.spread(http, Side::rate).whole(),
            Spread.of(ratios).fraction(),
            Side.spread(http, Side::p99Millis).median(),
            Side.spread(direct, Side::databaseMicros).median(),
            Side.spread(http, Side::databaseMicros).median(),
            Spread.of(costs).fraction(),
            Side.spread(http, Side::serverMicros).median());
  }

  /// As the server sets them, apart from a number that is new for each request.
  private Map<String, String> settings(String target, Map<String, String> headers) {
    ObjectNode sent = JsonMapper.shared().createObjectNode().put("host", "benchmark");
    headers.forEach((header, value) -> sent.put(header.toLowerCase(Locale.ROOT), value));
    return Map.of(
        "role", "authenticated",
        "request.jwt.claims", claims,
        "request.method", "GET",
        "request.path", target.substring("/rest/v1".length(), target.indexOf('?')),
        "request.headers", sent.toString(),
        "request.cookies", "{}",
        "search_path", "\"public\", \"extensions\"",
        "statement_timeout", "8s",
        "eventlive.nonce", "0123456789abcdef",
        "transaction_read_only", "on");
  }

  private Side http(Load load, byte[] request) throws Exception {
    Served.Cpu before = served.cpu();
    Load.Result result = Side.only(200, load.repeat(request, plan.length()));
    Served.Cpu used = served.cpu().since(before);
    return Side.http(result, used);
  }

  /// Counted, not timed, so that a slow connect takes nothing from what is measured.
  private Side pgbench(Replay replay, long transactionsPerClient) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                plan.pgbench(),
                "--no-vacuum",
                "--protocol=prepared",
                "--client=" + CONNECTIONS,
                "--jobs=1",
                "--transactions=" + transactionsPerClient,
                "--file=" + replay.script()));
    replay.variables().forEach(variable -> command.add("--define=" + variable));
    command.add(served.databaseUrl());
    Served.Cpu before = served.cpu();
    String output = Programs.output(Programs.pinned(Benchmarks.LOAD_PROCESSOR, command));
    Served.Cpu used = served.cpu().since(before);
    if (!output.contains("number of failed transactions: 0 ")) {
      throw new IllegalStateException("pgbench reports failures\n" + output);
    }
    double done = Double.parseDouble(found(DONE, output));
    return new Side(Double.parseDouble(found(RATE, output)), used.database() / done, 0, 0);
  }

  private static String found(Pattern pattern, String output) {
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) throw new IllegalStateException("no " + pattern + " in\n" + output);
    return matcher.group(1);
  }
}
