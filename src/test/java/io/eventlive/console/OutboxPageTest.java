package io.eventlive.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.http.Language;
import io.eventlive.mail.Letter;
import io.eventlive.mail.Outbox;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxPageTest {
  private static final Instant AT = Instant.parse("2026-02-06T05:00:00.123Z");
  private static final String LINK = "http://127.0.0.1:8080/auth/v1/verify?token=a&type=magiclink";

  @Test
  void showsEachMailWithItsLinkAndItsCode() {
    String page = page(Language.ENGLISH, letter("Newest", LINK, "123456"), letter("Older", "", ""));

    assertThat(page)
        .containsSubsequence("Newest", "attendee-1@example.com", "2026-02-06T05:00:00Z", "123456")
        .containsSubsequence("verify?token=a&amp;type=magiclink", "Open the link", "Older")
        .contains("rel=\"noreferrer\"", "stay here")
        .containsOnlyOnce("Open the link");
  }

  @Test
  void speaksKoreanThroughout() {
    assertThat(page(Language.KOREAN, letter("로그인", LINK, "123456")))
        .startsWith("<!doctype html>\n<html lang=\"ko\">")
        .contains("보낼 편지함", "받는 사람", "링크 열기", "메일 전체 보기", "href=\"/outbox?lang=en\"")
        .doesNotContain("Outbox ", "Open", "Handed");
  }

  @Test
  void escapesWhateverAMailHolds() {
    String hostile = "</h2><script>alert(1)</script><img src=x onerror=\"alert(2)\">";

    assertThat(page(Language.ENGLISH, letter(hostile, LINK, hostile)))
        .contains("&lt;/h2&gt;&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script", "<img", "style=");
  }

  @Test
  void saysWhyThereIsNothing() {
    assertThat(page(Language.ENGLISH)).contains("No mail yet.");
    assertThat(new OutboxPage(Stylesheet.load(), List.of(), true, Language.ENGLISH).toHtml())
        .contains("Mails go out through the mail server")
        .doesNotContain("No mail yet.");
  }

  @Test
  void givesWhatScrollsARoleForItsName() {
    assertThat(page(Language.ENGLISH, letter("A", LINK, "1")))
        .contains(
            "<pre tabindex=\"0\" role=\"region\" aria-label=\"The whole mail\">", "id=\"main\"")
        .containsOnlyOnce("<h1>");
  }

  private static String page(Language language, Outbox.Kept... letters) {
    return new OutboxPage(Stylesheet.load(), List.of(letters), false, language).toHtml();
  }

  private static Outbox.Kept letter(String subject, String link, String code) {
    return new Outbox.Kept(
        AT,
        new Letter(
            Letter.Kind.SIGN_IN,
            "attendee-1@example.com",
            subject,
            "Hello,\n\n" + link + "\n\n" + code,
            "",
            link,
            code));
  }
}
