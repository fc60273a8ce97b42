package io.eventlive.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.database.ConnectionLost;
import io.eventlive.database.Insert;
import io.eventlive.database.Inserted;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestSettings;
import io.eventlive.database.Statement;
import io.eventlive.database.Workers;
import io.eventlive.schema.QualifiedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Flights on workers that run only when the test says so.
final class FlightsTest {
  private static final RowKey ROW =
      new RowKey(new QualifiedName("public", "registrations"), List.of("1", "2"));
  private static final RowKey OTHER_ROW =
      new RowKey(new QualifiedName("public", "registrations"), List.of("1", "3"));

  private final Deque<Workers.Job> queue = new ArrayDeque<>();
  private int queueSize = 10;
  private final Workers workers = job -> queue.size() < queueSize && queue.add(job);
  private final Flights<String, String> flights = flights(workers, 3);
  private final List<String> answers = new ArrayList<>();
  private final AtomicInteger runs = new AtomicInteger();

  private class Request implements Passenger<String, String> {
    private final String name;
    private final String likeness;
    private final Runnable meanwhile;

    private Request(String name, String likeness, Runnable meanwhile) {
      this.name = name;
      this.likeness = likeness;
      this.meanwhile = meanwhile;
    }

    @Override
    public Object likeness() {
      return likeness;
    }

    @Override
    public Object caller() {
      return name;
    }

    @Override
    public String place() {
      return name;
    }

    @Override
    public Insert insert() {
      throw new AssertionError("goes alone");
    }

    @Override
    public String finish(Inserted<String> inserted, RequestConnection connection) {
      throw new AssertionError("goes alone");
    }

    @Override
    public boolean mayRunAgain() {
      return true;
    }

    @Override
    public String lost(ConnectionLost problem) {
      return "lost";
    }

    @Override
    public String run(RequestConnection connection) throws ConnectionLost {
      runs.incrementAndGet();
      meanwhile.run();
      return "ran " + likeness;
    }

    @Override
    public String repeated(String first) {
      return first + " before";
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
      answers.add(name + ": failed, " + failure.getMessage());
    }
  }

  @Test
  void answersEqualRequestsWithOneRun() {
    offer(flights, ROW, request("a", "x"));
    offer(flights, ROW, request("b", "x"));
    offer(flights, ROW, request("c", "x"));
    work();

    assertThat(answers).containsExactly("a: ran x", "b: ran x before", "c: ran x before");
    assertThat(runs).hasValue(1);
    assertThat(flights.open()).isZero();
  }

  @Test
  void runsRequestsThatSaySomethingElseOneAfterTheOther() {
    offer(flights, ROW, request("a", "x"));
    offer(flights, ROW, request("b", "y"));
    offer(flights, ROW, request("c", "y"));
    assertThat(queue).hasSize(1);
    work();

    assertThat(answers).containsExactly("a: ran x", "b: ran y", "c: ran y before");
    assertThat(runs).hasValue(2);
  }

  @Test
  void keepsRowsApart() {
    offer(flights, ROW, request("a", "x"));
    offer(flights, OTHER_ROW, request("b", "x"));
    assertThat(queue).hasSize(2);
    work();

    assertThat(answers).containsExactly("a: ran x", "b: ran x");
  }

  /// The row may have been taken away again since the leader wrote it, and somebody told so.
  @Test
  void answersNobodyWithWhatRanBeforeHeCame() {
    offer(
        flights,
        ROW,
        new Request(
            "a",
            "x",
            () -> {
              offer(flights, ROW, request("b", "x"));
              offer(flights, ROW, request("c", "x"));
            }));
    assertThat(queue).hasSize(1);
    work();

    assertThat(answers).containsExactly("a: ran x", "b: ran x", "c: ran x before");
    assertThat(runs).hasValue(2);
    assertThat(flights.open()).isZero();
  }

  /// Who comes while one runs waits for the same worker: the two never meet in PostgreSQL.
  @Test
  void runsWhoComesLaterOnTheSameWorker() {
    offer(flights, ROW, new Request("a", "x", () -> offer(flights, ROW, request("b", "y"))));
    offer(flights, ROW, request("c", "y"));
    assertThat(queue).hasSize(1);
    queue.removeFirst().run(new NoDatabase());

    assertThat(answers).containsExactly("a: ran x", "c: ran y", "b: ran y");
    assertThat(queue).isEmpty();
  }

  @Test
  void doesNotKeepAWorkerForEver() {
    offer(flights, ROW, new Endless());
    queue.removeFirst().run(new NoDatabase());

    assertThat(runs).hasValue(4); // the leader and three followers
    assertThat(queue).hasSize(1);
  }

