package io.eventlive.changes;

import io.eventlive.testing.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A listener that keeps what it is told, and checks the order of calls.
class Heard implements ChangeListener {
  /// However busy the machine is.
  static final Duration LONGEST = Duration.ofSeconds(60);

  /// A transaction of which everything was told.
  record Told(Transaction transaction, List<Change> changes) {}

  private final List<Told> told = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final List<Change> open = new ArrayList<>();
  private final List<String> disorder = new ArrayList<>();
  private boolean following;
  private boolean inside;

  @Override
  public void load(Connection snapshot) throws SQLException {}

  @Override
  public synchronized void follows(Epoch epoch) {
    require(!following, "follows twice");
    following = true;
  }

  @Override
  public synchronized void begin(Transaction transaction) {
    require(following && !inside, "begins inside or outside");
    inside = true;
    open.clear();
  }

  @Override
  public synchronized void change(Transaction transaction, Change change) {
    require(inside, "changes outside");
    open.add(change);
  }

  @Override
  public synchronized void commit(Transaction transaction) {
    require(inside, "commits outside");
    inside = false;
    told.add(new Told(transaction, List.copyOf(open)));
  }

  @Override
  public synchronized void gap(Gap gap) {
    require(following, "a gap in nothing");
    following = false;
    inside = false;
    gaps.add(gap);
  }

  private void require(boolean right, String problem) {
    if (!right) disorder.add(problem);
  }

  synchronized List<Told> told() {
    if (!disorder.isEmpty()) throw new AssertionError(disorder);
    return List.copyOf(told);
  }

  synchronized List<Gap> gaps() {
    return List.copyOf(gaps);
  }

  List<Change> changes() {
    return told().stream().flatMap(each -> each.changes().stream()).toList();
  }

  <T extends Change> List<T> all(Class<T> kind) {
    return changes().stream()
        .flatMap(each -> kind.isInstance(each) ? Stream.of(kind.cast(each)) : Stream.empty())
        .toList();
  }

  synchronized void forget() {
    told.clear();
  }

  /// Everything that was committed before this is asked.
  static void catchUp(ChangeFeed feed) {
    long now = System.nanoTime();
    Eventually.within(
        LONGEST,
        "the feed catches up",
        () -> {
          feed.wanted();
          return feed.heardSince(now);
        });
  }
}
