package io.eventlive.database;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// First come, first served, as long as there is room: the plainest queue that workers can have.
final class ArrivalQueue implements JobQueue {
  private record Waiting(Workers.Job job, long since) {}

  private final int most;
  private final long longestNanos;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final List<Workers.Job> late = new ArrayList<>();

  ArrivalQueue(int most, Duration longest) {
    this.most = most;
    this.longestNanos = longest.toNanos();
  }

  @Override
  public List<Workers.Job> add(Workers.Job job, long now) {
    if (waiting.size() >= most) return List.of(job);
    waiting.addLast(new Waiting(job, now));
    return List.of();
  }

  @Override
  public Optional<Workers.Job> next(long now) {
    collectLate(now);
    return Optional.ofNullable(waiting.pollFirst()).map(Waiting::job);
  }

  @Override
  public List<Workers.Job> overdue(long now) {
    collectLate(now);
    List<Workers.Job> overdue = List.copyOf(late);
    late.clear();
    return overdue;
  }

  private void collectLate(long now) {
    while (!waiting.isEmpty() && now - waiting.getFirst().since() > longestNanos) {
      late.add(waiting.removeFirst().job());
    }
  }

  @Override
  public void ran(Workers.Job job, long nanos) {}

  @Override
  public List<Workers.Job> clear() {
    List<Workers.Job> left = new ArrayList<>(late);
    waiting.forEach(each -> left.add(each.job()));
    late.clear();
    waiting.clear();
    return left;
  }

  @Override
  public int size() {
    return waiting.size() + late.size();
  }
}
