package io.eventlive.rehearsal;

import io.eventlive.rehearsal.Outcome.StepResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// How long answers took, from the moment at which the call was due until all of its answer was
/// there: waiting for a socket, being sent late and being asked again count. Owned by the loop.
final class Measurements {
  static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

  /// What is known of one step.
  static final class Tally {
    private final Histogram took = new Histogram(LONGEST_MICROS, 3);
    private final Map<String, Long> wrong = new TreeMap<>();
    private final boolean hashes;
    private long cacheHits;
    private long askedAgain;

    private Tally(boolean hashes) {
      this.hashes = hashes;
    }

    /// An answer that the client hands on.
    void answered(long due, long now, Answer answer, boolean right) {
      took.recordValue(micros(now - due));
      if (answer.cacheHit()) cacheHits++;
      if (!right) {
        wrong.merge(answer.status() == 0 ? answer.failure() : "" + answer.status(), 1L, Long::sum);
      }
    }

    void askedAgain() {
      askedAgain++;
    }

    private StepResult result(String scene, String step) {
      return new StepResult(
          scene,
          step,
          hashes,
          Percentiles.of(took),
          wrong.values().stream().mapToLong(Long::longValue).sum(),
          wrong,
          cacheHits,
          askedAgain);
    }
  }

  private final Map<String, Map<String, Tally>> scenes = new LinkedHashMap<>();

  /// Where the steps of a script are tallied; steps of one name together.
  List<Tally> of(Script script) {
    Map<String, Tally> byStep = scenes.computeIfAbsent(script.name(), _ -> new LinkedHashMap<>());
    List<Tally> tallies = new ArrayList<>();
    for (Script.Step step : script.steps()) {
      tallies.add(byStep.computeIfAbsent(step.name(), _ -> new Tally(step.hashes())));
    }
    return tallies;
  }

  /// The steps that were played.
  List<StepResult> results() {
    List<StepResult> results = new ArrayList<>();
    scenes.forEach(
        (scene, steps) -> steps.forEach((step, tally) -> results.add(tally.result(scene, step))));
    return results.stream().filter(each -> each.took().count() > 0).toList();
  }

  static long micros(long nanos) {
    return Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, LONGEST_MICROS);
  }
}
