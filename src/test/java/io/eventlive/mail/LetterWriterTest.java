package io.eventlive.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.http.Language;
import io.eventlive.mail.Letter.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LetterWriterTest {
  private final LetterWriter writer = new LetterWriter("Webinars & more", Duration.ofMinutes(10));

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyLetterSaysTheSameInTextAndHtmlInBothLanguages(Kind kind) {
    for (Language language : Language.values()) {
      String link = kind == Kind.REAUTHENTICATION ? "" : "https://live.example.com/?a=1&b=2";
      Letter letter = writer.write(kind, language, "attendee.1@example.com", link, "012345");

      assertThat(letter.text()).contains(letter.subject(), "012345", "10").contains(link);
      assertThat(letter.html())
          .contains("lang=\"" + language.tag() + "\"", letter.subject(), "012345", "10")
          .contains(link.replace("&", "&amp;"))
          .contains("Webinars &amp; more")
          .doesNotContain("{", "http-equiv", "<img", "<script");
      assertThat(letter.html().contains("href")).isEqualTo(!link.isEmpty());
    }
  }

  @Test
  void nothingInALinkBecomesMarkup() {
    Letter letter =
        writer.write(
            Kind.SIGN_IN,
            Language.ENGLISH,
            "attendee.1@example.com",
            "https://live.example.com/?\"><script>{code}",
            "012345");

    assertThat(letter.html()).doesNotContain("<script").contains("&#123;code}");
  }

  @Test
  void aLettersOwnTextOpensNothing() {
    Letter letter =
        writer.write(Kind.SIGN_IN, Language.KOREAN, "attendee.1@example.com", "https://x", "1");

    assertThat(letter).hasToString("Letter[SIGN_IN]");
  }
}
