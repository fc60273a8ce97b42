package io.eventlive.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestSettings;
import io.eventlive.database.Statement;
import io.eventlive.database.Workers;
import io.eventlive.schema.QualifiedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final Flights<String> flights = new Flights<>(workers, 3);
  private final List<String> answers = new ArrayList<>();
  private final AtomicInteger runs = new AtomicInteger();

  private class Request implements Passenger<String> {
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
    public String run(RequestConnection connection) {
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
      answers.add(name + ": turned away");
    }
  }

  @Test
  void answersEqualRequestsWithOneRun() {
    flights.offer(ROW, request("a", "x"));
    flights.offer(ROW, request("b", "x"));
    flights.offer(ROW, request("c", "x"));
    work();

    assertThat(answers).containsExactly("a: ran x", "b: ran x before", "c: ran x before");
    assertThat(runs).hasValue(1);
    assertThat(flights.open()).isZero();
  }

  @Test
  void runsRequestsThatSaySomethingElseOneAfterTheOther() {
    flights.offer(ROW, request("a", "x"));
    flights.offer(ROW, request("b", "y"));
    flights.offer(ROW, request("c", "y"));
    assertThat(queue).hasSize(1);
    work();

    assertThat(answers).containsExactly("a: ran x", "b: ran y", "c: ran y before");
    assertThat(runs).hasValue(2);
  }

  @Test
  void keepsRowsApart() {
    flights.offer(ROW, request("a", "x"));
    flights.offer(OTHER_ROW, request("b", "x"));
    assertThat(queue).hasSize(2);
    work();

    assertThat(answers).containsExactly("a: ran x", "b: ran x");
  }

  @Test
  void takesWhoComesWhileTheLeaderRuns() {
    flights.offer(ROW, new Request("a", "x", () -> flights.offer(ROW, request("b", "x"))));
    work();

    assertThat(answers).containsExactly("a: ran x", "b: ran x before");
  }

  @Test
  void isOverBeforeTheLeaderIsAnswered() {
    flights.offer(
        ROW,
        new Request("a", "x", () -> {}) {
          @Override
          public void answer(String answer) {
            super.answer(answer);
            flights.offer(ROW, request("b", "x"));
          }
        });
    work();

    assertThat(answers).containsExactly("a: ran x", "b: ran x");
  }

  @Test
  void letsTheOneTooManyGoAlone() {
    for (String name : List.of("a", "b", "c", "d", "e")) flights.offer(ROW, request(name, "x"));
    assertThat(queue).hasSize(2);
    work();

    assertThat(answers)
        .containsExactly(
            "a: ran x", "b: ran x before", "c: ran x before", "d: ran x before", "e: ran x");
  }

  @Test
  void withoutFollowersEverybodyGoesAlone() {
    Flights<String> solitary = new Flights<>(workers, 0);
    for (String name : List.of("a", "b")) solitary.offer(ROW, request(name, "x"));
    work();

    assertThat(answers).containsExactly("a: ran x", "b: ran x");
  }

  @Test
  void turnsEverybodyAwayTogether() {
    flights.offer(ROW, request("a", "x"));
    flights.offer(ROW, request("b", "y"));
    queue.removeFirst().turnAway(new Workers.Reason.Stopping());

    assertThat(answers).containsExactly("a: turned away", "b: turned away");
    assertThat(flights.open()).isZero();
  }

  @Test
  void saysThatTheQueueIsFullAndLeavesNothingBehind() {
    queueSize = 0;

    assertThat(flights.offer(ROW, request("a", "x"))).isFalse();
    assertThat(flights.open()).isZero();
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
    public <T> T inTransaction(RequestSettings settings, Work<T> work) {
      throw new AssertionError("not asked");
    }
  }
}
