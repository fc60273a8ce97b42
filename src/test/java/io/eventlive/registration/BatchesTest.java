package io.eventlive.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import io.eventlive.database.ConnectionLost;
import io.eventlive.database.Insert;
import io.eventlive.database.Inserted;
import io.eventlive.database.LostConnections;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestSettings;
import io.eventlive.database.Statement;
import io.eventlive.database.Workers;
import io.eventlive.observation.Observation;
import io.eventlive.schema.QualifiedName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who boards which batch, on workers that run only when the test says so and a connection that
/// does as it is told.
final class BatchesTest {
  private static final QualifiedName TABLE = new QualifiedName("public", "registrations");

  private final Deque<Workers.Job> queue = new ArrayDeque<>();
  private int queueSize = 1_000;
  private final Workers workers = job -> queue.size() < queueSize && queue.add(job);
  private final List<Observation> observed = new ArrayList<>();
  private final Flights<String, String> flights =
      new Flights<>(workers, 10, Batching.DEFAULT, row -> row.getString(1), observed::add);
  private final List<String> answers = new ArrayList<>();
  private final List<List<String>> batches = new ArrayList<>();
  private final Script script = new Script();

  @Test
  void letsTheFirstGoAtOnceAndTheRestTogether() {
    insert("c");
    assertThat(queue).as("nobody waits for company").hasSize(1);
    script.meanwhile = () -> List.of("b", "a", "d").forEach(this::insert);
    work();

    assertThat(batches).containsExactly(List.of("c"), List.of("a", "b", "d"));
    assertThat(answers).containsExactly("c: carried", "a: carried", "b: carried", "d: carried");
    assertThat(observed)
        .containsExactly(
            new Observation.InsertsTogether("public.registrations", 1, 0),
            new Observation.InsertsTogether("public.registrations", 3, 0));
  }

  @Test
  void sendsTheNextBatchOffBeforeItAnswers() {
    List<Integer> queued = new ArrayList<>();
    insert(
        new Request("a") {
          @Override
          public void answer(String answer) {
            queued.add(queue.size());
            super.answer(answer);
          }
        });
    script.meanwhile = () -> insert("b");
    work();

    assertThat(queued).containsExactly(1);
  }

  @Test
  void takesSixtyFourAtMost() {
    IntStream.range(0, 130).forEach(i -> insert("%03d".formatted(i)));
    work();

    assertThat(batches).extracting(List::size).containsExactly(64, 64, 2);
    assertThat(answers).hasSize(130).doesNotHaveDuplicates();
  }

  @Test
  void takesOneOfEachCallerAndLosesNobody() {
    insert(new Request("a1", "a", Map.of()));
    insert(new Request("a2", "a", Map.of()));
    insert(new Request("b1", "b", Map.of()));
    work();

    assertThat(batches).containsExactly(List.of("a1", "b1"), List.of("a2"));
  }

  @Test
  void keepsApartWhoSetsOtherThings() {
    insert(new Request("a", "a", Map.of("timezone", "UTC")));
    insert(new Request("b", "b", Map.of()));
    insert(new Request("c", "c", Map.of("timezone", "Asia/Seoul")));
    insert(new Request("d", "d", Map.of("statement_timeout", "3s")));
    insert(new Request("e", "e", Map.of("statement_timeout", "8s")));
    work();

    assertThat(batches)
        .containsExactly(List.of("a", "c"), List.of("b"), List.of("d"), List.of("e"));
  }

  @Test
  void letsNobodyDecideForATransactionOfOthers() {
    insert(new Request("a", "a", Map.of("synchronous_commit", "off")));
    insert("b");
    work();

    assertThat(batches).containsExactly(List.of("b"));
    assertThat(answers).containsExactlyInAnyOrder("a: alone", "b: carried");
    assertThat(observed).contains(new Observation.InsertAlone("public.registrations", "settings"));
  }

