package io.eventlive.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import io.eventlive.database.ConnectionSource;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.Role;
import io.eventlive.database.TestWorkers;
import io.eventlive.database.Workers;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import io.eventlive.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Real workers on the line: whatever happens to the database or to the server, each request is
/// answered exactly once.
final class AdmittedWorkersTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final int REQUESTS = 2_000;

  private final long seed = System.nanoTime();
  private final Admission admission =
      new Admission(AdmissionConfig.DEFAULT, 3, _ -> false, _ -> {}, new Random(seed));
  private final CountDownLatch answered = new CountDownLatch(REQUESTS);
  private final AtomicInteger twice = new AtomicInteger();
  private final AtomicInteger ran = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  private final class Asked implements Workers.Job {
    private final Ticket ticket;
    private final AtomicBoolean told = new AtomicBoolean();

    private Asked(Ticket ticket) {
      this.ticket = ticket;
    }

    @Override
    public void run(RequestConnection connection) {
      ran.incrementAndGet();
      told();
    }

    @Override
    public void turnAway(Workers.Reason reason) {
      assertThat(admission.refuse(ticket, reason)).isBetween(1, 30);
      refused.incrementAndGet();
      told();
    }

    private void told() {
      if (told.getAndSet(true)) twice.incrementAndGet();
      else answered.countDown();
    }

    @Override
    public Optional<Workers.Ticket> ticket() {
      return Optional.of(ticket);
    }
  }

  private Ticket ticket(Random choice) {
    List<Call> calls =
        List.of(
            new Call.Operation(),
            new Call.Function("join_webinar", false),
            new Call.Write("messages", Call.Change.INSERT),
            new Call.Read("messages", Call.Breadth.LIST, Set.of()),
            new Call.Read("messages", Call.Breadth.BULK, Set.of()));
    String person = "attendee-" + choice.nextInt(50);
    return admission.ticket(
        calls.get(choice.nextInt(calls.size())),
        new Caller("authenticated", "{}", Optional.of(person)),
        request(Map.of("X-Client-Info", choice.nextBoolean() ? "supabase-js/2.119.1" : "")));
  }

  private static HttpRequest request(Map<String, String> headers) {
    return new HttpRequest(
        "1", "GET", "/", "", HttpHeaders.of(headers), new byte[0], "203.0.113.7");
  }

  private void offerFromEverywhere(TestWorkers workers, Runnable meanwhile) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int part = 0; part < 10; part++) {
        Random choice = new Random(seed + part);
        threads.execute(() -> {
          for (int i = 0; i < REQUESTS / 10; i++) {
            Asked asked = new Asked(ticket(choice));
            if (!workers.offer(asked)) asked.turnAway(new Workers.Reason.QueueFull());
          }
        });
      }
      threads.execute(meanwhile);
    }
    assertThat(answered.await(60, TimeUnit.SECONDS)).as("seed %d", seed).isTrue();
    assertThat(twice).as("seed %d", seed).hasValue(0);
    assertThat(ran.get() + refused.get()).as("seed %d", seed).isEqualTo(REQUESTS);
    for (CallClass each : CallClass.values()) assertThat(admission.waiting(each)).isZero();
  }

  @Test
  void answersEverybodyOnceWhileTheServerDrains() throws Exception {
    TestWorkers workers =
        TestWorkers.start(DATABASE.source(Role.AUTHENTICATOR), 3, admission.queue(), _ -> {});

    offerFromEverywhere(workers, () -> workers.drain(Duration.ofSeconds(30)));
  }

  @Test
  void answersEverybodyOnceWhileTheDatabaseComesAndGoes() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    ConnectionSource moody =
        () -> {
          if (opened.incrementAndGet() % 3 != 0) throw new SQLException("gone", "08001");
          return DATABASE.source(Role.AUTHENTICATOR).open();
        };
    try (TestWorkers workers = TestWorkers.start(moody, 3, admission.queue(), _ -> {})) {
      offerFromEverywhere(
          workers,
          () ->
              DATABASE.execute(
                  "select pg_terminate_backend(pid) from pg_stat_activity"
                      + " where datname = current_database() and pid <> pg_backend_pid()"));
    }
  }

  @Test
  void servesWhoeverKeepsHisAppointmentBeforeNewcomersButNobodyWhoOnlySaysSo() {
    Call read = new Call.Read("messages", Call.Breadth.LIST, Set.of());
    Caller attendee = new Caller("authenticated", "{}", Optional.of("attendee-1"));
    Map<String, String> again = Map.of("X-Retry-Count", "1");
    List<Boolean> returns = new ArrayList<>();

    returns.add(admission.ticket(read, attendee, request(again)).returns());
    admission.refuse(
        admission.ticket(read, attendee, request(Map.of())), new Workers.Reason.QueueFull());
    returns.add(admission.ticket(read, attendee, request(Map.of())).returns());
    returns.add(admission.ticket(read, attendee, request(again)).returns());
    returns.add(admission.ticket(read, attendee, request(again)).returns());

    assertThat(returns).containsExactly(false, false, true, false);
  }

  @Test
  void tellsVisitorsApartByTheirNetwork() {
    assertThat(Network.of("203.0.113.7")).isEqualTo(Network.of("203.0.113.7"));
    assertThat(Network.of("203.0.113.7")).isNotEqualTo(Network.of("203.0.113.8"));
    assertThat(Network.of("2001:db8:1:2::1")).isEqualTo(Network.of("2001:db8:1:2:ffff::9"));
    assertThat(Network.of("2001:db8:1:2::1")).isNotEqualTo(Network.of("2001:db8:1:3::1"));
  }
}
