package io.eventlive.rehearsal;

import java.util.stream.Collectors;

/// The words of a report in one language.
record Words(
    String language,
    String title,
    String fact,
    String value,
    String attendees,
    String over,
    String client,
    String requests,
    String busiest,
    String errors,
    String error,
    String howOften,
    String join,
    String hits,
    String lateness,
    String slowest,
    String everyStep,
    String step,
    String calls) {
  static final Words ENGLISH =
      new Words(
          "en",
          "Rehearsal",
          "what",
          "value",
          "attendees",
          "arriving within",
          "client",
          "requests sent",
          "answers in the busiest second",
          "errors",
          "error",
          "how often",
          "a whole join",
          "answers from a cache",
          "lateness of the generator",
          "The slowest calls",
          "Every call",
          "call",
          "calls");

  static final Words KOREAN =
      new Words(
          "ko",
          "리허설",
          "항목",
          "값",
          "참석자",
          "입장 시간",
          "클라이언트",
          "보낸 요청",
          "가장 바쁜 1초의 응답",
          "오류",
          "오류",
          "횟수",
          "입장 전체",
          "캐시에서 나온 응답",
          "부하 생성기의 지연",
          "가장 느린 호출",
          "모든 호출",
          "호출",
          "횟수");

  private boolean korean() {
    return language.equals("ko");
  }

  /// Who got in.
  String verdict(Outcome outcome) {
    if (outcome.failed() == 0 && outcome.errors() == 0) {
      return (korean()
              ? "참석자 %,d명이 모두 오류 없이 입장했고, 이후에도 오류가 없었습니다."
              : "All %,d attendees joined without an error, and none was shown later.")
          .formatted(outcome.arrived());
    }
    return (korean()
            ? "도착한 참석자 %,d명 중 %,d명이 오류 없이 입장했고, %,d명은 그러지 못했습니다. 오류는 모두 %,d건입니다."
            : "Of %,d attendees who arrived, %,d joined without an error and %,d did not; there were %,d errors in all.")
        .formatted(outcome.arrived(), outcome.joined(), outcome.failed(), outcome.errors());
  }

  /// Whether the numbers mean anything.
  String worth(Outcome outcome) {
    if (outcome.counts()) {
      return korean()
          ? "부하 생성기가 제때 보냈으므로 이 수치는 서버의 것입니다."
          : "The generator kept its times, so the numbers are the server's.";
    }
    String doubts =
        outcome.doubts().stream()
            .map(doubt -> korean() ? doubt.korean() : doubt.english())
            .collect(Collectors.joining(" "));
    return (korean() ? "이 실행은 인정되지 않습니다. " : "This run does not count. ") + doubts;
  }
}