  @Test
  void sendsOnAloneWhomALockHeldUpOrWhoseResultWasNotTheOne() {
    script.outcomes =
        Map.of(
            "a", new Inserted.Refused<>(new SQLException("timeout", "55P03")),
            "b", new Inserted.Refused<>(new SQLException("no", "42501")),
            "c", new Inserted.Undone<>());
    List.of("a", "b", "c", "d").forEach(this::insert);
    work();

    assertThat(answers).containsExactly("b: refused 42501", "d: carried", "a: alone", "c: alone");
    assertThat(observed)
        .contains(
            new Observation.InsertsTogether("public.registrations", 4, 1),
            new Observation.InsertAlone("public.registrations", "locked"),
            new Observation.InsertAlone("public.registrations", "undone"));
  }

  @Test
  void sendsEverybodyOnAloneWhereTheBatchCameToNothing() {
    script.fails = new SQLException("canceling statement due to statement timeout", "57014");
    List.of("a", "b").forEach(this::insert);
    work();

    assertThat(answers).containsExactly("a: alone", "b: alone");
  }

  @Test
  void runsAgainOnlyWhatMayBeRepeatedWhereTheConnectionIsLost() {
    script.fails = LostConnections.afterWriting();
    insert("message");
    flights.offer(
        Optional.of(new RowKey(TABLE, List.of("1"))), Optional.of(TABLE), new Request("keyed"));
    flights.offer(
        Optional.of(new RowKey(TABLE, List.of("1"))), Optional.of(TABLE), new Request("keyed"));
    work();

    assertThat(answers).containsExactly("message: lost", "keyed: alone", "keyed: repeated alone");
    assertThat(flights.open()).isZero();
  }

  @Test
  void saysThatTheOutcomeIsUnknownWhereTheSecondRunIsLostToo() {
    script.fails = LostConnections.afterWriting();
    script.alone = LostConnections.afterWriting();
    flights.offer(
        Optional.of(new RowKey(TABLE, List.of("1"))), Optional.of(TABLE), new Request("keyed"));
    work();

    assertThat(answers).containsExactly("keyed: lost");
  }

  @Test
  void saysSoAlsoWhereNoConnectionCanBeHadForTheSecondRun() {
    script.fails = LostConnections.afterWriting();
    flights.offer(
        Optional.of(new RowKey(TABLE, List.of("1"))), Optional.of(TABLE), new Request("keyed"));
    queue.removeFirst().run(script);
    queue.removeFirst().turnAway(new Workers.Reason.Unreachable(new SQLException("gone")));

    assertThat(answers).containsExactly("keyed: lost");
  }

  @Test
  void leavesNobodyWithoutAnAnswerWhenSomethingBreaks() {
    script.breaks = new IllegalStateException("broken");
    List.of("a", "b").forEach(this::insert);
    work();

    assertThat(answers).containsExactly("a: failed broken", "b: failed broken");
  }

  @Test
  void turnsEverybodyAwayWithTheBatch() {
    List.of("a", "b").forEach(this::insert);
    queue.removeFirst().turnAway(new Workers.Reason.Stopping());
    insert("c");
    work();

    assertThat(answers)
        .containsExactly("a: turned away, Stopping", "b: turned away, Stopping", "c: carried");
  }

  @Test
  void saysThatTheQueueIsFull() {
    queueSize = 0;

    assertThat(flights.offer(Optional.empty(), Optional.of(TABLE), new Request("a"))).isFalse();
    assertThat(answers).isEmpty();
  }

  @Test
  void boundsHowManyWait() {
    Batching narrow = new Batching(List.of("registrations"), 2, 3, Duration.ofMillis(100));
    Flights<String, String> few =
        new Flights<>(workers, 10, narrow, row -> row.getString(1), observed::add);
    for (String name : List.of("a", "b", "c")) {
      assertThat(few.offer(Optional.empty(), Optional.of(TABLE), new Request(name))).isTrue();
    }

    assertThat(few.offer(Optional.empty(), Optional.of(TABLE), new Request("d"))).isFalse();
  }

