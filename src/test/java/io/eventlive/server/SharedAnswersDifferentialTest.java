package io.eventlive.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Readers of several roles and a writer at once. Each row holds the number of its last write, and
/// the numbers only grow; so an answer shows as of when it is. None may be older than the allowed
/// staleness, nor than the reader's own last acknowledged write, and the two rows that every write
/// changes together are never seen apart.
final class SharedAnswersDifferentialTest {
  private static final Duration STALENESS = Duration.ofSeconds(1);
  private static final Duration LENGTH = Duration.ofSeconds(6);
  private static final TestServer SERVER = TestServer.start();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String AGENCY = "00000000-0000-4000-8000-0000000000a1";

  @AfterAll
  static void close() {
    SERVER.close();
  }

  /// A write that was acknowledged.
  private record Written(long number, long nanos) {}

  @Test
  void neverShowsWhatIsTooOldNorHalfAWrite() throws Exception {
    long seed = System.nanoTime();
    SERVER
        .database()
        .execute(
            """
            insert into public.agencies (id, name) values ('%1$s', '0');
            insert into public.clients (id, agency_id, name, is_public) values
              ('00000000-0000-4000-8000-0000000000c1', '%1$s', '0', true),
              ('00000000-0000-4000-8000-0000000000c2', '%1$s', '0', true);
            """
                .formatted(AGENCY));
    Queue<Written> acknowledged = new ConcurrentLinkedQueue<>();
    AtomicLong hits = new AtomicLong();
    AtomicLong reads = new AtomicLong();
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    long end = System.nanoTime() + LENGTH.toNanos();
    List<Thread> threads = new ArrayList<>();
    threads.add(Thread.ofVirtual().start(() -> write(acknowledged, wrong, end, new Random(seed))));
    for (int i = 0; i < 6; i++) {
      String key = i % 2 == 0 ? SERVER.keys().anonKey() : SERVER.keys().serviceRoleKey();
      threads.add(Thread.ofVirtual().start(() -> read(key, acknowledged, hits, reads, wrong, end)));
    }
    for (Thread thread : threads) thread.join();

    assertThat(wrong).as("seed %d", seed).isEmpty();
    assertThat(acknowledged.size()).isGreaterThan(5);
    assertThat(hits.get()).as("of %d", reads.get()).isPositive();
  }

  /// Writes as service_role, and reads its own writes.
  private static void write(
      Queue<Written> acknowledged, Queue<String> wrong, long end, Random random) {
    for (long number = 1; System.nanoTime() < end; number++) {
      HttpResponse<String> answer =
          send(
              "PATCH",
              "/rest/v1/clients?agency_id=eq." + AGENCY,
              SERVER.keys().serviceRoleKey(),
              "{\"name\":\"" + number + "\"}");
      acknowledged.add(new Written(number, System.nanoTime()));
      if (answer.statusCode() >= 300) wrong.add("write: " + answer.body());
      long shown = least(get(SERVER.keys().serviceRoleKey(), random.nextInt(2)));
      if (shown < number) wrong.add("own write " + number + " not seen but " + shown);
      java.util.concurrent.locks.LockSupport.parkNanos(random.nextLong(200_000_000));
    }
  }

  private static void read(
      String key,
      Queue<Written> acknowledged,
      AtomicLong hits,
      AtomicLong reads,
      Queue<String> wrong,
      long end) {
    for (int i = 0; System.nanoTime() < end; i++) {
      long asked = System.nanoTime();
      HttpResponse<String> answer = get(key, i % 2);
      if (answer.statusCode() != 200) {
        wrong.add("read: " + answer.body());
        continue;
      }
      reads.incrementAndGet();
      if (how(answer).equals("eventlive; hit")) hits.incrementAndGet();
      long oldest = 0;
      for (Written each : acknowledged) {
        if (asked - each.nanos() > STALENESS.toNanos()) oldest = each.number();
      }
      List<Long> numbers = numbers(answer);
      if (numbers.stream().distinct().count() > 1) wrong.add("half a write: " + answer.body());
      if (numbers.size() != 2) wrong.add("rows: " + answer.body());
      if (least(answer) < oldest) wrong.add(how(answer) + " older than " + oldest + answer.body());
    }
  }

  private static HttpResponse<String> get(String key, int which) {
    String filter =
        which == 0
            ? "agency_id=eq." + AGENCY
            : "id=in.(00000000-0000-4000-8000-0000000000c1,00000000-0000-4000-8000-0000000000c2)";
    return send("GET", "/rest/v1/clients?select=name&" + filter, key, "");
  }

  private static String how(HttpResponse<String> answer) {
    return answer.headers().firstValue("Cache-Status").orElse("");
  }

  private static List<Long> numbers(HttpResponse<String> answer) {
    List<Long> numbers = new ArrayList<>();
    for (JsonNode row : JsonMapper.shared().readTree(answer.body())) {
      numbers.add(Long.parseLong(row.path("name").asString()));
    }
    return numbers;
  }

  private static long least(HttpResponse<String> answer) {
    return numbers(answer).stream().mapToLong(each -> each).min().orElse(-1);
  }

  private static HttpResponse<String> send(String method, String target, String key, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(SERVER.url() + target))
            .header("apikey", key)
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      return CLIENT.send(request, BodyHandlers.ofString());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
