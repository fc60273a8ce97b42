import java.util.Arrays;

/// Several runs of one measurement: the middle one and how far they lie apart.
record Spread(double median, double least, double most) {
  static Spread of(double... runs) {
    double[] sorted = runs.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /// As `12,340 (11,900–12,800)`.
  String whole() {
    return "%,.0f (%,.0f–%,.0f)".formatted(median, least, most);
  }

  /// As `0.38 (0.35–0.40)`.
  String fraction() {
    return "%.2f (%.2f–%.2f)".formatted(median, least, most);
  }
}
