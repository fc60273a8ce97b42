package io.eventlive.console;

import io.eventlive.http.Language;
import io.eventlive.mail.Letter;
import io.eventlive.mail.Outbox;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// The page at `/outbox`: each mail with its link, its code and its text, the newest first.
final class OutboxPage {
  private final Stylesheet looks;
  private final List<Outbox.Kept> letters;
  private final boolean sent;
  private final Language language;
  private final Markup page = new Markup();

  /// @param sent whether mails go out, so that none is here
  OutboxPage(Stylesheet looks, List<Outbox.Kept> letters, boolean sent, Language language) {
    this.looks = looks;
    this.letters = letters;
    this.sent = sent;
    this.language = language;
  }

  /// What the page says, in every language it speaks.
  private enum Says {
    TITLE("Outbox", "보낼 편지함"),
    SKIP("Skip to content", "본문으로 건너뛰기"),
    LANGUAGES("Language", "언어"),
    LEDE(
        "No mail server is set, so mails stay here. Each link and code works once.",
        "메일 서버가 설정되지 않아 메일이 여기에 남아 있어요. 링크와 코드는 한 번만 쓸 수 있어요."),
    SENT(
        "Mails go out through the mail server. None is kept here.", "메일은 메일 서버로 나가요. 여기에는 남지 않아요."),
    EMPTY("No mail yet.", "아직 메일이 없어요."),
    TO("To", "받는 사람"),
    AT("Handed in", "들어온 시각"),
    CODE("Code", "코드"),
    OPEN("Open the link", "링크 열기"),
    TEXT("The whole mail", "메일 전체 보기");

    private final String english;
    private final String korean;

    Says(String english, String korean) {
      this.english = english;
      this.korean = korean;
    }

    String in(Language language) {
      return switch (language) {
        case ENGLISH -> english;
        case KOREAN -> korean;
      };
    }
  }

  String toHtml() {
    page.open("html", "lang", language.tag())
        .open("head")
        .lone("meta", "charset", "utf-8")
        .lone("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
        .lone("meta", "name", "color-scheme", "content", "light dark")
        .leaf("title", say(Says.TITLE) + " · EventLive")
        .lone("link", "rel", "icon", "href", "data:,")
        .lone("link", "rel", "stylesheet", "href", looks.path())
        .close();
    page.open("body").leaf("a", say(Says.SKIP), "class", "skip", "href", "#main");
    top();
    page.open("main", "id", "main")
        .open("section", "class", "hero")
        .leaf("h1", say(Says.TITLE))
        .leaf("p", say(sent ? Says.SENT : Says.LEDE), "class", "lede")
        .close();
    if (!sent && letters.isEmpty()) page.leaf("p", say(Says.EMPTY), "class", "empty");
    page.open("div", "class", "stack");
    letters.forEach(this::letter);
    return page.toHtml();
  }

  private void top() {
    page.open("header", "class", "top")
        .open("p", "class", "brand")
        .leaf("span", "", "class", "mark", "aria-hidden", "true")
        .text("EventLive")
        .close()
        .open("nav", "aria-label", say(Says.LANGUAGES), "class", "languages");
    languageLink(Language.KOREAN, "한국어");
    languageLink(Language.ENGLISH, "English");
    page.close().close();
  }

  private void languageLink(Language target, String name) {
    if (target == language) {
      page.leaf("span", name, "aria-current", "true", "lang", target.tag());
    } else {
      page.leaf("a", name, "href", "/outbox?lang=" + target.tag(), "lang", target.tag());
    }
  }

  private void letter(Outbox.Kept kept) {
    Letter letter = kept.letter();
    String at = DateTimeFormatter.ISO_INSTANT.format(kept.at().truncatedTo(ChronoUnit.SECONDS));
    page.open("article", "class", "panel")
        .leaf("h2", letter.subject())
        .open("dl", "class", "facts tall");
    fact(Says.TO, letter.to());
    fact(Says.AT, at);
    fact(Says.CODE, letter.code());
    page.close();
    if (!letter.link().isEmpty()) {
      page.open("p").leaf("a", say(Says.OPEN), "href", letter.link(), "rel", "noreferrer").close();
    }
    page.open("details")
        .leaf("summary", say(Says.TEXT))
        .open("pre", "tabindex", "0", "role", "region", "aria-label", say(Says.TEXT))
        .text(letter.text())
        .close()
        .close()
        .close();
  }

  private void fact(Says name, String value) {
    page.open("div").leaf("dt", say(name)).open("dd").leaf("code", value).close().close();
  }

  private String say(Says words) {
    return words.in(language);
  }
}
