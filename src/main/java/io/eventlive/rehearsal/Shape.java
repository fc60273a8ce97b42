package io.eventlive.rehearsal;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How arrivals lie in their time.
public enum Shape {
  /// As many in each second as in any other.
  EVEN,

  /// Few at first, nearly all around the middle, few at last: the bell of a crowd that was told one
  /// time. Its densest moment has 2.8 times the mean.
  DOORS_OPEN;

  /// How many standard deviations of the bell lie on either side of the middle.
  private static final double REACH = 3.5;

  private static final int POINTS = 4_096;

  /// The name on the command line.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Shape> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /// When each of them arrives, in nanoseconds from the start, in order. Exactly that many; where
  /// in its share of the time each of them falls is random.
  long[] arrivals(int people, Duration over, RandomGenerator random) {
    double[] quantiles = this == EVEN ? new double[] {0, 1} : bell();
    long[] arrivals = new long[people];
    for (int i = 0; i < people; i++) {
      double share = (i + random.nextDouble()) / people;
      arrivals[i] = (long) (at(quantiles, share) * over.toNanos());
    }
    Arrays.sort(arrivals);
    return arrivals;
  }

  /// How much of the bell lies before each of equally spaced points.
  private static double[] bell() {
    double[] before = new double[POINTS];
    for (int i = 1; i < POINTS; i++) {
      double middle = (i - 0.5) / (POINTS - 1) * 2 * REACH - REACH;
      before[i] = before[i - 1] + Math.exp(-middle * middle / 2);
    }
    double all = before[POINTS - 1];
    for (int i = 0; i < POINTS; i++) before[i] /= all;
    return before;
  }

  /// The point before which this share lies, from 0 to 1.
  private static double at(double[] before, double share) {
    int found = Arrays.binarySearch(before, share);
    if (found >= 0) return (double) found / (before.length - 1);
    int above = Math.clamp(-found - 1L, 1, before.length - 1);
    double within = (share - before[above - 1]) / (before[above] - before[above - 1]);
    return (above - 1 + within) / (before.length - 1);
  }
}
