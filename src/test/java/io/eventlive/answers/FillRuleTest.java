package io.eventlive.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rule for filling, in every order in which things can happen: two transactions, each written
/// to the WAL, seen and told; two fills of one key, each begun, read and ended; and one more event.
final class FillRuleTest {
  /// What can happen.
  enum Step {
    WAL_1,
    SEEN_1,
    TOLD_1,
    WAL_2,
    SEEN_2,
    TOLD_2,
    BEGIN_1,
    READ_1,
    END_1,
    BEGIN_2,
    READ_2,
    END_2,
    GAP,
    FOLLOW,
    EVICT,
    SCHEMA_TOLD,
    SCHEMA_READ
  }

  private static final List<Step> TRANSACTION_1 = List.of(Step.WAL_1, Step.SEEN_1, Step.TOLD_1);
  private static final List<Step> TRANSACTION_2 = List.of(Step.WAL_2, Step.SEEN_2, Step.TOLD_2);
  private static final List<Step> FILL_1 = List.of(Step.BEGIN_1, Step.READ_1, Step.END_1);
  private static final List<Step> FILL_2 = List.of(Step.BEGIN_2, Step.READ_2, Step.END_2);

  /// Whose absence would make any order of the rest impossible.
  private static final Map<Step, Set<Step>> AFTER = new EnumMap<>(Step.class);

  static {
    AFTER.put(Step.SEEN_1, Set.of(Step.WAL_1));
    AFTER.put(Step.TOLD_1, Set.of(Step.WAL_1));
    AFTER.put(Step.SEEN_2, Set.of(Step.WAL_2));
    AFTER.put(Step.TOLD_2, Set.of(Step.WAL_2));
    AFTER.put(Step.READ_1, Set.of(Step.BEGIN_1));
    AFTER.put(Step.END_1, Set.of(Step.READ_1));
    AFTER.put(Step.BEGIN_2, Set.of(Step.BEGIN_1)); // the fills are alike
    AFTER.put(Step.READ_2, Set.of(Step.BEGIN_2));
    AFTER.put(Step.END_2, Set.of(Step.READ_2));
    AFTER.put(Step.FOLLOW, Set.of(Step.GAP));
    AFTER.put(Step.SCHEMA_READ, Set.of(Step.SCHEMA_TOLD));
  }

  @Test
  void holdsForTwoTransactionsAndOneFill() {
    Tally tally = run(10, Fault.NONE, TRANSACTION_1, TRANSACTION_2, FILL_1);

    assertThat(tally.wrong).isEmpty();
    assertThat(tally.orders).isGreaterThan(1_000);
    assertThat(tally.stored).isPositive();
  }

  @Test
  void holdsForLateJoinersOfEveryKind() {
    Tally tally = run(10, Fault.NONE, TRANSACTION_1, FILL_1, FILL_2);

    assertThat(tally.wrong).isEmpty();
    assertThat(tally.stored).isGreaterThan(tally.orders / 4);
  }

  @Test
  void holdsWhereNothingIsRemembered() {
    Tally tally = run(0, Fault.NONE, TRANSACTION_1, TRANSACTION_2, FILL_1, FILL_2);

    assertThat(tally.wrong).isEmpty();
    assertThat(tally.stored).isPositive();
  }

  @Test
  void holdsOverAGapInTheFeed() {
    List<Step> gap = List.of(Step.GAP, Step.FOLLOW);

    assertThat(run(10, Fault.NONE, TRANSACTION_1, FILL_1, gap).wrong).isEmpty();
    assertThat(run(1, Fault.NONE, TRANSACTION_1, TRANSACTION_2, FILL_1, gap).wrong).isEmpty();
  }

  @Test
  void holdsOverEviction() {
    Tally tally = run(10, Fault.NONE, TRANSACTION_1, FILL_1, FILL_2, List.of(Step.EVICT));

    assertThat(tally.wrong).isEmpty();
  }

  @Test
  void givesNothingUntilAChangeOfTheSchemaIsKnown() {
    List<Step> schema = List.of(Step.SCHEMA_TOLD, Step.SCHEMA_READ);
    Tally tally = run(10, Fault.NONE, TRANSACTION_1, FILL_1, schema);

    assertThat(tally.wrong).isEmpty();
    assertThat(tally.stored).isPositive();
  }

  /// That the test can fail: without each part of the rule there is an order that breaks it.
  @Test
  void findsTheOrderThatBreaksEachPartOfTheRuleWhenItIsMissing() {
    assertThat(run(10, Fault.SNAPSHOT_IGNORED, TRANSACTION_1, FILL_1).wrong).isNotEmpty();
    assertThat(
            run(10, Fault.BASE_IGNORED, TRANSACTION_1, FILL_1, List.of(Step.GAP, Step.FOLLOW))
                .wrong)
        .isNotEmpty();
    assertThat(
            run(10, Fault.EPOCH_IGNORED, TRANSACTION_1, FILL_1, List.of(Step.GAP, Step.FOLLOW))
                .wrong)
        .isNotEmpty();
  }

  /// What a test leaves out of the rule.
  enum Fault {
    NONE,
    SNAPSHOT_IGNORED,
    BASE_IGNORED,
    EPOCH_IGNORED
  }

  /// What came of all orders.
  private static final class Tally {
    private int orders;
    private int stored;
    private final List<String> wrong = new ArrayList<>();
  }

  @SafeVarargs
  private static Tally run(int remembered, Fault fault, List<Step>... steps) {
    List<Step> all = new ArrayList<>();
    for (List<Step> each : steps) all.addAll(each);
    Tally tally = new Tally();
    orders(all, new ArrayList<>(), remembered, fault, tally);
    return tally;
  }

  private static void orders(
      List<Step> left, List<Step> done, int remembered, Fault fault, Tally tally) {
    if (left.isEmpty()) {
      tally.orders++;
      FillWorld world = new FillWorld(remembered, Duration.ofSeconds(10), fault);
      for (Step step : done) {
        if (tally.wrong.size() > 3) return;
        world.happen(step);
        if (!world.isRight()) tally.wrong.add(done + " at " + step);
      }
      tally.stored += world.stored();
      return;
    }
    for (Step step : left) {
      boolean possible = AFTER.getOrDefault(step, Set.of()).stream().noneMatch(left::contains);
      boolean inWalOrder = !isTold(step) || noOlderUntold(step, left, done);
      if (!possible || !inWalOrder) continue;
      List<Step> rest = new ArrayList<>(left);
      rest.remove(step);
      done.add(step);
      orders(rest, done, remembered, fault, tally);
      done.removeLast();
    }
  }

  private static boolean isTold(Step step) {
    return step == Step.TOLD_1 || step == Step.TOLD_2;
  }

  private static boolean noOlderUntold(Step told, List<Step> left, List<Step> done) {
    Step wal = told == Step.TOLD_1 ? Step.WAL_1 : Step.WAL_2;
    Step otherWal = told == Step.TOLD_1 ? Step.WAL_2 : Step.WAL_1;
    Step other = told == Step.TOLD_1 ? Step.TOLD_2 : Step.TOLD_1;
    boolean otherIsOlder = done.contains(otherWal) && done.indexOf(otherWal) < done.indexOf(wal);
    return !(otherIsOlder && left.contains(other));
  }
}
