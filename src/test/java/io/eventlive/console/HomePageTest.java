package io.eventlive.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.console.Board.State;
import io.eventlive.console.Board.Webinar;
import io.eventlive.http.Language;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HomePageTest {
  private static final Instant NOW = Instant.parse("2026-02-06T05:00:00Z");
  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

  private static final Installation INSTALLATION =
      new Installation(
          "0.1.0",
          "http://127.0.0.1:8080",
          "sb_publishable_example",
          "12",
          true,
          true,
          NOW.minus(Duration.ofMinutes(90)),
          ZoneId.of("UTC"));

  private static String page(Board board, Language language) {
    return new HomePage(INSTALLATION, Stylesheet.load(), board, language, SEOUL, NOW).toHtml();
  }

  private static Webinar webinar(String title, State state, @Nullable Instant starts) {
    return new Webinar(title, state, Optional.ofNullable(starts), Optional.empty(), "auth");
  }

  private static Board boardOf(Webinar... webinars) {
    return new Board.Read("18.1 (EventLive)", List.of(webinars));
  }

  @Test
  void tellsLiveFromSoonFromLaterFromOver() {
    String page =
        page(
            boardOf(
                webinar("A", State.LIVE, NOW),
                webinar("B", State.SCHEDULED, NOW.plusSeconds(170)),
                webinar("C", State.SCHEDULED, NOW.plus(Duration.ofDays(2))),
                webinar("D", State.OVER, NOW.minusSeconds(9_000))),
            Language.ENGLISH);

    assertThat(page)
        .containsSubsequence("Live now", ">A<", "Starting soon", ">B<", "in 3 minutes")
        .containsSubsequence("Scheduled", ">C<", "Over", ">D<")
        .contains("datetime=\"2026-02-06T05:00:00Z\"", "Fri 6 Feb, 14:00");
  }

  @Test
  void speaksKoreanThroughout() {
    String page =
        page(boardOf(webinar("제품 발표", State.SCHEDULED, NOW.plusSeconds(170))), Language.KOREAN);

    assertThat(page)
        .startsWith("<!doctype html>\n<html lang=\"ko\">")
        .contains("곧 시작", "3분 뒤", "2월 6일 (금) 14:02", "1시간", "PostgreSQL 18.1")
        .doesNotContain("Starting", "Running", "Health");
  }

  @Test
  void escapesWhateverATitleHolds() {
    String hostile =
        "</h3><script>alert(1)</script><img src=x onerror=\"alert(2)\"> & 'quoted' \u202e";

    String page = page(boardOf(webinar(hostile, State.LIVE, NOW)), Language.ENGLISH);

    assertThat(page)
        .contains(
            "&lt;/h3&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
                + "&lt;img src=x onerror=&quot;alert(2)&quot;&gt; &amp; &#39;quoted&#39;")
        .doesNotContain("<script", "<img");
    assertThat(balanced(page)).isTrue();
  }

  @Test
  void saysWhatItCannotShow() {
    assertThat(page(new Board.Unreachable(), Language.ENGLISH))
        .contains("The database does not answer", "cannot be read at this moment", ">No answer<")
        .doesNotContain("All systems are well");
    assertThat(page(new Board.Busy(), Language.KOREAN)).contains("데이터베이스 응답이 늦어지고 있어요");
    assertThat(page(new Board.Unreadable(), Language.KOREAN)).contains("누구나 볼 수 있는 웨비나 표가 없어요");
    assertThat(page(boardOf(), Language.ENGLISH)).contains("No public webinar yet.");
    assertThat(page(boardOf(webinar("A", State.SCHEDULED, null)), Language.ENGLISH))
        .contains("Time to be announced");
  }

  @Test
  void leadsOperatorsToTheMailsThatAreNotSent() {
    Installation sending =
        new Installation("0.1.0", "http://x", "key", "12", true, false, NOW, ZoneId.of("UTC"));

    assertThat(page(boardOf(), Language.ENGLISH)).contains("<a href=\"/outbox\">");
    assertThat(
            new HomePage(sending, Stylesheet.load(), boardOf(), Language.ENGLISH, SEOUL, NOW)
                .toHtml())
        .doesNotContain("/outbox");
  }

  @Test
  void showsHowToConnectAndThatThisIsADemonstration() {
    String page = page(boardOf(), Language.ENGLISH);

    assertThat(page)
        .contains("&#39;http://127.0.0.1:8080&#39;", "&#39;sb_publishable_example&#39;")
        .contains("Demonstration", "made up");
  }

  @Test
  void isOneWellFormedDocumentWithLandmarksAndNoScript() {
    for (Language language : Language.values()) {
      String page = page(boardOf(webinar("A", State.LIVE, NOW)), language);

      assertThat(balanced(page)).isTrue();
      assertThat(page)
          .contains("<main id=\"main\">", "<header", "<nav", "href=\"#main\"", "<h1>")
          .doesNotContain("<script", "style=", "onclick", "http://www", "https://");
      for (Phrase phrase : Phrase.values()) assertThat(phrase.in(language)).isNotBlank();
    }
  }

  @Test
  void givesWhatScrollsARoleForItsName() {
    String page = page(boardOf(), Language.ENGLISH);

    assertThat(page)
        .contains("<pre tabindex=\"0\" role=\"region\" aria-label=\"JavaScript\">")
        .doesNotContainPattern("<pre(?![^>]*role=)");
  }

  @Test
  void hasHeadingsInOrderAndNamesItsSectionsAfterThem() {
    String page = page(boardOf(webinar("A", State.LIVE, NOW)), Language.ENGLISH);

    List<Integer> levels =
        Pattern.compile("<h([1-6])")
            .matcher(page)
            .results()
            .map(match -> Integer.valueOf(match.group(1)))
            .toList();
    assertThat(levels).startsWith(1, 2, 3).containsOnlyOnce(1);
    for (int i = 1; i < levels.size(); i++) {
      assertThat(levels.get(i)).isLessThanOrEqualTo(levels.get(i - 1) + 1);
    }
    Pattern.compile("aria-labelledby=\"(\\w+)\"")
        .matcher(page)
        .results()
        .forEach(section -> assertThat(page).contains("id=\"" + section.group(1) + "\">"));
  }

  /// Whether every element that opens also closes, in order.
  private static boolean balanced(String html) {
    Set<String> lone = Set.of("meta", "link");
    Deque<String> open = new ArrayDeque<>();
    Matcher tags = Pattern.compile("<(/?)([a-z0-9]+)[^>]*>").matcher(html);
    while (tags.find()) {
      if (lone.contains(tags.group(2))) continue;
      if (tags.group(1).isEmpty()) open.push(tags.group(2));
      else if (open.isEmpty() || !open.pop().equals(tags.group(2))) return false;
    }
    return open.isEmpty();
  }
}