  /// Asks for the same again whenever it runs.
  private final class Endless extends Request {
    private Endless() {
      super("endless", "x", () -> {});
    }

    @Override
    public String run(RequestConnection connection) throws ConnectionLost {
      offer(flights, ROW, new Endless());
      return super.run(connection);
    }
  }

  @Test
  void isOverWhenTheLastIsAnswered() {
    offer(flights, ROW, request("a", "x"));
    work();
    offer(flights, ROW, request("b", "x"));
    work();

    assertThat(answers).containsExactly("a: ran x", "b: ran x");
  }

  @Test
  void answersTheOthersWhenOneBreaks() {
    Runnable breaks =
        () -> {
          throw new IllegalStateException("broken");
        };
    offer(flights, ROW, new Request("a", "x", breaks));
    offer(flights, ROW, request("b", "x"));
    offer(flights, ROW, new Request("c", "y", breaks));
    offer(flights, ROW, request("d", "x"));
    work();

    assertThat(answers)
        .containsExactly("a: failed, broken", "b: ran x", "c: failed, broken", "d: ran x before");
    assertThat(flights.open()).isZero();
  }

  @Test
  void leavesNobodyWithoutAnAnswerWhenNothingHelps() {
    offer(
        flights,
        ROW,
        new Request("a", "x", () -> {}) {
          @Override
          public Object likeness() {
            throw new IllegalStateException("broken");
          }

          @Override
          public void fail(Throwable failure) {
            throw new IllegalStateException("still broken");
          }
        });
    offer(flights, ROW, request("b", "x"));

    assertThatThrownBy(this::work).hasMessage("still broken");
    assertThat(answers).containsExactly("b: failed, its flight broke off");
    assertThat(flights.open()).isZero();
  }

  @Test
  void letsTheOneTooManyGoAlone() {
    for (String name : List.of("a", "b", "c", "d", "e")) offer(flights, ROW, request(name, "x"));
    assertThat(queue).hasSize(2);
    work();

    assertThat(answers)
        .containsExactly(
            "a: ran x", "b: ran x before", "c: ran x before", "d: ran x before", "e: ran x");
  }

  @Test
  void withoutFollowersEverybodyGoesAlone() {
    Flights<String, String> solitary = flights(workers, 0);
    for (String name : List.of("a", "b")) offer(solitary, ROW, request(name, "x"));
    work();

    assertThat(answers).containsExactly("a: ran x", "b: ran x");
  }

  @Test
  void turnsEverybodyAwayTogether() {
    offer(flights, ROW, request("a", "x"));
    offer(flights, ROW, request("b", "y"));
    queue.removeFirst().turnAway(new Workers.Reason.Stopping());

    assertThat(answers).containsExactly("a: turned away, Stopping", "b: turned away, Stopping");
    assertThat(flights.open()).isZero();
  }

  @Test
  void saysThatTheQueueIsFullAndLeavesNothingBehind() {
    queueSize = 0;

    assertThat(offer(flights, ROW, request("a", "x"))).isFalse();
    assertThat(flights.open()).isZero();
  }

  /// Who boarded while the leader asked for a place hears the same as the leader.
  @Test
  void tellsFollowersThatTheQueueIsFull() {
    AtomicReference<Flights<String, String>> full = new AtomicReference<>();
    full.set(
        flights(
            _ -> {
              offer(full.get(), ROW, request("b", "x"));
              return false;
            },
            3));

    assertThat(offer(full.get(), ROW, request("a", "x"))).isFalse();
    assertThat(answers).containsExactly("b: turned away, QueueFull");
  }

  private static boolean offer(
      Flights<String, String> flights, RowKey row, Passenger<String, String> passenger) {
    return flights.offer(Optional.of(row), Optional.empty(), passenger);
  }

  private static Flights<String, String> flights(Workers workers, int followers) {
    return new Flights<>(workers, followers, Batching.DEFAULT, row -> row.getString(1), _ -> {});
  }

  private Request request(String name, String likeness) {
    return new Request(name, likeness, () -> {});
  }

  private void work() {
    while (!queue.isEmpty()) queue.removeFirst().run(new NoDatabase());
  }

  /// Nothing here asks the database.
  private static final class NoDatabase implements RequestConnection {
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
    public <T> T inOneSync(RequestSettings settings, Statement statement, ResultReader<T> reader) {
      throw new AssertionError("not asked");
    }

    @Override
    public <T> java.util.List<io.eventlive.database.Inserted<T>> together(
        java.util.List<io.eventlive.database.Insert> inserts,
        java.time.Duration lockWait,
        ResultReader<T> reader) {
      throw new AssertionError("not asked");
    }

    @Override
    public <T> T inTransaction(RequestSettings settings, Work<T> work) {
      throw new AssertionError("not asked");
    }
  }
}
