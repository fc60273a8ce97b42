package io.eventlive.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.rehearsal.Outcome.Second;
import io.eventlive.rehearsal.Outcome.StepResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReportTest {
  private static final Percentiles QUICK = new Percentiles(4, 1.5, 2, 12, 14);

  private static Outcome outcome(int failed, Doubt... doubts) {
    StepResult step =
        new StepResult(
            "sign in",
            "signIn POST <token>|x",
            true,
            QUICK,
            failed,
            failed == 0 ? Map.of() : Map.of("503", (long) failed),
            1,
            2);
    return new Outcome(
        Plan.of(4, Duration.ofSeconds(60), Shape.EVEN),
        4,
        4 - failed,
        failed,
        Duration.ofSeconds(120),
        12,
        failed,
        QUICK,
        QUICK,
        List.of(step),
        List.of(new Second(4, 0, 3, 0), new Second(0, 4 - failed, 9, failed)),
        List.of(doubts));
  }

  private static String markdown(Outcome outcome) {
    return new Report(outcome, "http://127.0.0.1:8080").markdown();
  }

  @Test
  void saysInBothLanguagesThatAllWentWell() {
    assertThat(markdown(outcome(0)))
        .contains("All 4 attendees joined without an error, and none was shown later.")
        .contains("The generator kept its times, so the numbers are the server's.")
        .contains("참석자 4명이 모두 오류 없이 입장했고, 이후에도 오류가 없었습니다.")
        .contains("부하 생성기가 제때 보냈으므로 이 수치는 서버의 것입니다.");
  }

  @Test
  void saysWhoDidNotGetInAndWhatTheySaw() {
    assertThat(markdown(outcome(1)))
        .contains("Of 4 attendees who arrived, 3 joined without an error and 1 did not")
        .contains("| sign in: signIn POST <token>\\|x (503) | 1 |")
        .contains("도착한 참석자 4명 중 3명이 오류 없이 입장했고, 1명은 그러지 못했습니다.");
  }

  @Test
  void saysThatARunDoesNotCountAndWhy() {
    assertThat(markdown(outcome(0, new Doubt.Late(21, 400), new Doubt.HeldBack(7))))
        .contains(
            "This run does not count. The generator was late: p99 21 ms (at most 20), worst 400 ms"
                + " (at most 1000). 7 requests found every socket of the generator taken.")
        .contains("이 실행은 인정되지 않습니다.");
  }

  @Test
  void doubtsWhatWasLateHeldBackOrStopped() {
    Percentiles inTime = new Percentiles(1, 0, 0, 20, 1_000);

    assertThat(Outcome.doubts(inTime, 0, false)).isEmpty();
    assertThat(Outcome.doubts(new Percentiles(1, 0, 0, 20.1, 30), 0, false))
        .containsExactly(new Doubt.Late(20.1, 30));
    assertThat(Outcome.doubts(new Percentiles(1, 0, 0, 1, 1_001), 0, false))
        .containsExactly(new Doubt.Late(1, 1_001));
    assertThat(Outcome.doubts(inTime, 1, true))
        .containsExactly(new Doubt.HeldBack(1), new Doubt.Stopped());
  }

  @Test
  void givesProgramsEverything() {
    JsonNode json = JsonMapper.shared().readTree(new Report(outcome(1), "x").json());

    assertThat(json.get("attendees").asInt()).isEqualTo(4);
    assertThat(json.get("arrived").asInt()).isEqualTo(4);
    assertThat(json.get("joined").asInt()).isEqualTo(3);
    assertThat(json.get("failed").asInt()).isEqualTo(1);
    assertThat(json.get("counts").asBoolean()).isTrue();
    assertThat(json.at("/join/p99Ms").asDouble()).isEqualTo(12);
    assertThat(json.at("/steps/0/p50Ms").asDouble()).isEqualTo(1.5);
    assertThat(json.at("/steps/0/hashesPassword").asBoolean()).isTrue();
    assertThat(json.at("/steps/0/wrong/503").asInt()).isEqualTo(1);
    assertThat(json.at("/seconds/1/answers").asInt()).isEqualTo(9);
  }

  @Test
  void writesAPageThatShowsWhatItIsGivenAsText(@TempDir Path folder) throws Exception {
    new Report(outcome(0), "http://127.0.0.1:8080").write(folder.resolve("made"));

    assertThat(folder.resolve("made/report.html"))
        .content()
        .contains("<section lang=\"en\">", "<section lang=\"ko\">", "POST &lt;token&gt;|x")
        .doesNotContain("<token>");
    assertThat(folder.resolve("made/report.md")).isNotEmptyFile();
    assertThat(folder.resolve("made/result.json")).isNotEmptyFile();
  }

  @Test
  void percentilesAreInMilliseconds() {
    Histogram micros = new Histogram(60_000_000, 3);
    for (int i = 1; i <= 1_000; i++) micros.recordValue(i * 1_000L);

    Percentiles took = Percentiles.of(micros);

    assertThat(took.count()).isEqualTo(1_000);
    assertThat(took.p50()).isBetween(499.5, 501.0);
    assertThat(took.p99()).isBetween(989.0, 991.0);
    assertThat(took.max()).isBetween(999.0, 1_001.0);
  }
}
