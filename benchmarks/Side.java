import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/// One run of one side of a comparison.
///
/// @param rate per second
/// @param databaseMicros processor time of PostgreSQL for each
/// @param serverMicros processor time of the server for each; 0 where it takes no part
record Side(double rate, double databaseMicros, double serverMicros, double p99Millis) {
  static Spread spread(Side[] runs, ToDoubleFunction<Side> what) {
    return Spread.of(Arrays.stream(runs).mapToDouble(what).toArray());
  }

  static Side http(Load.Result result, Served.Cpu used) {
    int answers = result.nanos().length;
    return new Side(
        result.perSecond(),
        (double) used.database() / answers,
        (double) used.server() / answers,
        result.millisAt(0.99));
  }

  /// All answers must have had this status.
  static Load.Result only(int status, Load.Result result) {
    if (result.statuses().getOrDefault(status, 0) != result.nanos().length) {
      throw new IllegalStateException(
          "not every answer was a " + status + ": " + result.statuses());
    }
    return result;
  }
}
