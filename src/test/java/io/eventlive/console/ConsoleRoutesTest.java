package io.eventlive.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestSettings;
import io.eventlive.database.Statement;
import io.eventlive.database.Workers;
import io.eventlive.http.Doorway;
import io.eventlive.http.HttpConfig;
import io.eventlive.http.Routes;
import io.eventlive.observation.Metrics;
import io.eventlive.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConsoleRoutesTest {
  private static final String OPERATOR_KEY = "operator-key-of-this-test";
  private static final TestDatabase DATABASE = TestDatabase.fresh();

  private final HttpClient client = HttpClient.newHttpClient();
  private final PlainWorkers workers = new PlainWorkers();
  private volatile boolean reachable = true;
  private volatile boolean catalogueLoaded = true;
  private final Doorway doorway = open();

  @BeforeAll
  static void arrange() {
    DATABASE.execute(
        """
        insert into public.agencies (id, name)
          values ('00000000-0000-4000-8000-000000000001', 'Agency');
        insert into public.clients (id, agency_id, name)
          values ('00000000-0000-4000-8000-000000000002',
                  '00000000-0000-4000-8000-000000000001', 'Client');
        insert into public.webinars (agency_id, client_id, title, state, start_time, is_public)
        select '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002',
               title, state, now() + starts, is_public
        from (values
          ('Over', 'over', interval '-1 day', true),
          ('Later', 'scheduled', interval '2 days', true),
          ('Soon', 'scheduled', interval '3 minutes', true),
          ('Live <b>', 'live', interval '-1 minute', true),
          ('Draft', 'draft', interval '1 day', true),
          ('Hidden', 'scheduled', interval '1 day', false)
        ) as webinar (title, state, starts, is_public)
        """);
  }

  @AfterAll
  static void dropDatabase() {
    DATABASE.close();
  }

  private Doorway open() {
    Metrics metrics = new Metrics();
    Routes routes = new Routes();
    new ConsoleRoutes(
            new Installation(
                "0.1.0",
                "http://127.0.0.1:8080",
                "sb_publishable_test",
                "12",
                false,
                true,
                Clock.systemUTC().instant(),
                ZoneId.of("UTC")),
            workers,
            new Workers.Ticket() {},
            () -> reachable,
            () -> catalogueLoaded,
            metrics,
            OPERATOR_KEY,
            Clock.systemUTC())
        .register(routes);
    try {
      return Doorway.open(
          HttpConfig.defaults("127.0.0.1", 0), routes, metrics, Clock.systemUTC(), new Random(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() {
    doorway.close();
    client.close();
  }

  @Test
  void showsThePublicWebinarsInOrderAndNoOthers() throws Exception {
    HttpResponse<String> home = answer("/");

    assertThat(home.statusCode()).isEqualTo(200);
    assertThat(home.body())
        .containsSubsequence("Live &lt;b&gt;", ">Soon<", ">Later<", ">Over<")
        .doesNotContain("Draft", "Hidden", "<b>");
    assertThat(header(home, "content-security-policy")).contains("default-src 'none'");
    assertThat(header(home, "content-language")).isEqualTo("en");
  }

  @Test
  void speaksTheLanguageThatIsAskedFor() throws Exception {
    assertThat(answer("/", "Accept-Language", "ko-KR,ko;q=0.9,en;q=0.8").body())
        .contains("<html lang=\"ko\">", zoneName("Asia/Seoul", Locale.KOREAN));
    assertThat(answer("/?lang=en&tz=Asia%2FSeoul", "Accept-Language", "ko").body())
        .contains("<html lang=\"en\">", zoneName("Asia/Seoul", Locale.ENGLISH));
    assertThat(answer("/?tz=Nowhere", "Accept-Language", "en;q=0.1, ko;q=0.05").body())
        .contains("<html lang=\"en\">", zoneName("UTC", Locale.ENGLISH));
  }

  @Test
  void servesTheLooksUnderAnAddressThatMayBeKept() throws Exception {
    Matcher link = Pattern.compile("href=\"(/assets/[^\"]+)\"").matcher(answer("/").body());
    assertThat(link.find()).isTrue();

    HttpResponse<String> looks = answer(link.group(1));

    assertThat(looks.statusCode()).isEqualTo(200);
    assertThat(header(looks, "content-type")).startsWith("text/css");
    assertThat(header(looks, "cache-control")).contains("immutable");
  }

  @Test
  void asksTheDatabaseOnceHoweverManyPeopleLook() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> visits = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      visits.add(client.sendAsync(request("/"), HttpResponse.BodyHandlers.ofString()));
    }

    for (CompletableFuture<HttpResponse<String>> visit : visits) {
      assertThat(visit.get().statusCode()).isEqualTo(200);
    }
    // one every two seconds, and the machine that runs this may be slow
    assertThat(workers.asked.get()).isBetween(1, 15);
  }

  @Test
  void showsThePageAndSaysNotReadyWhereTheDatabaseIsAway() throws Exception {
    workers.open = false;
    reachable = false;

    assertThat(answer("/").body()).contains("The database does not answer");
    HttpResponse<String> ready = answer("/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("\"ready\":false", "\"database\":\"unreachable\"");
    assertThat(header(ready, "retry-after")).isIn("1", "2", "3");
    assertThat(answer("/health").statusCode()).isEqualTo(200);
  }

  /// A load balancer must not take the server away in the very minute when everybody comes.
  @Test
  void staysReadyWhereTheQueueIsFull() throws Exception {
    workers.open = false;

    assertThat(answer("/").body())
        .contains("The database is slow to answer", "cannot be read at this moment")
        .doesNotContain("The database does not answer", "All systems are well");
    assertThat(answer("/ready").statusCode()).isEqualTo(200);
  }

  /// Without other requests nobody would notice that the database went away.
  @Test
  void looksAtTheDatabaseWhenAskedWhetherItIsReady() throws Exception {
    assertThat(answer("/ready").statusCode()).isEqualTo(200);

    assertThat(workers.asked).hasValue(1);
  }

  @Test
  void isReadyWhenDatabaseAndCatalogueAreThere() throws Exception {
    assertThat(answer("/ready").body())
        .isEqualTo("{\"ready\":true,\"database\":\"reachable\",\"catalogue\":\"loaded\"}");

    catalogueLoaded = false;

    assertThat(answer("/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void opensMetricsToTheOperatorAlone() throws Exception {
    assertThat(answer("/health").statusCode()).isEqualTo(200);
    for (HttpResponse<String> refused :
        List.of(
            answer("/metrics"),
            answer("/metrics", "Authorization", "Bearer wrong"),
            answer("/metrics", "Authorization", OPERATOR_KEY),
            answer("/metrics", "apikey", OPERATOR_KEY + " x"))) {
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).contains("EL_OPERATOR_KEY_NEEDED");
      assertThat(header(refused, "www-authenticate")).startsWith("Bearer");
    }

    assertThat(answer("/metrics", "Authorization", "Bearer " + OPERATOR_KEY).body())
        .contains("http_route=\"/health\"", "http_response_status_class=\"2xx\"");
    assertThat(answer("/metrics", "apikey", OPERATOR_KEY).statusCode()).isEqualTo(200);
  }

  private HttpRequest request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + doorway.port() + path));
    for (int i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
    return request.build();
  }

  private HttpResponse<String> answer(String path, String... headers)
      throws IOException, InterruptedException {
    return client.send(request(path, headers), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aSilentDatabaseKeepsNobodyWaitingAndIsAskedOnlyOnce() throws Exception {
    workers.silent = true;

    String first = answer("/").body();
    String second = answer("/").body();
    int ready = answer("/ready").statusCode();

    assertThat(first).contains("The database is slow to answer");
    assertThat(second).contains("The database is slow to answer");
    assertThat(ready).isEqualTo(200);
    assertThat(workers.asked).hasValue(1);

    workers.silent = false;
    workers.kept.remove().run(new PlainConnection());

    assertThat(answer("/").body()).contains("All systems are well", ">Soon<");
  }

  private static String zoneName(String zone, Locale locale) {
    return ZoneId.of(zone).getDisplayName(TextStyle.FULL, locale);
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  /// Runs every job at once on a connection of its own, as the caller that its settings name.
  private static final class PlainWorkers implements Workers {
    private final AtomicInteger asked = new AtomicInteger();
    private final Queue<Job> kept = new ConcurrentLinkedQueue<>();
    private volatile boolean open = true;
    private volatile boolean silent;

    @Override
    public boolean offer(Job job) {
      if (!open) return false;
      asked.incrementAndGet();
      if (silent) return kept.add(job);
      Thread.ofVirtual().start(() -> job.run(new PlainConnection()));
      return true;
    }
  }

  private static final class PlainConnection implements RequestConnection {
    @Override
    public OptionalLong writtenBy() {
      return OptionalLong.empty();
    }

    @Override
    public <T> Explained<T> inOneSync(
        RequestSettings settings,
        Statement explained,
        Statement statement,
        ResultReader<T> reader) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> T inOneSync(RequestSettings settings, Statement statement, ResultReader<T> reader)
        throws SQLException {
      return DATABASE.asCaller(
          settings.caller(),
          connection -> {
            try (PreparedStatement prepared = connection.prepareStatement(statement.sql());
                ResultSet rows = prepared.executeQuery()) {
              return reader.read(rows);
            }
          });
    }

    @Override
    public <T> java.util.List<io.eventlive.database.Inserted<T>> together(
        java.util.List<io.eventlive.database.Insert> inserts,
        java.time.Duration lockWait,
        ResultReader<T> reader) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> T inTransaction(RequestSettings settings, Work<T> work) {
      throw new UnsupportedOperationException("the console needs one statement only");
    }
  }
}
