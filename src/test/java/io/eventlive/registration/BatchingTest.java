package io.eventlive.registration;

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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BatchingTest {
  private final TestDatabase database = TestDatabase.fresh();

  @AfterEach
  void close() {
    database.close();
  }

  /// Fails when a trigger is added that nobody read for this: read it, then name it in `Batching`.
  @Test
  void everyTableOfOursThatIsNamedIsFit() throws SQLException {
    Catalogue catalogue = catalogue();
    for (String name : Batching.DEFAULT.tables()) {
      Table table = table(catalogue, name);

      assertThat(Batching.isFit(table)).as("%s %s", name, table.onInsert()).isTrue();
      assertThat(Batching.DEFAULT.names(table, catalogue)).as(name).isTrue();
    }
    assertThat(Batching.DEFAULT.names(table(catalogue, "webinars"), catalogue)).isFalse();
  }

  @Test
  void isNotFitWhereSomethingElseHappensToARow() throws SQLException {
    database.execute(
        """
        create table public.plain (id int primary key);
        create table public.watched (id int primary key);
        create function public.watch() returns trigger language plpgsql as 'begin return new; end';
        create trigger watches before insert on public.watched
          for each row execute function public.watch();
        create table public.updated (id int primary key);
        create trigger watches before update on public.updated
          for each row execute function public.watch();
        create table public.late (
          id int primary key references public.plain deferrable initially deferred);
        create table public.ruled (id int primary key);
        create rule nothing as on insert to public.ruled do instead nothing;
        create view public.seen as select id from public.plain;
        """);
    Catalogue catalogue = catalogue();

    assertThat(List.of("plain", "updated"))
        .allMatch(name -> Batching.isFit(table(catalogue, name)));
    assertThat(List.of("watched", "late", "ruled", "seen"))
        .noneMatch(name -> Batching.isFit(table(catalogue, name)));
  }

  @Test
  void namesTablesWithOrWithoutTheirSchema() throws SQLException {
    Catalogue catalogue = catalogue();
    Batching named = new Batching(List.of("public.questions"), 2, 1, Duration.ofMillis(1));

    assertThat(named.names(table(catalogue, "questions"), catalogue)).isTrue();
    assertThat(named.names(table(catalogue, "messages"), catalogue)).isFalse();
  }

  private static Table table(Catalogue catalogue, String name) {
    return catalogue.table(new QualifiedName("public", name)).orElseThrow();
  }

  private Catalogue catalogue() throws SQLException {
    try (Connection connection = database.as(Role.EVENTLIVE_WATCHER)) {
      return new CatalogueReader("authenticator", List.of("public"), PreConfiguration.NONE)
          .read(connection, 1);
    }
  }
}
