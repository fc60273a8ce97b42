package io.eventlive.console;

import io.eventlive.http.Handler;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Language;
import io.eventlive.http.Refusal;
import io.eventlive.http.Routes;
import io.eventlive.mail.Mailer;
import io.eventlive.mail.Outbox;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `/outbox`: the mails of a server that sends none, for its operator. A browser asks for the
/// operator key as a password; `Accept: application/json` gives the same to a program.
///
/// Whoever reads here can sign in as anybody, so nothing of it is kept by caches or framed.
public final class OutboxRoutes {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Mailer mailer;
  private final OperatorKey operatorKey;
  private final Stylesheet looks = Stylesheet.load();

  public OutboxRoutes(Mailer mailer, String operatorKey) {
    this.mailer = mailer;
    this.operatorKey = new OperatorKey(operatorKey);
  }

  /// Registers the page.
  public void register(Routes routes) {
    routes.exact("GET", "/outbox", (Handler.Blocking) this::page);
  }

  private HttpAnswer page(HttpRequest request) {
    try {
      operatorKey.require(request);
    } catch (Refusal refusal) {
      return operatorKey
          .turnAway(refusal)
          .with("WWW-Authenticate", "Basic realm=\"EventLive\", charset=\"UTF-8\"");
    }
    List<Outbox.Kept> letters =
        switch (mailer) {
          case Outbox outbox -> outbox.newestFirst();
          case Mailer _ -> List.of();
        };
    return finished(
        request.headers().first("accept").orElse("").contains("application/json")
            ? HttpAnswer.json(200, json(letters))
            : html(letters, language(request)));
  }

  private HttpAnswer html(List<Outbox.Kept> letters, Language language) {
    String html = new OutboxPage(looks, letters, mailer.sends(), language).toHtml();
    return HttpAnswer.of(200, "text/html; charset=utf-8", html)
        .with("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .with("Content-Language", language.tag());
  }

  private static String json(List<Outbox.Kept> letters) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    letters.forEach(kept ->
        all.addObject()
            .put("at", kept.at().toString())
            .put("kind", kept.letter().kind().word())
            .put("to", kept.letter().to())
            .put("subject", kept.letter().subject())
            .put("link", kept.letter().link())
            .put("code", kept.letter().code())
            .put("text", kept.letter().text()));
    return all.toString();
  }

  private static HttpAnswer finished(HttpAnswer answer) {
    return answer
        .with("Cache-Control", "no-store")
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer")
        .with("Vary", "Accept, Accept-Language, Authorization");
  }

  private static Language language(HttpRequest request) {
    Optional<Language> asked =
        Arrays.stream(request.query().split("&", -1))
            .filter(pair -> pair.startsWith("lang="))
            .findFirst()
            .flatMap(pair -> Language.byTag(pair.substring("lang=".length())));
    return asked.orElseGet(() -> Language.preferredBy(request.headers()));
  }
}
