package io.eventlive.console;

import io.eventlive.database.Workers;
import io.eventlive.http.Handler;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Language;
import io.eventlive.http.Refusal;
import io.eventlive.http.Routes;
import io.eventlive.http.Spread;
import io.eventlive.observation.Metrics;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The console's door: the page at `/`, `/health`, `/ready` and `/metrics`.
public final class ConsoleRoutes {
  private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

  /// The page runs no script, loads nothing from elsewhere and is framed by nobody.
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Installation installation;
  private final Boards boards;
  private final BooleanSupplier databaseReachable;
  private final BooleanSupplier catalogueLoaded;
  private final Metrics metrics;
  private final OperatorKey operatorKey;
  private final Clock clock;
  private final Stylesheet looks = Stylesheet.load();

  /// The door of one server.
  ///
  /// @param boardTicket of the read of the page at `/`, which everybody shares
  /// @param databaseReachable whether connections to the database can be had, from memory
  /// @param catalogueLoaded whether requests can be checked yet
  /// @param operatorKey opens `/metrics`
  public ConsoleRoutes(
      Installation installation,
      Workers workers,
      Workers.Ticket boardTicket,
      BooleanSupplier databaseReachable,
      BooleanSupplier catalogueLoaded,
      Metrics metrics,
      String operatorKey,
      Clock clock) {
    this.installation = installation;
    this.boards = new Boards(workers, boardTicket, databaseReachable, clock);
    this.databaseReachable = databaseReachable;
    this.catalogueLoaded = catalogueLoaded;
    this.metrics = metrics;
    this.operatorKey = new OperatorKey(operatorKey);
    this.clock = clock;
  }

  /// Registers everything.
  public void register(Routes routes) {
    routes
        .exact("GET", "/", (Handler.Handover) this::home)
        .exact("GET", looks.path(), (Handler.Immediate) _ -> looks.answer())
        .exact("GET", "/health", (Handler.Immediate) _ -> health())
        .exact("GET", "/ready", (Handler.Immediate) this::ready)
        .exact("GET", "/metrics", (Handler.Blocking) this::metrics);
  }

  private void home(HttpRequest request, Handler.Reply reply) {
    Language language =
        parameter(request, "lang")
            .flatMap(Language::byTag)
            .orElseGet(() -> Language.preferredBy(request.headers()));
    ZoneId zone = zoneFor(request, language);
    boards.show(board -> reply.send(page(board, language, zone)));
  }

  private HttpAnswer page(Board board, Language language, ZoneId zone) {
    String html =
        new HomePage(installation, looks, board, language, zone, clock.instant()).toHtml();
    return HttpAnswer.of(200, "text/html; charset=utf-8", html)
        .with("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer")
        .with("Content-Language", language.tag())
        .with("Vary", "Accept-Language")
        .with("Cache-Control", "no-cache");
  }

  private static HttpAnswer health() {
    return HttpAnswer.json(200, "{\"status\":\"ok\"}").with("Cache-Control", "no-store");
  }

  /// From memory, so that a crowd does not make a server look broken. The board is read on the
  /// side, because only who uses a connection finds out that the database went away, and on a quiet
  /// server nobody else may do so.
  private HttpAnswer ready(HttpRequest request) {
    boards.show(_ -> {});
    boolean database = databaseReachable.getAsBoolean();
    boolean catalogue = catalogueLoaded.getAsBoolean();
    boolean ready = database && catalogue;
    HttpAnswer answer =
        HttpAnswer.json(
                ready ? 200 : 503,
                "{\"ready\":%s,\"database\":\"%s\",\"catalogue\":\"%s\"}"
                    .formatted(
                        ready,
                        database ? "reachable" : "unreachable",
                        catalogue ? "loaded" : "not loaded"))
            .with("Cache-Control", "no-store");
    return ready ? answer : answer.with("Retry-After", Spread.seconds(request.id()));
  }

  private HttpAnswer metrics(HttpRequest request) {
    try {
      operatorKey.require(request);
    } catch (Refusal refusal) {
      return operatorKey.turnAway(refusal);
    }
    Metrics.Page page = metrics.page(request.headers().first("accept").orElse(""));
    return new HttpAnswer(
        200,
        List.of(
            new HttpAnswer.Header("Content-Type", page.contentType()),
            new HttpAnswer.Header("Cache-Control", "no-store")),
        page.bytes());
  }

  /// The zone asked for, else Seoul's for readers of Korean, else the installation's.
  private ZoneId zoneFor(HttpRequest request, Language language) {
    try {
      Optional<String> asked = parameter(request, "tz");
      if (asked.isPresent()) return ZoneId.of(asked.get());
    } catch (DateTimeException _) {
      // no such zone: as if none had been asked for
    }
    return language == Language.KOREAN ? SEOUL : installation.zone();
  }

  /// A parameter of plain characters, such as `lang=ko` or `tz=Asia%2FSeoul`.
  private static Optional<String> parameter(HttpRequest request, String name) {
    return Arrays.stream(request.query().split("&", -1))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1).replace("%2F", "/"))
        .findFirst();
  }
}
