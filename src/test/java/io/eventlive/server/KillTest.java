package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.eventlive.database.TestCluster;
import io.eventlive.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Acknowledged means durable: 1,000 registrations and 1,000 questions over HTTP, a process killed
/// in the middle of them, and a log of what was acknowledged, kept outside of the server. What is
/// in the log is stored, once; what was not acknowledged may be stored, once.
class KillTest {
  private static final int PEOPLE = 25;
  private static final int WEBINARS = 40;
  private static final int CLIENTS = 12;
  private static final int KILLED_AFTER = 600;
  private static final Duration AT_MOST = Duration.ofMinutes(4);

  @TempDir Path temporary;

  @SuppressWarnings("NullAway.Init") // each test sets it first
  private volatile JsonNode server;

  @SuppressWarnings("NullAway.Init") // each test sets it first
  private Path log;

  private record Seat(UUID webinar, UUID person, String token) {}

  @Test
  void theServerMayBeKilledWithoutLosingWhatWasAcknowledged() throws Exception {
    ServerProcess first = start();
    server = first.awaitReady();
    Queue<Seat> seats = seats();

    try (Crowd crowd = new Crowd(seats)) {
      awaitAcknowledgements(KILLED_AFTER);
      first.signal("KILL");
      first.awaitEnd();
      Files.delete(first.readyFile());
      try (ServerProcess second = start()) {
        server = second.awaitReady();
        crowd.awaitEnd();

        assertAcknowledgedIsStored(crowd);
      }
    }
  }

  @Test
  void postgresMayBeKilledWithoutLosingWhatWasAcknowledged() throws Exception {
    try (ServerProcess process = start()) {
      server = process.awaitReady();
      Queue<Seat> seats = seats();
      try (Crowd crowd = new Crowd(seats)) {
        awaitAcknowledgements(KILLED_AFTER);
        Path pidFile = temporary.resolve("data/postgres/data/postmaster.pid");
        long postmaster = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        assertThat(ProcessHandle.of(postmaster).orElseThrow().destroyForcibly()).isTrue();
        crowd.awaitEnd();

        assertThat(Files.readAllLines(pidFile).getFirst()).isNotEqualTo(Long.toString(postmaster));
        assertAcknowledgedIsStored(crowd);
      }
    }
  }

  private ServerProcess start() throws IOException {
    return ServerProcess.start(
        temporary,
        Map.of("EVENTLIVE_PROGRAMS", TestCluster.binaries().toString()),
        "--data",
        temporary.resolve("data").toString());
  }

  private void assertAcknowledgedIsStored(Crowd crowd) throws Exception {
    List<String> acknowledged = Files.readAllLines(log);
    List<String> stored = new ArrayList<>();
    try (Connection connection = TestCluster.connect(server.get("databaseUrl").asString())) {
      assertThat(TestDatabase.rows(connection, "show fsync")).containsExactly("on");
      assertThat(TestDatabase.rows(connection, "show synchronous_commit")).containsExactly("on");
      assertThat(TestDatabase.rows(connection, "show full_page_writes")).containsExactly("on");
      stored.addAll(
          TestDatabase.rows(
              connection,
              "select 'registration ' || webinar_id || ' ' || user_id from public.registrations"));
      stored.addAll(
          TestDatabase.rows(connection, "select 'question ' || content from public.questions"));
    }

    assertThat(acknowledged).hasSizeGreaterThan(KILLED_AFTER).doesNotHaveDuplicates();
    assertThat(stored).doesNotHaveDuplicates().containsAll(acknowledged);
    List<String> unacknowledged = new ArrayList<>(stored);
    unacknowledged.removeAll(acknowledged);
    assertThat(crowd.unanswered).as("stored without a word").containsAll(unacknowledged);
    assertThat(acknowledged.size() + crowd.unanswered.size())
        .as("every write was tried once")
        .isEqualTo(2 * PEOPLE * WEBINARS);
    assertThat(crowd.unanswered).as("the kill hit writes in flight").isNotEmpty();
  }

  private void awaitAcknowledgements(int count) throws IOException {
    await(count + " acknowledgements", () -> Files.readAllLines(log).size() >= count);
  }

