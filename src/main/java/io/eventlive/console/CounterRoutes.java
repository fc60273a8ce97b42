package io.eventlive.console;

import io.eventlive.http.Handler;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Refusal;
import io.eventlive.http.Routes;
import io.eventlive.webinar.LiveCounters;
import io.eventlive.webinar.LiveCounters.Counts;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// How many registrations and questions every webinar has, for the operator, at
/// `/eventlive/v1/counters`. From memory, however often it is asked; without the change feed it
/// answers 503, because nobody counts then.
public final class CounterRoutes {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final LiveCounters counters;
  private final OperatorKey operatorKey;

  /// The door of one server.
  ///
  /// @param operatorKey opens it
  public CounterRoutes(LiveCounters counters, String operatorKey) {
    this.counters = counters;
    this.operatorKey = new OperatorKey(operatorKey);
  }

  public void register(Routes routes) {
    routes.exact("GET", "/eventlive/v1/counters", (Handler.Blocking) this::show);
  }

  private HttpAnswer show(HttpRequest request) {
    try {
      operatorKey.require(request);
    } catch (Refusal refusal) {
      return operatorKey.turnAway(refusal);
    }
    Optional<Map<String, Counts>> all = counters.all();
    ObjectNode webinars = JSON.createObjectNode();
    all.ifPresent(known ->
        known.forEach((webinar, counts) ->
            webinars
                .putObject(webinar)
                .put("registrations", counts.registrations())
                .put("questions", counts.questions())));
    ObjectNode body = JSON.createObjectNode().put("following", all.isPresent());
    body.set("webinars", webinars);
    HttpAnswer answer =
        HttpAnswer.json(all.isPresent() ? 200 : 503, body.toString())
            .with("Cache-Control", "no-store");
    return all.isPresent() ? answer : answer.with("Retry-After", "1");
  }
}
