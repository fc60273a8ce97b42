package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.admission.Call;
import io.eventlive.admission.Call.Breadth;
import io.eventlive.admission.Call.Change;
import io.eventlive.database.Role;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import io.eventlive.rest.plan.CatalogueHints;
import io.eventlive.rest.plan.InputSyntax;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.plan.Planner;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.RequestLimits;
import io.eventlive.rest.request.Rule;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.CatalogueReader;
import io.eventlive.schema.PreConfiguration;
import io.eventlive.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class KindOfCallTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final Catalogue CATALOGUE = catalogue();
  private static final String ID = "0198c0de-0000-7000-8000-000000000001";

  private final KindOfCall kind = new KindOfCall(500, 201);

  private static Catalogue catalogue() {
    try (Connection connection = DATABASE.as(Role.EVENTLIVE_WATCHER)) {
      return new CatalogueReader("authenticator", List.of("public"), PreConfiguration.NONE)
          .read(connection, 1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  private Call call(String method, String path, String query, String body, String... headers) {
    DialectRules rules =
        DialectRules.DEFAULT.with(Rule.DB_AGGREGATES_ENABLED, "true").orElseThrow();
    Map<String, String> lines = headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]);
    HttpRequest request =
        new HttpRequest(
            "1",
            method,
            "/rest/v1/" + path,
            query,
            HttpHeaders.of(lines),
            body.getBytes(StandardCharsets.UTF_8),
            "203.0.113.7");
    ApiRequest asked = ApiRequest.of(request, RequestLimits.DEFAULT, rules);
    Planner planner = new Planner(new CatalogueHints(), new InputSyntax(), _ -> Optional.empty());
    Plan plan = planner.plan(asked, CATALOGUE, "service_role", rules);
    return kind.of(Prepared.of(asked, CATALOGUE, rules, "public", plan));
  }

  private Breadth breadth(String query, String... headers) {
    return ((Call.Read) call("GET", "messages", query, "", headers)).breadth();
  }

  private static String ids(int count) {
    return "user_id=in.("
        + IntStream.range(0, count)
            .mapToObj("0198c0de-0000-7000-8000-%012d"::formatted)
            .collect(Collectors.joining(","))
        + ")";
  }

  @Test
  void namesTheValuesThatARowIsToHave() {
    assertThat(call("GET", "webinars", "select=id&id=eq." + ID, ""))
        .isEqualTo(new Call.Read("webinars", Breadth.NARROW, Set.of(ID)));
    assertThat(call("GET", "webinars", "select=id&is_public=is.true", ""))
        .isEqualTo(new Call.Read("webinars", Breadth.LIST, Set.of()));
    assertThat(call("GET", "webinars", "select=id&or=(id.eq." + ID + ",slug.eq.x)", ""))
        .isEqualTo(new Call.Read("webinars", Breadth.LIST, Set.of()));
  }

  @Test
  void knowsWritesByWhatTheyDo() {
    String body = "{\"content\":\"hello\"}";

    assertThat(call("POST", "messages", "", body))
        .isEqualTo(new Call.Write("messages", Change.INSERT));
    assertThat(call("PATCH", "messages", "id=eq.1", body))
        .isEqualTo(new Call.Write("messages", Change.UPDATE));
    assertThat(call("DELETE", "messages", "id=eq.1", ""))
        .isEqualTo(new Call.Write("messages", Change.DELETE));
    assertThat(call("POST", "rpc/join_webinar", "", "{\"webinar_id\":\"" + ID + "\"}"))
        .isEqualTo(new Call.Function("join_webinar", false));
  }

  @Test
  void takesWhatOnlyAReportNeedsForBulk() {
    String room = "webinar_id=eq." + ID;

    assertThat(breadth(room + "&limit=499")).isEqualTo(Breadth.NARROW);
    assertThat(breadth(room + "&limit=500")).isEqualTo(Breadth.BULK);
    assertThat(breadth(ids(200))).isEqualTo(Breadth.LIST);
    assertThat(breadth(ids(201))).isEqualTo(Breadth.BULK);
    assertThat(breadth("or=(" + ids(201).replace("=", ".") + ",id.eq.1)")).isEqualTo(Breadth.BULK);
    assertThat(breadth("select=count()")).isEqualTo(Breadth.BULK);
    assertThat(breadth(room, "Accept", "text/csv")).isEqualTo(Breadth.BULK);
    assertThat(breadth("", "Prefer", "count=exact")).isEqualTo(Breadth.BULK);
    assertThat(breadth(room, "Prefer", "count=exact")).isEqualTo(Breadth.NARROW);
    assertThat(((Call.Read) call("HEAD", "messages", room, "", "Prefer", "count=exact")).breadth())
        .isEqualTo(Breadth.BULK);
  }
}
