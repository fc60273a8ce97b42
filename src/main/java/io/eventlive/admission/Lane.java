package io.eventlive.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Requests of equal rank, served in turns: each of those who share takes his turn and goes to the
/// end, so that somebody with a hundred requests delays nobody else by more than one of them.
///
/// Not safe for several threads; [Line] owns it.
final class Lane {
  /// Those who share their turns, in their own order.
  private static final class Group {
    private final Deque<Waiter> waiters = new ArrayDeque<>(2);
    private int turnsLeft;
  }

  private final SequencedMap<Object, Group> groups = new LinkedHashMap<>();

  void add(Waiter waiter) {
    Group group = groups.get(waiter.shareKey());
    if (group == null) {
      group = new Group();
      group.turnsLeft = waiter.turns();
      groups.put(waiter.shareKey(), group);
    }
    group.waiters.addLast(waiter);
  }

  /// Takes out whoever's turn it is; null where nobody is here.
  @Nullable Waiter next() {
    Map.Entry<Object, Group> first = groups.firstEntry();
    if (first == null) return null;
    Object key = first.getKey();
    Group group = first.getValue();
    Waiter next = group.waiters.removeFirst();
    if (group.waiters.isEmpty()) {
      groups.remove(key);
    } else if (--group.turnsLeft == 0) {
      group.turnsLeft = next.turns();
      groups.remove(key);
      groups.putLast(key, group);
    }
    return next;
  }

  void remove(Waiter waiter) {
    Group group = groups.get(waiter.shareKey());
    if (group == null || !group.waiters.removeFirstOccurrence(waiter)) {
      throw new IllegalStateException("not in this lane");
    }
    if (group.waiters.isEmpty()) groups.remove(waiter.shareKey());
  }
}
