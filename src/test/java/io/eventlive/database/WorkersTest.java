package io.eventlive.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Workers.Reason;
import io.eventlive.observation.Observation;
import io.eventlive.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WorkersTest {
  private static final TestDatabase DATABASE = database();
  private static final int CALLERS = 300;

  private final List<Observation> observed = Collections.synchronizedList(new ArrayList<>());
  private final List<ConnectionWorkers> started = new ArrayList<>();

  private static TestDatabase database() {
    TestDatabase database = TestDatabase.fresh();
    database.execute(
        """
        create table public.secret (owner text not null, body text not null);
        alter table public.secret enable row level security;
        create policy own on public.secret
          using (owner = (select current_setting('request.jwt.claims')::jsonb->>'sub'));
        grant select on public.secret to anon, authenticated;
        insert into public.secret select 'attendee-' || n, 'secret-' || n
          from generate_series(0, 299) n;
        create function public.end_me() returns boolean language sql security definer
          as $$ select pg_terminate_backend(pg_backend_pid()) $$;
        """);
    return database;
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  @AfterEach
  void stop() {
    started.forEach(workers -> workers.drain(Duration.ofSeconds(5)));
  }

  private ConnectionWorkers workers(
      int count, int queueLimit, Duration longestWait, ConnectionSource source) {
    ConnectionWorkers workers =
        ConnectionWorkers.start(
            new Connections(source, observed::add, new Random(1)),
            count,
            new ArrivalQueue(queueLimit, longestWait),
            observed::add);
    started.add(workers);
    return workers;
  }

  private ConnectionWorkers workers(int count, int queueLimit, Duration longestWait) {
    return workers(count, queueLimit, longestWait, DATABASE.source(Role.AUTHENTICATOR));
  }

  /// A job that tells what became of it.
  private record Told(Consumer<RequestConnection> work, BlockingQueue<Object> fate)
      implements Workers.Job {
    static Told doing(Consumer<RequestConnection> work) {
      return new Told(work, new LinkedBlockingQueue<>());
    }

    @Override
    public void run(RequestConnection connection) {
      try {
        work.accept(connection);
        fate.add("ran");
      } catch (AssertionError e) {
        fate.add(e);
      }
    }

    @Override
    public void turnAway(Reason reason) {
      fate.add(reason);
    }

    Object outcome() throws InterruptedException {
      Object outcome = fate.poll(30, TimeUnit.SECONDS);
      assertThat(outcome).as("an outcome in time").isNotNull();
      return java.util.Objects.requireNonNull(outcome);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Offers a job once more where it was turned away.
  private static boolean tryAgain(ConnectionWorkers workers, Told job) {
    if (job.fate().poll() != null) {
      workers.offer(job);
    }
    return false;
  }

  private static String answer(RequestConnection connection, Caller caller, String sql) {
    try {
      return connection.inOneSync(
          new RequestSettings(caller, true, Map.of()),
          new Statement("select (" + sql + ")::text, " + RequestConnection.WITNESS, List.of()),
          rows -> rows.next() ? String.valueOf(rows.getString(1)) : "");
    } catch (SQLException e) {
      return "failed: " + e.getSQLState();
    }
  }

  private static Caller caller(int number) {
    String role = number % 3 == 0 ? "anon" : "authenticated";
    return new Caller(
        role,
        "{\"role\":\"%s\",\"sub\":\"attendee-%d\"}".formatted(role, number),
        Optional.of("attendee-" + number));
  }

  @Test
  void showsThreeHundredMixedCallersNothingButTheirOwn() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ConnectionWorkers workers = workers(3, 10_000, Duration.ofSeconds(60));
    List<Told> jobs = new ArrayList<>();
    AtomicInteger seen = new AtomicInteger();

    for (int i = 0; i < CALLERS * 10; i++) {
      int number = random.nextInt(CALLERS);
      Told job =
          Told.doing(connection -> {
            String own =
                answer(
                    connection,
                    caller(number),
                    number % 7 == 0
                        ? "select 1 / (count(*) - 1) from secret" // fails now and then
                        : "select string_agg(body, ',') from secret");
            assertThat(own)
                .as("seed %d", seed)
                .isEqualTo(number % 7 == 0 ? "failed: 22012" : "secret-" + number);
            seen.incrementAndGet();
          });
      jobs.add(job);
      assertThat(workers.offer(job)).isTrue();
    }

    for (Told job : jobs) {
      assertThat(job.outcome()).as("seed %d", seed).isEqualTo("ran");
    }
    assertThat(seen).hasValue(CALLERS * 10);
    assertThat(observed).isEmpty();
  }

  @Test
  void givesAConnectionToOneRequestAtATime() throws Exception {
    ConnectionWorkers workers = workers(4, 1_000, Duration.ofSeconds(30));
    Map<RequestConnection, AtomicInteger> users = new java.util.concurrent.ConcurrentHashMap<>();
    List<Told> jobs = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Told job =
          Told.doing(connection -> {
            AtomicInteger inside = users.computeIfAbsent(connection, _ -> new AtomicInteger());
            assertThat(inside.incrementAndGet()).isEqualTo(1);
            answer(connection, caller(1), "select pg_sleep(0.001)");
            inside.decrementAndGet();
          });
      jobs.add(job);
      workers.offer(job);
    }

    for (Told job : jobs) {
      assertThat(job.outcome()).isEqualTo("ran");
    }
    assertThat(users).hasSizeBetween(1, 4);
  }

  @Test
  void refusesWhatDoesNotFitIntoTheQueue() throws Exception {
    ConnectionWorkers workers = workers(1, 2, Duration.ofSeconds(30));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    workers.offer(
        Told.doing(_ -> {
          begun.countDown();
          awaitUninterruptibly(release);
        }));
    awaitUninterruptibly(begun);

    Told second = Told.doing(_ -> {});
    Told third = Told.doing(_ -> {});
    Told fourth = Told.doing(_ -> {});

    assertThat(workers.offer(second)).isTrue();
    assertThat(workers.offer(third)).isTrue();
    assertThat(workers.offer(fourth)).isFalse();
    assertThat(workers.waiting()).isEqualTo(2);
    release.countDown();
    assertThat(second.outcome()).isEqualTo("ran");
    assertThat(third.outcome()).isEqualTo("ran");
    assertThat(fourth.fate()).isEmpty();
  }

  @Test
  void turnsAwayWhatWaitsTooLongWhileEveryWorkerIsBusy() throws Exception {
    ConnectionWorkers workers = workers(1, 10, Duration.ofMillis(100));
    // Until the worker has connected, even the first job may wait too long.
    Told first = Told.doing(_ -> {});
    workers.offer(first);
    Deadline deadline = Deadline.in(30);
    while (!first.outcome().equals("ran")) {
      deadline.check("the worker runs a job");
      workers.offer(first);
    }
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Told blocker =
        Told.doing(_ -> {
          begun.countDown();
          awaitUninterruptibly(release);
        });
    assertThat(workers.offer(blocker)).isTrue();
    Deadline.await(
        30, "the worker is busy", () -> begun.getCount() == 0 || tryAgain(workers, blocker));
    Told late = Told.doing(_ -> {});

    workers.offer(late);

    assertThat(late.outcome()).isEqualTo(new Reason.WaitedTooLong());
    release.countDown();
  }

  @Test
  void saysAtOnceThatTheDatabaseCannotBeReachedAndRecoversByItself() throws Exception {
    AtomicBoolean reachable = new AtomicBoolean(false);
    ConnectionSource source =
        () -> {
          if (!reachable.get()) {
            throw new SQLException("nobody there", "08001");
          }
          return DATABASE.source(Role.AUTHENTICATOR).open();
        };
    ConnectionWorkers workers = workers(2, 1_000, Duration.ofSeconds(30), source);
    for (int i = 0; i < 100; i++) {
      Told job = Told.doing(_ -> {});
      workers.offer(job);
      assertThat(job.outcome()).isInstanceOf(Reason.Unreachable.class);
    }

    reachable.set(true);
    Deadline.await(
        10,
        "the outage ends",
        () -> observed.stream().anyMatch(Observation.DatabaseReachable.class::isInstance));

    Told job = Told.doing(connection -> answer(connection, caller(1), "select 1"));
    workers.offer(job);
    assertThat(job.outcome()).isEqualTo("ran");
    assertThat(observed.stream().filter(Observation.DatabaseUnreachable.class::isInstance))
        .hasSize(1);
  }

  @Test
  void survivesADriverThatBreaks() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    ConnectionSource source =
        () -> {
          if (broken.get()) throw new IllegalStateException("a driver's mistake");
          return DATABASE.source(Role.AUTHENTICATOR).open();
        };
    ConnectionWorkers workers = workers(1, 10, Duration.ofSeconds(30), source);
    Told early = Told.doing(_ -> {});
    workers.offer(early);
    assertThat(early.outcome()).isInstanceOf(Reason.Unreachable.class);
    assertThat(workers.reachable()).isFalse();

    broken.set(false);
    Deadline.await(10, "the outage ends", workers::reachable);

    Told late = Told.doing(connection -> answer(connection, caller(1), "select 1"));
    workers.offer(late);
    assertThat(late.outcome()).isEqualTo("ran");
  }

  @Test
  void replacesAConnectionThatDied() throws Exception {
    ConnectionWorkers workers = workers(1, 10, Duration.ofSeconds(30));
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    String terminate = "select end_me()";

    workers.offer(Told.doing(c -> answers.add(answer(c, caller(1), terminate))));
    workers.offer(Told.doing(c -> answers.add(answer(c, caller(1), "select 'alive'"))));

    assertThat(answers.poll(30, TimeUnit.SECONDS)).isEqualTo("failed: 08006");
    assertThat(answers.poll(30, TimeUnit.SECONDS)).isEqualTo("alive");
  }

  @Test
  void survivesAJobThatThrows() throws Exception {
    ConnectionWorkers workers = workers(1, 10, Duration.ofSeconds(30));

    workers.offer(
        Told.doing(_ -> {
          throw new IllegalStateException("a job's mistake");
        }));
    Told next = Told.doing(_ -> {});
    workers.offer(next);

    assertThat(next.outcome()).isEqualTo("ran");
    assertThat(observed)
        .singleElement()
        .isInstanceOfSatisfying(
            Observation.UnexpectedFailure.class,
            failure -> assertThat(failure.cause()).hasMessage("a job's mistake"));
  }

  @Test
  void finishesWhatItTookBeforeItStops() throws Exception {
    ConnectionWorkers workers = workers(1, 100, Duration.ofSeconds(30));
    List<Told> jobs = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Told job = Told.doing(c -> answer(c, caller(1), "select 1"));
      jobs.add(job);
      workers.offer(job);
    }

    assertThat(workers.drain(Duration.ofSeconds(30))).isTrue();

    assertThat(jobs).allSatisfy(job -> assertThat(job.fate()).containsExactly("ran"));
    assertThat(workers.offer(Told.doing(_ -> {}))).isFalse();
  }

  @Test
  void turnsAwayWhatDoesNotEndInTime() throws Exception {
    ConnectionWorkers workers = workers(1, 100, Duration.ofSeconds(30));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Told running =
        Told.doing(_ -> {
          begun.countDown();
          awaitUninterruptibly(release);
        });
    Told waiting = Told.doing(_ -> {});
    workers.offer(running);
    workers.offer(waiting);
    awaitUninterruptibly(begun);

    assertThat(workers.drain(Duration.ofMillis(50))).isFalse();

    assertThat(waiting.outcome()).isEqualTo(new Reason.Stopping());
    release.countDown();
    assertThat(running.outcome()).isEqualTo("ran");
  }
}
