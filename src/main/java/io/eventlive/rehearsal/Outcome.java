package io.eventlive.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a rehearsal found.
///
/// @param arrived attendees whose moment came
/// @param joined attendees whose every call of the join was answered right
/// @param failed attendees who were shown an error at joining, or were not in at the end
/// @param took how long everything went on
/// @param requests with those that were asked again
/// @param errors answers that no right server gives, and requests without one
/// @param join how long joins took, from the arrival's due moment; of those without an error
/// @param lateness of the generator itself
/// @param seconds what happened in each second
/// @param doubts why the run does not count; empty where it does
public record Outcome(
    Plan plan,
    int arrived,
    int joined,
    int failed,
    Duration took,
    long requests,
    long errors,
    Percentiles join,
    Percentiles lateness,
    List<StepResult> steps,
    List<Second> seconds,
    List<Doubt> doubts) {

  /// What one call of one scene was like.
  ///
  /// @param hashes whether the server hashes a password for it
  /// @param wrong how often each wrong status, or why no answer came
  /// @param askedAgain requests that supabase-js sent once more by itself
  public record StepResult(
      String scene,
      String step,
      boolean hashes,
      Percentiles took,
      long errors,
      Map<String, Long> wrong,
      long cacheHits,
      long askedAgain) {
    public StepResult {
      wrong = Map.copyOf(wrong);
    }
  }

  /// What happened in one second.
  ///
  /// @param joined whose join ended in this second without an error
  public record Second(int arrived, int joined, int answers, int errors) {}

  static final double LATE_MILLIS = 20;
  static final double MUCH_TOO_LATE_MILLIS = 1_000;

  public Outcome {
    steps = List.copyOf(steps);
    seconds = List.copyOf(seconds);
    doubts = List.copyOf(doubts);
  }

  /// Whether the numbers are the server's rather than the generator's.
  public boolean counts() {
    return doubts.isEmpty();
  }

  public long cacheHits() {
    return steps.stream().mapToLong(StepResult::cacheHits).sum();
  }

  /// Answers that clients handed on.
  public long answers() {
    return steps.stream().mapToLong(step -> step.took().count()).sum();
  }

  /// What speaks against a run.
  static List<Doubt> doubts(Percentiles lateness, long heldBack, boolean stopped) {
    List<Doubt> doubts = new ArrayList<>();
    if (lateness.p99() > LATE_MILLIS || lateness.max() > MUCH_TOO_LATE_MILLIS) {
      doubts.add(new Doubt.Late(lateness.p99(), lateness.max()));
    }
    if (heldBack > 0) doubts.add(new Doubt.HeldBack(heldBack));
    if (stopped) doubts.add(new Doubt.Stopped());
    return doubts;
  }
}