  /// People in webinars, each once, in no order in particular.
  private Queue<Seat> seats() throws Exception {
    log = Files.createFile(temporary.resolve("acknowledged"));
    String secret = EnvFile.read(temporary.resolve("data/keys.env")).getOrDefault("JWT_SECRET", "");
    List<Seat> seats = new ArrayList<>();
    try (Connection connection = TestCluster.connect(server.get("databaseUrl").asString())) {
      List<String> webinars =
          TestDatabase.rows(connection, MAKE_WEBINARS, Integer.toString(WEBINARS));
      List<String> people = TestDatabase.rows(connection, MAKE_PEOPLE, Integer.toString(PEOPLE));
      for (String webinar : webinars) {
        for (String person : people) {
          String token = token(secret, person);
          seats.add(new Seat(UUID.fromString(webinar), UUID.fromString(person), token));
        }
      }
    }
    return new ConcurrentLinkedQueue<>(seats);
  }

  private static String token(String secret, String person) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .subject(person)
                .audience("authenticated")
                .claim("role", "authenticated")
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                .build());
    token.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
    return token.serialize();
  }

  private static final String MAKE_WEBINARS =
      """
      with agency as (insert into public.agencies (name) values ('Agency') returning id),
        client as (
          insert into public.clients (agency_id, name) select id, 'Client' from agency
          returning id, agency_id)
      insert into public.webinars (agency_id, client_id, title, state, is_public)
      select agency_id, id, 'Webinar ' || n, 'live', true
      from client, generate_series(1, ?::integer) as n
      returning id
      """;

  private static final String MAKE_PEOPLE =
      """
      insert into auth.users (instance_id, id, aud, role, email, created_at, updated_at)
      select '00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated',
        'authenticated', 'attendee-' || n || '@example.com', now(), now()
      from generate_series(1, ?::integer) as n
      returning id
      """;

  /// Clients that register and then ask, and write down what was acknowledged before they go on.
  /// Each write is sent once; one without an answer is not repeated.
  private final class Crowd implements AutoCloseable {
    private final Queue<Seat> seats;
    private final Queue<String> unanswered = new ConcurrentLinkedQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> clients = new ArrayList<>();

    Crowd(Queue<Seat> seats) {
      this.seats = seats;
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(
            threads.submit(() -> {
              for (Seat seat = seats.poll(); seat != null; seat = seats.poll()) take(seat);
              return null;
            }));
      }
    }

    private void take(Seat seat) throws Exception {
      String pair =
          "\"webinar_id\":\"%s\",\"user_id\":\"%s\"".formatted(seat.webinar(), seat.person());
      String key = seat.webinar() + " " + seat.person();
      write(seat, "/rest/v1/registrations", "{" + pair + "}", "registration " + key);
      write(
          seat,
          "/rest/v1/questions",
          "{" + pair + ",\"content\":\"" + key + "\"}",
          "question " + key);
    }

    private void write(Seat seat, String path, String json, String line) throws Exception {
      JsonNode sentTo = server;
      try {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(sentTo.get("url").asString() + path))
                .timeout(Duration.ofSeconds(60))
                .header("apikey", sentTo.get("anonKey").asString())
                .header("Authorization", "Bearer " + seat.token())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() < 300) {
          Files.writeString(log, line + "\n", StandardOpenOption.APPEND);
          return;
        }
        // Whoever's registration got no answer may be no attendee yet, and may not ask.
        boolean forbidden = answer.statusCode() == 403 && path.endsWith("questions");
        assertThat(answer.statusCode() >= 500 || forbidden).as(answer.body()).isTrue();
      } catch (IOException _) {
        // killed before it answered
      }
      unanswered.add(line);
      await("the server answers again", this::answers);
    }

    private boolean answers() throws InterruptedException {
      try {
        URI ready = URI.create(server.get("url").asString() + "/ready");
        HttpRequest request = HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(10)).build();
        return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
      } catch (IOException _) {
        return false;
      }
    }

    void awaitEnd() throws Exception {
      for (Future<?> each : clients) each.get(AT_MOST.toSeconds(), TimeUnit.SECONDS);
      assertThat(seats).isEmpty();
    }

    @Override
    public void close() {
      threads.shutdownNow();
      client.shutdownNow();
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(String what, Condition condition) throws IOException {
    long deadline = System.nanoTime() + AT_MOST.toNanos();
    try {
      while (!condition.holds()) {
        assertThat(System.nanoTime()).as(what + " in time").isLessThan(deadline);
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + what);
    }
  }
}
