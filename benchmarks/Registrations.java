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
/// transaction each, on the same disk. Beside it the database alone: the function that the server
/// calls for a batch, and rows from arrays by a role that no policy binds, which is as quick as
/// PostgreSQL can be and judges nobody.
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

  private static final int BATCH = 64;

  /// The JVM compiles what it runs often, on the processor that is measured.
  private static final int WARM_UPS = 4;

  /// What a member of a batch runs: the same as one of the transactions above.
  private static final String MEMBER =
      """
      with source as (
        insert into public.registrations (webinar_id, user_id)
        values (cast($1[1] as uuid), cast($1[2] as uuid))
        on conflict (webinar_id, user_id) do nothing
        returning 1)
      select null, count(*), null, null, null, null, current_user::text,
        current_setting('eventlive.nonce')
      from source\
      """;

  private static final String TOGETHER =
      """
      select count(*) filter (where rows = 1)
      from eventlive.insert_together(
        array['role', 'request.jwt.claims', 'eventlive.nonce'], ?, array['measured'],
        array[?], array_fill(1, array[?]), ?, array_fill(false, array[?]), '{}', 100)\
      """;

  private static final String FROM_ARRAYS =
      """
      insert into public.registrations (webinar_id, user_id)
      select cast(? as uuid), cast(person as uuid) from unnest(cast(? as text[])) as person
      on conflict (webinar_id, user_id) do nothing\
      """;

  private static final String FLUSHES =
      "select coalesce(sum(fsyncs), 0) from pg_stat_io where object = 'wal'";

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
    for (int i = 0; i < WARM_UPS; i++) http();
    direct();
    together();
    fromArrays();
    Side[] together = new Side[plan.runs()];
    Side[] fromArrays = new Side[plan.runs()];
    double[] shared = new double[plan.runs()];
    double[] flushes = new double[plan.runs()];
    Side[] direct = new Side[plan.runs()];
    Side[] http = new Side[plan.runs()];
    double[] ratios = new double[plan.runs()];
    for (int i = 0; i < plan.runs(); i++) {
      direct[i] = direct();
      long flushed = flushes();
      http[i] = http();
      flushes[i] = (double) (flushes() - flushed) / crowd.attendees().size();
      together[i] = together();
      fromArrays[i] = fromArrays();
      ratios[i] = http[i].rate() / direct[i].rate();
      shared[i] = together[i].rate() / direct[i].rate();
    }
    goals.add(
        Goal.atLeast(
            1.8, "registrations, rate of the database alone in batches", Spread.of(shared)));
    goals.add(Goal.atMost(0.05, "registrations, flushes of the log for each", Spread.of(flushes)));
    goals.add(
        Goal.atLeast(
            1.3, "registrations, rate against one transaction per request", Spread.of(ratios)));
    return """

    ## Registrations

    %,d people register, each once and each with a token of their own, for a webinar that nobody is
    registered for yet. JDBC does the same SQL over %d connections, one transaction each, on the same
    disk; HTTP comes from %d connections. Every row is checked to be there.

    | JDBC/s | HTTP/s | ratio | p99 ms | database CPU µs: JDBC | HTTP | server CPU µs | flushes of the log for each: HTTP |
    |---|---|---|---|---|---|---|---|
    | %s | %s | %s | %.1f | %.0f | %.0f | %.0f | %.3f |

    The database alone, over one connection, %d to a transaction: the function that the server calls
    for a batch, and rows from arrays by a role that row level security does not bind, which is what
    a batch without judgement would cost and is not offered.

    | function/s | against JDBC | database CPU µs | arrays/s | database CPU µs |
    |---|---|---|---|---|
    | %s | %s | %.0f | %s | %.0f |
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
            Side.spread(http, Side::serverMicros).median(),
            Spread.of(flushes).median(),
            BATCH,
            Side.spread(together, Side::rate).whole(),
            Spread.of(shared).fraction(),
            Side.spread(together, Side::databaseMicros).median(),
            Side.spread(fromArrays, Side::rate).whole(),
            Side.spread(fromArrays, Side::databaseMicros).median());
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

  private long flushes() throws SQLException {
    try (ResultSet row = connection.createStatement().executeQuery(FLUSHES)) {
      row.next();
      return row.getLong(1);
    }
  }

  private Side together() throws Exception {
    String webinar = crowd.anotherWebinar(connection);
    try (Connection own = served.connect();
        PreparedStatement call = own.prepareStatement(TOGETHER)) {
      return inBatches(
          webinar,
          people -> {
            List<String> settings = new ArrayList<>();
            List<String> parameters = new ArrayList<>();
            for (String person : people) {
              settings.addAll(List.of("authenticated", Served.claims(person), person));
              parameters.add("{" + webinar + "," + person + "}");
            }
            call.setArray(1, own.createArrayOf("text", settings.toArray()));
            call.setString(2, MEMBER);
            call.setInt(3, people.size());
            call.setArray(4, own.createArrayOf("text", parameters.toArray()));
            call.setInt(5, people.size());
            try (ResultSet rows = call.executeQuery()) {
              rows.next();
              if (rows.getInt(1) != people.size()) throw new SQLException("a member failed");
            }
          });
    }
  }

  private Side fromArrays() throws Exception {
    String webinar = crowd.anotherWebinar(connection);
    try (Connection own = served.connect();
        PreparedStatement insert = own.prepareStatement(FROM_ARRAYS)) {
      own.createStatement().execute("set role service_role");
      return inBatches(
          webinar,
          people -> {
            insert.setString(1, webinar);
            insert.setArray(2, own.createArrayOf("text", people.toArray()));
            insert.executeUpdate();
          });
    }
  }

  private interface Batch {
    void write(List<String> people) throws SQLException;
  }

  private Side inBatches(String webinar, Batch batch) throws Exception {
    List<String> people = crowd.attendees();
    Served.Cpu before = served.cpu();
    long start = System.nanoTime();
    for (int from = 0; from < people.size(); from += BATCH) {
      batch.write(people.subList(from, Math.min(from + BATCH, people.size())));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Served.Cpu used = served.cpu().since(before);
    requireAll(webinar);
    return new Side(people.size() / seconds, (double) used.database() / people.size(), 0, 0);
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
