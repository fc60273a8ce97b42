package io.eventlive.admission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A few places for code that blocks, such as the connections of sign-in, given out by class: who
/// matters more goes before all others who wait, and within a class who came first.
///
/// `lock` guards everything. Meant for virtual threads: whoever waits holds nothing but himself.
public final class Turnstile {
  private static final class Waiting {
    private final Condition turn;
    private boolean admitted;

    private Waiting(Condition turn) {
      this.turn = turn;
    }
  }

  private static final Classification CLASSES = new Classification(EventTables.DEFAULT);

  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<CallClass, Deque<Waiting>> lines = new EnumMap<>(CallClass.class);
  private int free;

  /// A turnstile with so many places.
  ///
  /// @param patience how long somebody may wait; whoever is not to be refused, longer
  public Turnstile(int places, Duration patience) {
    if (places < 1) throw new IllegalArgumentException("a turnstile has a place");
    this.patience = patience;
    this.free = places;
    for (CallClass each : CallClass.values()) lines.put(each, new ArrayDeque<>(2));
  }

  /// Takes a place, after a wait where there is none.
  ///
  /// @return false where there was none for so long; otherwise [#leave] has to follow
  public boolean enter(Call call) throws InterruptedException {
    CallClass callClass = CLASSES.of(call, new Standing.Visitor());
    Duration longest = callClass == CallClass.KEEP ? Line.KEEP_WAIT : patience;
    lock.lock();
    try {
      if (free > 0) {
        free--;
        return true;
      }
      Waiting self = new Waiting(lock.newCondition());
      line(callClass).addLast(self);
      return awaitTurn(self, callClass, longest.toNanos());
    } finally {
      lock.unlock();
    }
  }

  /// Gives a place back: to whoever is next, if anybody waits.
  public void leave() {
    lock.lock();
    try {
      for (Deque<Waiting> line : lines.values()) {
        Waiting next = line.pollFirst();
        if (next == null) continue;
        next.admitted = true;
        next.turn.signal();
        return;
      }
      free++;
    } finally {
      lock.unlock();
    }
  }

  /// How many wait.
  public int waiting() {
    lock.lock();
    try {
      return lines.values().stream().mapToInt(Deque::size).sum();
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitTurn(Waiting self, CallClass callClass, long longest)
      throws InterruptedException {
    long left = longest;
    try {
      while (!self.admitted && left > 0) left = self.turn.awaitNanos(left);
    } catch (InterruptedException interruption) {
      if (self.admitted) leave();
      else line(callClass).remove(self);
      throw interruption;
    }
    if (!self.admitted) line(callClass).remove(self);
    return self.admitted;
  }

  private Deque<Waiting> line(CallClass callClass) {
    Deque<Waiting> line = lines.get(callClass);
    if (line == null) throw new IllegalStateException("no line for " + callClass);
    return line;
  }
}
