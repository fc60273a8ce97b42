package io.eventlive.rest;

import static java.util.stream.Collectors.joining;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// How long the steps of one request took, for the `Server-Timing` header.
///
/// Handed on from thread to thread with the request; used by one at a time. The one that measures
/// nothing is shared and never changes.
final class StepTimes {
  private static final double NANOS_PER_MILLI = 1_000_000;

  /// What is done one after the other. The wait for a connection is not PostgREST's to tell, and
  /// what people want to know most in a crowd.
  enum Step {
    JWT,
    PARSE,
    PLAN,
    QUEUE,
    TRANSACTION,
    RESPONSE
  }

  private static final StepTimes UNMEASURED = new StepTimes(false);

  private final boolean measured;
  private final Map<Step, Long> nanos = new EnumMap<>(Step.class);
  private long last = System.nanoTime();

  private StepTimes(boolean measured) {
    this.measured = measured;
  }

  /// Where nobody is told, nothing is measured: it would be paid for on every request.
  static StepTimes begin(boolean measured) {
    return measured ? new StepTimes(true) : UNMEASURED;
  }

  /// Counts the time since the end of the step before.
  void end(Step step) {
    if (!measured) return;
    long now = System.nanoTime();
    nanos.merge(step, now - last, Long::sum);
    last = now;
  }

  boolean measured() {
    return measured;
  }

  /// Milliseconds for each step that was taken.
  String header() {
    return nanos.entrySet().stream()
        .map(each ->
            String.format(
                Locale.ROOT,
                "%s;dur=%.3f",
                each.getKey().name().toLowerCase(Locale.ROOT),
                each.getValue() / NANOS_PER_MILLI))
        .collect(joining(", "));
  }
}
