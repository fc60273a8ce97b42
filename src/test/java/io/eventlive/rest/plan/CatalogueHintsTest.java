package io.eventlive.rest.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Role;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.CatalogueReader;
import io.eventlive.schema.PreConfiguration;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CatalogueHintsTest {
  private final TestDatabase database = TestDatabase.fresh();
  private final CatalogueHints hints = new CatalogueHints();

  private final Catalogue catalogue;

  CatalogueHintsTest() throws SQLException {
    database.execute(
        """
        create schema shop;
        grant usage on schema shop to anon, authenticated;
        create table shop.makers (id int primary key, name text);
        create table shop.tickets (
          event_id int not null,
          person_id int not null,
          maker_id int references shop.makers,
          secret_note text,
          seat text,
          primary key (event_id, person_id)
        );
        create table shop.ticket_secrets (id int primary key);
        grant select on shop.makers to anon, authenticated;
        grant select (event_id, person_id, maker_id, seat) on shop.tickets to authenticated;
        create function shop.enter(event_id int, nickname text default '') returns int
          language sql as 'select 1';
        create function shop.enter_backstage() returns int language sql as 'select 1';
        revoke execute on function shop.enter_backstage() from public;
        """);
    try (Connection connection = database.as(Role.EVENTLIVE_WATCHER)) {
      catalogue =
          new CatalogueReader("authenticator", List.of("shop"), PreConfiguration.NONE)
              .read(connection, 1);
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void namesTheNearestTableThatTheRoleMayUse() {
    assertThat(hints.forTable(catalogue, "shop", "ticket", "authenticated"))
        .contains("Perhaps you meant the table 'shop.tickets'");
    assertThat(hints.forTable(catalogue, "shop", "Makers", "anon"))
        .contains("Perhaps you meant the table 'shop.makers'");
    assertThat(hints.forTable(catalogue, "shop", "unrelated", "authenticated")).isEmpty();
  }

  @Test
  void keepsTablesToItselfThatTheRoleMayNotUse() {
    assertThat(hints.forTable(catalogue, "shop", "ticket_secret", "authenticated")).isEmpty();
    assertThat(hints.forTable(catalogue, "shop", "ticket", "anon")).isEmpty();
  }

  @Test
  void namesTheKeyToWhoeverAsksForId() {
    assertThat(hints.forColumn(table("tickets"), "id", "authenticated"))
        .contains(
            "The key is (event_id, person_id). Columns: event_id, person_id, maker_id, seat.");
    assertThat(hints.forColumn(table("tickets"), "id", "anon")).isEmpty();
  }

  @Test
  void namesTheNearestColumnAndNoneThatTheRoleMayNotUse() {
    assertThat(hints.forColumn(table("tickets"), "eventId", "authenticated"))
        .contains(
            "Perhaps you meant the column 'event_id'."
                + " Columns: event_id, person_id, maker_id, seat.");
    assertThat(hints.forColumn(table("tickets"), "secret_notes", "authenticated"))
        .contains("Columns: event_id, person_id, maker_id, seat.");
  }

  @Test
  void namesTheNearestRelatedTable() {
    Set<QualifiedName> makers = Set.of(table("makers").name());
    Set<QualifiedName> tickets = Set.of(table("tickets").name());
    assertThat(hints.forRelationship(catalogue, table("tickets"), makers, "maker", "authenticated"))
        .contains("Perhaps you meant 'makers' instead of 'maker'.");
    assertThat(hints.forRelationship(catalogue, table("makers"), tickets, "ticket", "anon"))
        .isEmpty();
  }

  @Test
  void listsNoColumnsWhereAnAggregateWasMeant() {
    assertThat(hints.forAggregated(table("tickets"), "sum", "authenticated")).isEmpty();
    assertThat(hints.forAggregated(table("tickets"), "seats", "authenticated"))
        .contains("Perhaps you meant the column 'seat'.");
    assertThat(hints.forAggregated(table("tickets"), "secret_notes", "authenticated")).isEmpty();
  }

  @Test
  void namesTheNearestFunctionOrItsArguments() {
    assertThat(hints.forFunction(catalogue, "shop", "entr", Set.of("event_id"), "anon"))
        .contains("Perhaps you meant to call the function shop.enter");
    assertThat(hints.forFunction(catalogue, "shop", "enter", Set.of("eventid", "nick"), "anon"))
        .contains("Perhaps you meant to call the function shop.enter(event_id, nickname)");
    assertThat(hints.forFunction(catalogue, "shop", "enter_backstag", Set.of(), "anon")).isEmpty();
  }

  @Test
  void looksAtABoundedNumberOfNamesOfBoundedLength() {
    String endless = "t".repeat(100_000);
    List<String> many =
        IntStream.range(0, 100_000).mapToObj(i -> "%06d".formatted(i)).collect(Collectors.toList());
    many.add("registrations");

    assertThat(hints.forTable(catalogue, "shop", endless, "authenticated")).isEmpty();
    assertThat(Likeness.best("registration", many.stream(), Likeness.CLOSE)).isEmpty();
    assertThat(Likeness.best("registration", many.reversed().stream().limit(9), Likeness.CLOSE))
        .contains("registrations");
  }

  private Table table(String name) {
    return catalogue.table(new QualifiedName("shop", name)).orElseThrow();
  }
}
