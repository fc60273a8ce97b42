package io.eventlive.console;

import io.eventlive.console.Board.Webinar;
import io.eventlive.http.Language;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/// The page at `/`: what is running here and how to connect to it. Plain HTML that needs no script.
final class HomePage {
  private static final Duration SOON = Duration.ofHours(1);

  private final Installation installation;
  private final Stylesheet looks;
  private final Board board;
  private final Language language;
  private final SpokenTime time;
  private final Instant now;
  private final Markup page = new Markup();

  HomePage(
      Installation installation,
      Stylesheet looks,
      Board board,
      Language language,
      ZoneId zone,
      Instant now) {
    this.installation = installation;
    this.looks = looks;
    this.board = board;
    this.language = language;
    this.time = new SpokenTime(language, zone);
    this.now = now;
  }

  String toHtml() {
    page.open("html", "lang", language.tag());
    head();
    page.open("body");
    page.leaf("a", say(Phrase.SKIP), "class", "skip", "href", "#main");
    top();
    page.open("main", "id", "main");
    hero();
    webinars();
    page.open("div", "class", "columns");
    connect();
    page.open("div", "class", "stack");
    health();
    addresses();
    reading();
    page.close().close().close();
    return page.toHtml();
  }

  private void head() {
    page.open("head")
        .lone("meta", "charset", "utf-8")
        .lone("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
        .lone("meta", "name", "color-scheme", "content", "light dark")
        .leaf("title", say(Phrase.RUNNING))
        .lone("meta", "name", "description", "content", say(Phrase.LEDE))
        .lone("link", "rel", "icon", "href", "data:,")
        .lone("link", "rel", "stylesheet", "href", looks.path())
        .close();
  }

  private void top() {
    page.open("header", "class", "top")
        .open("p", "class", "brand")
        .leaf("span", "", "class", "mark", "aria-hidden", "true")
        .text("EventLive ")
        .leaf("span", installation.version(), "class", "version")
        .close()
        .open("nav", "aria-label", say(Phrase.LANGUAGES), "class", "languages");
    languageLink(Language.KOREAN, "한국어");
    languageLink(Language.ENGLISH, "English");
    page.close().close();
  }

  private void languageLink(Language target, String name) {
    if (target == language) {
      page.leaf("span", name, "aria-current", "true", "lang", target.tag());
    } else {
      page.leaf(
          "a",
          name,
          "href",
          "/?lang=" + target.tag(),
          "lang",
          target.tag(),
          "hreflang",
          target.tag());
    }
  }

  private void hero() {
    page.open("section", "class", "hero");
    statusPill();
    page.leaf("h1", say(Phrase.RUNNING)).leaf("p", say(Phrase.LEDE), "class", "lede");
    if (installation.demo()) {
      page.open("p", "class", "demo", "role", "note")
          .leaf("strong", say(Phrase.DEMO))
          .text(" " + say(Phrase.DEMO_NOTE))
          .close();
    }
    page.close();
  }

  private void statusPill() {
    Phrase phrase =
        switch (board) {
          case Board.Read _, Board.Unreadable _ -> Phrase.ALL_WELL;
          case Board.Unreachable _ -> Phrase.DATABASE_TROUBLE;
          case Board.Busy _ -> Phrase.DATABASE_BUSY;
        };
    page.open(
            "p",
            "class",
            phrase == Phrase.ALL_WELL ? "pill well" : "pill trouble",
            "role",
            "status")
        .leaf("span", "", "class", "dot", "aria-hidden", "true")
        .text(say(phrase))
        .close();
  }

  private void webinars() {
    page.open("section", "aria-labelledby", "webinars").open("div", "class", "section-head");
    page.leaf("h2", say(Phrase.WEBINARS), "id", "webinars")
        .leaf("p", say(Phrase.TIMES_IN).formatted(zoneName()), "class", "aside")
        .close();
    switch (board) {
      case Board.Unreachable _, Board.Busy _ ->
          page.leaf("p", say(Phrase.WEBINARS_UNREACHABLE), "class", "empty");
      case Board.Unreadable _ -> page.leaf("p", say(Phrase.WEBINARS_UNREADABLE), "class", "empty");
      case Board.Read(_, List<Webinar> shown) when shown.isEmpty() ->
          page.leaf("p", say(Phrase.NO_WEBINARS), "class", "empty");
      case Board.Read(_, List<Webinar> shown) -> {
        page.open("ul", "class", "cards");
        shown.forEach(this::card);
        page.close();
      }
    }
    page.close();
  }

  private void card(Webinar webinar) {
    Phrase badge = badgeOf(webinar);
    page.open("li", "class", "card " + badge.name().toLowerCase(Locale.ROOT));
    page.open("p", "class", "badge");
    if (badge == Phrase.LIVE) page.leaf("span", "", "class", "dot", "aria-hidden", "true");
    page.text(say(badge)).close();
    page.leaf("h3", webinar.title(), "dir", "auto");
    page.open("p", "class", "when");
    if (webinar.starts().isEmpty()) {
      page.text(say(Phrase.NO_TIME));
    } else {
      Instant starts = webinar.starts().get();
      page.leaf("time", time.at(starts), "datetime", DateTimeFormatter.ISO_INSTANT.format(starts));
      if (badge == Phrase.SOON) {
        page.leaf("strong", time.until(Duration.between(now, starts)), "class", "until");
      }
    }
    page.close().close();
  }

  private Phrase badgeOf(Webinar webinar) {
    return switch (webinar.state()) {
      case LIVE -> Phrase.LIVE;
      case OVER -> Phrase.OVER;
      case SCHEDULED ->
          webinar.starts().filter(starts -> starts.isBefore(now.plus(SOON))).isPresent()
              ? Phrase.SOON
              : Phrase.SCHEDULED;
    };
  }

  private void connect() {
    page.open("section", "class", "panel", "aria-labelledby", "connect")
        .leaf("h2", say(Phrase.CONNECT), "id", "connect")
        .leaf("p", say(Phrase.CONNECT_NOTE))
        .open("dl", "class", "facts tall");
    fact(Phrase.ADDRESS, installation.publicUrl(), true);
    fact(Phrase.PUBLIC_KEY, installation.publicKey(), true);
    page.close();
    page.open("pre", "tabindex", "0", "role", "region", "aria-label", "JavaScript")
        .leaf("code", ConnectSample.of(installation))
        .close();
    page.leaf("p", say(Phrase.KEY_NOTE), "class", "aside").close();
  }

  private void health() {
    page.open("section", "class", "panel", "aria-labelledby", "health")
        .leaf("h2", say(Phrase.HEALTH), "id", "health")
        .open("dl", "class", "facts");
    fact(Phrase.DATABASE, databaseSentence(), false);
    fact(Phrase.SCHEMA, installation.schemaVersion(), false);
    fact(Phrase.UPTIME, time.span(Duration.between(installation.started(), now)), false);
    fact(Phrase.VERSION, "EventLive " + installation.version(), false);
    page.close().close();
  }

  private String databaseSentence() {
    return switch (board) {
      case Board.Read(String serverVersion, _) -> "PostgreSQL " + serverVersion.split(" ", -1)[0];
      case Board.Unreadable _, Board.Busy _ -> "PostgreSQL";
      case Board.Unreachable _ -> say(Phrase.NO_ANSWER);
    };
  }

  private void addresses() {
    page.open("section", "class", "panel", "aria-labelledby", "addresses")
        .leaf("h2", say(Phrase.ENDPOINTS), "id", "addresses")
        .open("ul", "class", "lines");
    line("/rest/v1", Phrase.FOR_REST);
    line("/auth/v1", Phrase.FOR_AUTH);
    line("/health", Phrase.FOR_HEALTH);
    line("/ready", Phrase.FOR_READY);
    line("/metrics", Phrase.FOR_METRICS);
    if (installation.outbox()) {
      page.open("li").open("a", "href", "/outbox").leaf("code", "/outbox").close();
      page.leaf("span", say(Phrase.FOR_OUTBOX)).close();
    }
    page.close().close();
  }

  private void reading() {
    page.open("section", "class", "panel", "aria-labelledby", "reading")
        .leaf("h2", say(Phrase.READING), "id", "reading")
        .leaf("p", say(Phrase.READING_NOTE), "class", "aside")
        .open("ul", "class", "lines");
    line("README.md", Phrase.DOC_README);
    line("docs/reference/configuration.md", Phrase.DOC_CONFIGURATION);
    line("docs/reference/errors.md", Phrase.DOC_ERRORS);
    line("docs/reference/log.md", Phrase.DOC_LOG);
    page.close().close();
  }

  private void line(String code, Phrase meaning) {
    page.open("li").leaf("code", code).leaf("span", say(meaning)).close();
  }

  private void fact(Phrase name, String value, boolean code) {
    page.open("div").leaf("dt", say(name)).open("dd");
    if (code) page.leaf("code", value);
    else page.text(value);
    page.close().close();
  }

  private String zoneName() {
    return time.zone()
        .getDisplayName(
            TextStyle.FULL, language == Language.KOREAN ? Locale.KOREAN : Locale.ENGLISH);
  }

  private String say(Phrase phrase) {
    return phrase.in(language);
  }
}
