package io.eventlive.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.database.Role;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.CatalogueReader;
import io.eventlive.schema.PreConfiguration;
import io.eventlive.schema.QualifiedName;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IdempotentTablesTest {
  private final TestDatabase database = TestDatabase.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void takesRegistrationsByTheirPrimaryKey() throws Exception {
    Catalogue catalogue = catalogue();

    IdempotentTables tables = IdempotentTables.declared(List.of("registrations"), () -> catalogue);

    assertThat(tables.arbiterOf(new QualifiedName("public", "registrations")))
        .contains(List.of("webinar_id", "user_id"));
    assertThat(tables.arbiterOf(new QualifiedName("public", "questions"))).isEmpty();
  }

  @Test
  void refusesWhatCannotBeIdempotentAndSaysWhy() throws Exception {
    database.execute(
        """
        create table public.keyless (id int);
        create table public.closed (id int primary key);
        grant insert on public.closed to authenticated;
        create table public.blind (id int primary key);
        grant select, insert on public.blind to authenticated;
        alter table public.blind enable row level security;
        create policy anybody on public.blind for insert with check (true);
        create view public.seen as select id from public.blind;
        """);

    refuses("missing", "it does not exist in an exposed schema");
    refuses("keyless", "it has no primary key");
    refuses("seen", "it is not a table");
    refuses("closed", "the role authenticated may insert into it but not select its key");
    refuses("blind", "no select policy lets the role authenticated see its own row");
  }

  @Test
  void leavesUnfitTablesOrdinaryWhereTheSchemaIsSomebodyElses() throws Exception {
    Catalogue catalogue = catalogue();

    IdempotentTables tables =
        IdempotentTables.where(List.of("missing", "registrations"), () -> catalogue);

    assertThat(tables.arbiterOf(new QualifiedName("public", "missing"))).isEmpty();
    assertThat(tables.arbiterOf(new QualifiedName("public", "registrations"))).isPresent();
  }

  @Test
  void forgetsATableThatLosesItsKey() throws Exception {
    Catalogue[] current = {catalogue()};
    IdempotentTables tables = IdempotentTables.declared(List.of("registrations"), () -> current[0]);

    database.execute("alter table public.registrations drop constraint registrations_pkey cascade");
    current[0] = catalogue();

    assertThat(tables.arbiterOf(new QualifiedName("public", "registrations"))).isEmpty();
  }

  private void refuses(String table, String reason) throws SQLException {
    Catalogue catalogue = catalogue();
    assertThatThrownBy(() -> IdempotentTables.declared(List.of(table), () -> catalogue))
        .isInstanceOf(NotIdempotent.class)
        .hasMessage("The table public.%s cannot be idempotent: %s.".formatted(table, reason));
  }

  private Catalogue catalogue() throws SQLException {
    try (Connection connection = database.as(Role.EVENTLIVE_WATCHER)) {
      return new CatalogueReader("authenticator", List.of("public"), PreConfiguration.NONE)
          .read(connection, 1);
    }
  }
}
