package io.eventlive.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// Those of one rank who may wait for equally long, in order of arrival, and so in the order in
/// which their time is over.
///
/// Not safe for several threads; [Line] owns it.
final class Patience {
  private final long nanos;
  private final SequencedSet<Waiter> waiters = new LinkedHashSet<>();

  Patience(Duration longest) {
    this.nanos = longest.toNanos();
  }

  void add(Waiter waiter) {
    waiters.addLast(waiter);
  }

  void remove(Waiter waiter) {
    waiters.remove(waiter);
  }

  /// Who came last; null where nobody is here.
  @Nullable Waiter newest() {
    return waiters.isEmpty() ? null : waiters.getLast();
  }

  /// How long whoever came first has waited.
  long longestWait(long now) {
    return waiters.isEmpty() ? 0 : now - waiters.getFirst().since();
  }

  /// Those who have waited for longer than they may.
  List<Waiter> over(long now) {
    return waitingLongerThan(nanos, now);
  }

  /// Those who have waited for longer than so many nanoseconds.
  List<Waiter> waitingLongerThan(long limit, long now) {
    if (longestWait(now) <= limit) return List.of();
    List<Waiter> over = new ArrayList<>();
    for (Waiter waiter : waiters) {
      if (now - waiter.since() <= limit) break;
      over.add(waiter);
    }
    return over;
  }
}
