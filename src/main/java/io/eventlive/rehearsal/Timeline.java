package io.eventlive.rehearsal;

import io.eventlive.rehearsal.Outcome.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What happened in each second of a run. Lives on the loop; bounded, because a run is.
final class Timeline {
  private static final class Counts {
    private int arrived;
    private int joined;
    private int answers;
    private int errors;
  }

  private final List<Counts> seconds = new ArrayList<>();
  private long began;
  private long errors;

  void begin(long now) {
    began = now;
  }

  void arrival(long now) {
    at(now).arrived++;
  }

  void join(long now) {
    at(now).joined++;
  }

  void answer(long now, boolean right) {
    Counts counts = at(now);
    counts.answers++;
    if (!right) {
      counts.errors++;
      errors++;
    }
  }

  private Counts at(long now) {
    int second = (int) TimeUnit.NANOSECONDS.toSeconds(Math.max(0, now - began));
    while (seconds.size() <= second) seconds.add(new Counts());
    return seconds.get(second);
  }

  long errors() {
    return errors;
  }

  List<Second> seconds() {
    return seconds.stream()
        .map(each -> new Second(each.arrived, each.joined, each.answers, each.errors))
        .toList();
  }
}
