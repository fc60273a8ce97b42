package io.eventlive.rest.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.database.Role;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Refusal;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.request.RequestLimits;
import io.eventlive.rest.request.Window;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.CatalogueReader;
import io.eventlive.schema.Column;
import io.eventlive.schema.PreConfiguration;
import io.eventlive.schema.QualifiedName;
import io.eventlive.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What requests are planned as, where two of them could easily be taken for one another.
final class PlannerTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final QualifiedName TICKETS = new QualifiedName("public", "tickets");

  private static Catalogue catalogue;

  private final Arbiters arbiters =
      table -> table.equals(TICKETS) ? Optional.of(List.of("event", "person")) : Optional.empty();
  private final Planner planner = new Planner(Hints.NONE, new InputSyntax(), arbiters);

  @BeforeAll
  static void arrange() throws SQLException {
    DATABASE.execute(
        """
        create table public.events (id integer primary key, title text);
        create table public.tickets (
          event integer not null references public.events,
          person integer not null,
          seat text,
          constraint one_each primary key (event, person));
        grant all on public.events, public.tickets to service_role;
        create function public.pay(amount integer, currency text default 'KRW') returns integer
          language sql as 'select amount';
        create function public.unnamed(integer, integer) returns integer language sql as 'select 1';
        """);
    try (Connection connection = DATABASE.as(Role.EVENTLIVE_WATCHER)) {
      catalogue =
          new CatalogueReader("authenticator", List.of("public"), PreConfiguration.NONE)
              .read(connection, 1);
    }
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void writesColumnsInOneOrderWhateverTheOrderOfTheKeys() {
    List<String> one =
        columns(plan("POST", "/tickets", "{\"seat\":\"a\",\"event\":1,\"person\":2}"));
    List<String> other =
        columns(plan("POST", "/tickets", "{\"person\":2,\"seat\":\"a\",\"event\":1}"));

    assertThat(one).containsExactly("event", "person", "seat").isEqualTo(other);
  }

  @Test
  void takesAnInsertForARepeatOnlyWhereItsKeyIsWhole() {
    assertThat(onConflict("/tickets", "{\"event\":1,\"person\":2}"))
        .isEqualTo(new Mutation.OnConflict.Repeat(List.of("event", "person"), "one_each"));
    assertThat(onConflict("/tickets", "{\"event\":1}")).isEqualTo(new Mutation.OnConflict.Fail());
    assertThat(onConflict("/tickets", "[]")).isEqualTo(new Mutation.OnConflict.Fail());
    assertThat(onConflict("/events", "{\"id\":1}")).isEqualTo(new Mutation.OnConflict.Fail());
  }

  @Test
  void findsAnEmbedByTheNameThatItShowsAndByItsTable() {
    String select = "/events?select=id,seats:tickets(seat)";

    assertThat(embed(plan("GET", select + "&seats.limit=3", "")).window())
        .isEqualTo(new Window(0, 3L));
    assertThat(embed(plan("GET", select + "&tickets.limit=3", "")).window())
        .isEqualTo(new Window(0, 3L));
    assertThat(embed(plan("GET", select + "&tickets.seat=eq.a", "")).where())
        .isEqualTo(embed(plan("GET", select + "&seats.seat=eq.a", "")).where())
        .isNotEqualTo(Predicate.EVERYTHING);
  }

  @Test
  void boundsEveryLevelOfARead() {
    Plan.Read read = (Plan.Read) plan("GET", "/events?select=id,tickets(seat)&limit=5000", "");

    assertThat(read.rows().window()).isEqualTo(new Window(0, 1_000L));
    assertThat(embed(read).window()).isEqualTo(new Window(0, 1_000L));
  }

  @Test
  void looksAtEveryRowOfAnInsertAndAtTheFirstObjectOfACall() {
    assertThatThrownBy(() -> plan("POST", "/events", "[{\"id\":1},{\"id\":\"x\"}]"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code().wireCode()).isEqualTo("22P02"));
    assertThatThrownBy(() -> plan("POST", "/rpc/pay", "[{\"amount\":\"x\"},{\"amount\":1}]"))
        .isInstanceOf(Refusal.class);
    assertThat(plan("POST", "/rpc/pay", "[{\"amount\":1},{\"amount\":\"x\"}]"))
        .isInstanceOf(Plan.Call.class);
  }

  @Test
  void callsNoArgumentByNoName() {
    assertThatThrownBy(() -> plan("POST", "/rpc/unnamed", "{\"\":1}"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code().wireCode()).isEqualTo("PGRST202"));
  }

  private Plan plan(String method, String target, String body) {
    int question = target.indexOf('?');
    HttpRequest request =
        new HttpRequest(
            "test",
            method,
            ApiRequest.BASE_PATH + (question < 0 ? target : target.substring(0, question)),
            question < 0 ? "" : target.substring(question + 1),
            HttpHeaders.of(Map.of()),
            body.getBytes(StandardCharsets.UTF_8),
            "127.0.0.1");
    ApiRequest asked = ApiRequest.of(request, RequestLimits.DEFAULT, DialectRules.DEFAULT);
    return planner.plan(asked, catalogue, "service_role", DialectRules.DEFAULT);
  }

  private static List<String> columns(Plan plan) {
    return insert(plan).columns().stream().map(Column::name).toList();
  }

  private Mutation.OnConflict onConflict(String target, String body) {
    return insert(plan("POST", target, body)).onConflict();
  }

  private static Mutation.Insert insert(Plan plan) {
    return (Mutation.Insert) ((Plan.Mutate) plan).mutation();
  }

  private static ReadPlan embed(Plan plan) {
    return ((Plan.Read) plan).rows().embeds().getFirst().rows();
  }
}
