package io.eventlive.rehearsal;

import org.HdrHistogram.Histogram;

/// A distribution of durations, in milliseconds.
public record Percentiles(long count, double p50, double p90, double p99, double max) {
  static Percentiles of(Histogram micros) {
    return new Percentiles(
        micros.getTotalCount(),
        millis(micros, 50),
        millis(micros, 90),
        millis(micros, 99),
        micros.getTotalCount() == 0 ? 0 : micros.getMaxValue() / 1_000.0);
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / 1_000.0;
  }
}