  private void insert(String name) {
    insert(new Request(name));
  }

  private void insert(Request request) {
    assertThat(flights.offer(Optional.empty(), Optional.of(TABLE), request)).isTrue();
  }

  private void work() {
    while (!queue.isEmpty()) queue.removeFirst().run(script);
  }

  private class Request implements Passenger<String, String> {
    private final String name;
    private final String caller;
    private final Map<String, String> settings;

    private Request(String name) {
      this(name, name, Map.of());
    }

    private Request(String name, String caller, Map<String, String> settings) {
      this.name = name;
      this.caller = caller;
      this.settings = settings;
    }

    @Override
    public Object likeness() {
      return name;
    }

    @Override
    public Object caller() {
      return caller;
    }

    @Override
    public String place() {
      return name;
    }

    @Override
    public Insert insert() {
      Caller who = new Caller("authenticated", "{}", Optional.of(caller));
      return new Insert(
          new RequestSettings(who, false, settings), new Statement(name, List.of()), false);
    }

    @Override
    public String run(RequestConnection connection) throws ConnectionLost {
      ConnectionLost lost = script.alone;
      if (lost != null) throw lost;
      return "alone";
    }

    @Override
    public String finish(Inserted<String> inserted, RequestConnection connection) {
      return switch (inserted) {
        case Inserted.Carried<String>(String result, _) -> result;
        case Inserted.Refused<String>(SQLException problem) -> "refused " + problem.getSQLState();
        case Inserted.Undone<String> _ -> "undone";
      };
    }

    @Override
    public boolean mayRunAgain() {
      return name.equals("keyed");
    }

    @Override
    public String lost(ConnectionLost problem) {
      return "lost";
    }

    @Override
    public String repeated(String first) {
      return "repeated " + first;
    }

    @Override
    public void answer(String answer) {
      answers.add(name + ": " + answer);
    }

    @Override
    public void turnAway(Workers.Reason reason) {
      answers.add(name + ": turned away, " + reason.getClass().getSimpleName());
    }

    @Override
    public void fail(Throwable failure) {
      answers.add(name + ": failed " + failure.getMessage());
    }
  }

  /// What the connection does with a batch.
  private final class Script implements RequestConnection {
    private Runnable meanwhile = () -> {};
    private Map<String, Inserted<String>> outcomes = Map.of();
    private @Nullable SQLException fails;
    private @Nullable RuntimeException breaks;
    private @Nullable ConnectionLost alone;

    @Override
    @SuppressWarnings("unchecked") // every result here is a text
    public <T> List<Inserted<T>> together(
        List<Insert> inserts, Duration lockWait, ResultReader<T> reader) throws SQLException {
      List<String> names = inserts.stream().map(insert -> insert.statement().sql()).toList();
      batches.add(names);
      Runnable first = meanwhile;
      meanwhile = () -> {};
      first.run();
      if (fails != null) throw fails;
      if (breaks != null) throw breaks;
      List<Inserted<String>> results =
          names.stream()
              .map(name ->
                  outcomes.getOrDefault(
                      name, new Inserted.Carried<>("carried", OptionalLong.of(1))))
              .toList();
      return (List<Inserted<T>>) (List<?>) results;
    }

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
      throw new AssertionError("not asked");
    }

    @Override
    public <T> T inOneSync(RequestSettings settings, Statement statement, ResultReader<T> reader) {
      throw new AssertionError("not asked");
    }

    @Override
    public <T> T inTransaction(RequestSettings settings, Work<T> work) {
      throw new AssertionError("not asked");
    }
  }

  @Test
  void isOffWithOneMember() {
    assertThat(Batching.DEFAULT.isOff()).isFalse();
    assertThat(Batching.DEFAULT.off().isOff()).isTrue();
  }
}
