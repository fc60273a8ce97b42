package io.eventlive.rehearsal;

import io.eventlive.rehearsal.Outcome.Second;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;

/// The old crowd: attendees who arrive at moments that were drawn beforehand, whether the server
/// keeps up or not, and what each of them does once in. Lives on the loop.
final class Crowd {
  private static final List<String> WAY_IN =
      List.of("landing", "sign in", "live page", "live page opens");
  private static final Duration PING = Duration.ofMinutes(2);
  private static final Duration PING_SPREAD = Duration.ofSeconds(10);
  private static final Duration TRACK = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofSeconds(5);

  /// A message reaches receivers over their sockets within this time.
  private static final Duration DELIVERY = Duration.ofMillis(100);

  /// After an answer to his last message somebody writes again: the old platform allows three in
  /// five seconds, however long a server makes them wait.
  private static final Duration SILENT = Duration.ofMillis(2_500);

  /// Each component that is mounted; the old page mounted the chat and the questions twice.
  private static final int COMPONENTS = 2;

  private final Plan plan;
  private final Cast cast;
  private final Stage stage;
  private final Clock clock;
  private final RandomGenerator random;
  private final List<Person> room = new ArrayList<>();

  /// Who may write next: whoever has been silent the longest first.
  private final Deque<Person> silent = new ArrayDeque<>();

  private final Histogram joins = new Histogram(Measurements.LONGEST_MICROS, 3);
  private long began;
  private int arrived;
  private int joined;
  private int messages;

  Crowd(Plan plan, Cast cast, Stage stage, Clock clock, RandomGenerator random) {
    this.plan = plan;
    this.cast = cast;
    this.stage = stage;
    this.clock = clock;
    this.random = random;
  }

  /// Everybody who is in, in the order in which they came in.
  List<Person> room() {
    return room;
  }

  void begin(long now) {
    began = now;
    stage.timeline().begin(now);
    long[] arrivals = plan.shape().arrivals(plan.attendees(), plan.over(), random);
    for (int i = 0; i < arrivals.length; i++) {
      int number = i;
      long due = now + arrivals[i];
      stage.agenda().at(due, () -> arrive(number, due));
    }
    for (int i = 0; i < plan.habits().dashboards(); i++) {
      Person host = Person.host(cast, cast.host().getFirst(), clock);
      new Dashboard(stage, host, this::room)
          .open(now + (long) (random.nextDouble() * POLL.toNanos()));
    }
    if (plan.habits().dashboards() > 0) {
      Person project = Person.project(cast, clock);
      every(Duration.ofMinutes(1), now, due -> play("timer: snapshot", project, due));
    }
    if (plan.habits().messagesPerSecond() > 0) {
      every(
          Duration.ofNanos(
              (long) (TimeUnit.SECONDS.toNanos(1) / plan.habits().messagesPerSecond())),
          now,
          this::speak);
    }
  }

  private void arrive(int number, long due) {
    arrived++;
    stage.timeline().arrival(due);
    Journey journey = new Journey(due, Person.attendee(cast, number, clock, random));
    journey.next(due);
  }

  /// One attendee's way in.
  private final class Journey {
    private final long arrival;
    private final Person person;
    private int scene;
    private int running;
    private int errors;
    private boolean lost;
    private long end;

    private Journey(long arrival, Person person) {
      this.arrival = arrival;
      this.person = person;
    }

    private void next(long due) {
      running++;
      new Performance(
              stage, stage.script(WAY_IN.get(scene++)), person, Map.of(), this::ahead, this::over)
          .begin(due);
    }

    private void ahead(Performance performance) {
      boolean last = scene == WAY_IN.size();
      if (last) {
        settle(person);
      } else if (performance.complete()) {
        next(System.nanoTime());
      } else {
        lost = true;
      }
    }

    private void over(Performance performance) {
      errors += performance.errors();
      end = Math.max(end, performance.lastAnswer());
      if (--running > 0 || errors > 0 || lost) return;
      joined++;
      joins.recordValue(Measurements.micros(end - arrival));
      stage.timeline().join(end);
    }
  }

  /// What somebody does who is in.
  private void settle(Person person) {
    room.add(person);
    silent.addLast(person);
    long now = System.nanoTime();
    ping(person, now);
    every(TRACK, now + TRACK.toNanos(), due -> play("access track", person, due));
    if (random.nextDouble() >= plan.habits().onQuestions()) return;
    play("questions opened", person, now);
    for (int i = 0; i < COMPONENTS; i++) {
      long first = now + (long) (POLL.toNanos() * (1 + random.nextDouble()));
      every(POLL, first, due -> play("questions polling", person, due));
    }
  }

  private void ping(Person person, long last) {
    long spread = (long) ((random.nextDouble() * 2 - 1) * PING_SPREAD.toNanos());
    long due = last + PING.toNanos() + spread;
    stage
        .agenda()
        .at(
            due,
            () -> {
              play("presence ping", person, due);
              ping(person, due);
            });
  }

  /// Somebody writes, in turn; then every chat component of everybody looks the sender up.
  private void speak(long due) {
    Person sender = silent.pollFirst();
    if (sender == null) return;
    String text = "Message " + ++messages + " of a rehearsal";
    Map<String, String> words = Map.of("text", text, "client_msg", Person.uuid(random));
    new Performance(
            stage,
            stage.script("chat message sent"),
            sender,
            words,
            this::deliver,
            _ -> isSilentAgain(sender))
        .begin(due);
  }

  private void isSilentAgain(Person sender) {
    stage.agenda().at(System.nanoTime() + SILENT.toNanos(), () -> silent.addLast(sender));
  }

  private void deliver(Performance sent) {
    if (!sent.complete()) return;
    Map<String, String> message = Map.of("sender", sent.person().id());
    for (Person receiver : List.copyOf(room)) {
      long due = System.nanoTime() + (long) (random.nextDouble() * DELIVERY.toNanos());
      for (int i = 0; i < COMPONENTS; i++) {
        stage.agenda().at(due, () -> play("chat message received", receiver, message, due));
      }
    }
  }

  private void play(String scene, Person person, long due) {
    play(scene, person, Map.of(), due);
  }

  private void play(String scene, Person person, Map<String, String> own, long due) {
    new Performance(stage, stage.script(scene), person, own, _ -> {}, _ -> {}).begin(due);
  }

  private void every(Duration pause, long first, Consumer<Long> what) {
    stage.agenda().every(pause, first, what);
  }

  /// How far it has come.
  Rehearsal.Progress progress() {
    return new Rehearsal.Progress(
        Duration.ofNanos(System.nanoTime() - began),
        arrived,
        joined,
        stage.wire().inFlight(),
        stage.wire().sent(),
        stage.timeline().errors());
  }

  Outcome outcome(boolean stopped) {
    Percentiles lateness = Percentiles.of(stage.agenda().lateness());
    List<Second> seconds = stage.timeline().seconds();
    return new Outcome(
        plan,
        arrived,
        joined,
        arrived - joined,
        Duration.ofNanos(System.nanoTime() - began),
        stage.wire().sent(),
        stage.timeline().errors(),
        Percentiles.of(joins),
        lateness,
        stage.measurements().results(),
        seconds,
        Outcome.doubts(lateness, stage.wire().heldBack(), stopped));
  }
}
