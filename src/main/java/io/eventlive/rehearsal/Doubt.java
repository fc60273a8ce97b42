package io.eventlive.rehearsal;

/// Why a run does not count: its numbers would be the generator's and not the server's.
public sealed interface Doubt {
  /// The generator did things later than they were due.
  record Late(double p99Millis, double maxMillis) implements Doubt {}

  /// Requests found every socket of the generator taken.
  record HeldBack(long requests) implements Doubt {}

  /// Somebody ended it.
  record Stopped() implements Doubt {}

  /// What it says in English.
  default String english() {
    return switch (this) {
      case Late(double p99, double max) ->
          "The generator was late: p99 %.0f ms (at most %.0f), worst %.0f ms (at most %.0f)."
              .formatted(p99, Outcome.LATE_MILLIS, max, Outcome.MUCH_TOO_LATE_MILLIS);
      case HeldBack(long requests) ->
          "%d requests found every socket of the generator taken.".formatted(requests);
      case Stopped _ -> "It was stopped before its end.";
    };
  }

  /// What it says in Korean.
  default String korean() {
    return switch (this) {
      case Late(double p99, double max) ->
          "부하 생성기가 늦었습니다: p99 %.0f ms(허용 %.0f ms), 최대 %.0f ms(허용 %.0f ms)."
              .formatted(p99, Outcome.LATE_MILLIS, max, Outcome.MUCH_TOO_LATE_MILLIS);
      case HeldBack(long requests) -> "요청 %d건이 부하 생성기의 소켓이 모두 사용 중이어서 기다렸습니다.".formatted(requests);
      case Stopped _ -> "끝나기 전에 중단되었습니다.";
    };
  }
}
