import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Everybody registers once: through HTTP, and by 16 JDBC connections that do the same SQL, one
/// transaction each, on the same disk.
final class Registrations {
  private static final int CONNECTIONS = 16;
  private static final int CLIENTS = 64;

  private static final String SQL =
      """
      select set_config('role', ?, true), set_config('request.jwt.claims', ?, true);
      with source as (
        insert into public.registrations (webinar_id, user_id)
        values (cast(? as uuid), cast(? as uuid))
        on conflict (webinar_id, user_id) do nothing
        returning 1)
      select count(*) from source\
      """;

  private final Served served;
  private final Crowd crowd;
  private final Benchmarks.Plan plan;
  private final Connection connection;
  private final List<Goal> goals = new ArrayList<>();

  Registrations(Served served, Crowd crowd, Benchmarks.Plan plan, Connection connection) {
    this.served = served;
    this.crowd = crowd;
    this.plan = plan;
    this.connection = connection;
  }

  String table() throws Exception {
    http();
    direct(); // the first of each warms up
    Side[] direct = new Side[plan.runs()];
    Side[] http = new Side[plan.runs()];
    double[] ratios = new double[plan.runs()];
    for (int i = 0; i < plan.runs(); i++) {
      direct[i] = direct();
      http[i] = http();
      ratios[i] = http[i].rate() / direct[i].rate();
    }
    goals.add(
        Goal.atLeast(
            1.3, "registrations, rate against one transaction per request", Spread.of(ratios)));
    return """

    ## Registrations

    %,d people register, each once and each with a token of their own, for a webinar that nobody is
    registered for yet. JDBC does the same SQL over %d connections, one transaction each, on the same
    disk; HTTP comes from %d connections. Every row is checked to be there.

    | JDBC/s | HTTP/s | ratio | p99 ms | database CPU µs: JDBC | HTTP | server CPU µs |
    |---|---|---|---|---|---|---|
    | %s | %s | %s | %.1f | %.0f | %.0f | %.0f |
    """
        .formatted(
            crowd.attendees().size(),
            CONNECTIONS,
            CLIENTS,
            Side.spread(direct, Side::rate).whole(),
            Side.spread(http, Side::rate).whole(),
            Spread.of(ratios).fraction(),
            Side.spread(http, Side::p99Millis).median(),
            Side.spread(direct, Side::databaseMicros).median(),
            Side.spread(http, Side::databaseMicros).median(),
            Side.spread(http, Side::serverMicros).median());
  }

  /// What [#table] showed of the goals.
  List<Goal> goals() {
    return goals;
  }

  private Side http() throws Exception {
    String webinar = crowd.anotherWebinar(connection);
    List<byte[]> requests = new ArrayList<>();
    for (String person : crowd.attendees()) {
      Map<String, String> headers =
          Map.of(
              "apikey",
              served.anonKey(),
              "Authorization",
              "Bearer " + served.token(Served.claims(person)));
      String body = "{\"webinar_id\":\"%s\",\"user_id\":\"%s\"}".formatted(webinar, person);
      requests.add(Load.request("POST", "/rest/v1/registrations", headers, body));
    }
    Served.Cpu before = served.cpu();
    Load.Result result = Side.only(201, new Load(served.url(), CLIENTS).each(requests));
    Served.Cpu used = served.cpu().since(before);
    requireAll(webinar);
    return Side.http(result, used);
  }

  private Side direct() throws Exception {
    String webinar = crowd.anotherWebinar(connection);
    AtomicInteger next = new AtomicInteger();
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) connections.add(served.connect());
    Served.Cpu before = served.cpu();
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Callable<Void>> shares = new ArrayList<>();
      for (Connection own : connections) {
        shares.add(() -> {
          register(own, webinar, next);
          return null;
        });
      }
      for (Future<Void> share : threads.invokeAll(shares)) share.get();
    }
    double seconds = Duration.ofNanos(System.nanoTime() - start).toNanos() / 1e9;
    Served.Cpu used = served.cpu().since(before);
    for (Connection own : connections) own.close();
    requireAll(webinar);
    int people = crowd.attendees().size();
    return new Side(people / seconds, (double) used.database() / people, 0, 0);
  }

  private void register(Connection own, String webinar, AtomicInteger next) throws SQLException {
    try (PreparedStatement statement = own.prepareStatement(SQL)) {
      for (int i = next.getAndIncrement();
          i < crowd.attendees().size();
          i = next.getAndIncrement()) {
        String person = crowd.attendees().get(i);
        statement.setString(1, "authenticated");
        statement.setString(2, Served.claims(person));
        statement.setString(3, webinar);
        statement.setString(4, person);
        statement.execute();
        statement.getMoreResults();
        try (ResultSet rows = statement.getResultSet()) {
          if (!rows.next() || rows.getInt(1) != 1) throw new SQLException("nothing was inserted");
        }
      }
    }
  }

  private void requireAll(String webinar) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select count(*) from public.registrations where webinar_id = cast(? as uuid)")) {
      statement.setString(1, webinar);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        if (rows.getInt(1) != crowd.attendees().size()) {
          throw new IllegalStateException("stored " + rows.getInt(1) + " of all registrations");
        }
      }
    }
  }
}
