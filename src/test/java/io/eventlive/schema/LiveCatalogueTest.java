package io.eventlive.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Role;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observation.CatalogueRead;
import io.eventlive.observation.Observation.CatalogueRead.Cause;
import io.eventlive.observation.Observation.CatalogueWatchLost;
import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LiveCatalogueTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final QualifiedName THING = new QualifiedName("public", "thing");
  private static final String WATCHERS =
      "select pid from pg_stat_activity"
          + " where datname = current_database() and usename = 'eventlive_watcher'";

  private final TestDatabase database = TestDatabase.fresh();
  private final List<Observation> seen = new CopyOnWriteArrayList<>();
  private final AtomicBoolean breaks = new AtomicBoolean();
  // Shorter than in service, so that the test is short.
  private static final LiveCatalogue.Timing TIMING =
      new LiveCatalogue.Timing(
          Duration.ofMillis(200),
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofSeconds(1));

  private final LiveCatalogue live;

  LiveCatalogueTest() throws SQLException {
    database.execute("create table public.thing (id int primary key, note text)");
    live =
        LiveCatalogue.start(
            database.source(Role.EVENTLIVE_WATCHER),
            new CatalogueReader("authenticator", List.of("public"), PreConfiguration.NONE),
            observation -> {
              seen.add(observation);
              if (observation instanceof CatalogueRead && breaks.getAndSet(false)) {
                throw new IllegalStateException("a reader's mistake");
              }
            },
            TIMING);
  }

  @BeforeEach
  void startsWithACompleteCatalogue() {
    assertThat(live.current().table(THING)).isPresent();
    assertThat(seen).first().isInstanceOf(CatalogueRead.class);
  }

  @AfterEach
  void close() {
    live.close();
    database.close();
  }

  @Test
  void seesDdlThatTheEventTriggerReports() {
    shows("create table public.other (id int)", c -> c.table(other()).isPresent());
    shows("drop table public.other", c -> c.table(other()).isEmpty());
    assertThat(reads(Cause.NOTIFIED)).isNotEmpty();
  }

  @Test
  void seesEveryKindOfChangeWithoutBeingTold() {
    database.execute("alter event trigger eventlive_ddl disable");
    database.execute("alter event trigger eventlive_drop disable");
    long told = reads(Cause.NOTIFIED).size();

    shows("alter table public.thing add column more int", c -> has(c, "more"));
    shows("alter table public.thing rename more to less", c -> has(c, "less"));
    shows(
        "alter table public.thing alter less type text",
        c -> column(c, "less").type().display().equals("text"));
    shows("alter table public.thing alter less set not null", c -> !column(c, "less").nullable());
    shows("alter table public.thing drop column less", c -> !has(c, "less"));
    shows(
        "alter table public.thing add constraint one_note unique (note)",
        c -> thing(c).uniqueKeys().size() == 2);
    shows(
        "grant update (note) on public.thing to anon",
        c -> column(c, "note").updatableBy().contains("anon"));
    shows(
        "revoke update (note) on public.thing from anon",
        c -> !column(c, "note").updatableBy().contains("anon"));
    shows("grant delete on public.thing to anon", c -> thing(c).deletableBy().contains("anon"));
    shows(
        "alter table public.thing enable row level security",
        c -> thing(c).rowSecurity().enabled());
    shows(
        "create policy first on public.thing for select using (id > 0)",
        c -> thing(c).rowSecurity().policies().size() == 1);
    shows(
        "alter policy first on public.thing using (id > 1)",
        c -> thing(c).rowSecurity().policies().getFirst().using().orElse("").equals("(id > 1)"));
    shows("drop policy first on public.thing", c -> thing(c).rowSecurity().policies().isEmpty());
    shows(
        "create view public.other as select id from public.thing",
        c -> c.table(other()).isPresent());
    shows(
        "create function public.f() returns int language sql as 'select 1'",
        c -> c.functions(new QualifiedName("public", "f")).size() == 1);
    renews("create or replace function public.f() returns int language sql as 'select 2'");
    renews("create or replace function eventlive.g() returns int language sql as 'select 2'");
    shows(
        "create role test_live_catalogue bypassrls; grant test_live_catalogue to authenticator",
        c -> c.roles().contains("test_live_catalogue"));
    shows(
        "alter role test_live_catalogue set statement_timeout = '17s'",
        c -> "17s".equals(setting(c, "test_live_catalogue", "statement_timeout")));
    shows(
        "alter role test_live_catalogue nobypassrls",
        c -> thing(c).rowSecurity().binds("test_live_catalogue"));
    shows(
        "alter role authenticator in database \"%s\" set pgrst.db_max_rows = '7'"
            .formatted(database.name()),
        c -> "7".equals(c.dialectSettings().get("db_max_rows")));
    shows(
        "comment on table public.thing is 'A thing'",
        c -> c.notes().relations().containsValue("A thing"));
    shows("drop role test_live_catalogue", c -> !c.roles().contains("test_live_catalogue"));
    assertThat(reads(Cause.NOTIFIED)).hasSize((int) told);
  }

  @Test
  void readsAgainOnEachOfPostgrestsNotifications() {
    for (String payload : List.of("reload schema", "reload config", "")) {
      int before = reads(Cause.NOTIFIED).size();

      database.execute("select pg_notify('pgrst', '%s')".formatted(payload));

      Eventually.within(
          SOON, "a reading after '" + payload + "'", () -> reads(Cause.NOTIFIED).size() > before);
    }
    assertThat(reads(Cause.NOTIFIED)).noneMatch(CatalogueRead::changed);
    assertThat(live.current().epoch()).isEqualTo(1);
  }

  @Test
  void readsOnceForABurstOfNotifications() {
    for (int i = 0; i < 50; i++) database.execute("notify pgrst, 'reload schema'");
    shows("create table public.other (id int)", c -> c.table(other()).isPresent());

    assertThat(reads(Cause.NOTIFIED).size()).isLessThan(20);
  }

  @Test
  void servesTheOldCatalogueWhileTheNewOneIsRead() throws Exception {
    try (Connection connection = database.asAdministrator();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("create table public.other (id int)");
      statement.execute("lock table pg_policy in access exclusive mode");
      database.execute("notify pgrst, 'reload schema'");
      Eventually.within(
          SOON,
          "the reading waits for the lock",
          () -> database.rows(WATCHERS + " and wait_event_type = 'Lock'").size() == 1);

      assertThat(live.current().table(THING)).isPresent();

      connection.commit();
    }
    Eventually.within(SOON, "the new table", () -> live.current().table(other()).isPresent());
  }

  @Test
  void comesBackAndReadsAgainAfterItsConnectionWasCut() {
    database.execute("alter event trigger eventlive_ddl disable");
    String before = database.value(WATCHERS);
    database.execute("select pg_terminate_backend(pid) from (" + WATCHERS + ") w");
    database.execute("create table public.other (id int)");

    Eventually.within(SOON, "the new table", () -> live.current().table(other()).isPresent());
    Eventually.within(SOON, "a listening connection", () -> reads(Cause.RECONNECTED).size() == 1);

    assertThat(seen).anyMatch(CatalogueWatchLost.class::isInstance);
    assertThat(database.value(WATCHERS)).isNotEqualTo(before);
    int told = reads(Cause.NOTIFIED).size();
    database.execute("notify pgrst, 'reload schema'");
    Eventually.within(SOON, "a notification", () -> reads(Cause.NOTIFIED).size() > told);
  }

  @Test
  void goesOnAfterAMistakeOfItsOwn() {
    breaks.set(true);
    database.execute("notify pgrst, 'reload schema'");
    Eventually.within(SOON, "a reading after it", () -> reads(Cause.RECONNECTED).size() == 1);

    shows("create table public.other (id int)", c -> c.table(other()).isPresent());
    assertThat(seen).anyMatch(CatalogueWatchLost.class::isInstance);
    assertThat(seen)
        .filteredOn(Observation.UnexpectedFailure.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Observation.UnexpectedFailure.class,
            failure -> assertThat(failure.cause()).hasMessage("a reader's mistake"));
  }

  @Test
  void letsGoOfItsConnectionWhenClosed() {
    live.close();

    Eventually.within(SOON, "no connection", () -> database.rows(WATCHERS).isEmpty());
    assertThat(live.current().table(THING)).isPresent();
    assertThat(seen).noneMatch(CatalogueWatchLost.class::isInstance);
  }

  private void shows(String sql, Predicate<Catalogue> change) {
    assertThat(change).rejects(live.current());
    long epoch = live.current().epoch();

    database.execute(sql);

    Eventually.within(SOON, sql, () -> change.test(live.current()));
    assertThat(live.current().epoch()).isGreaterThan(epoch);
  }

  private void renews(String sql) {
    long epoch = live.current().epoch();

    database.execute(sql);

    Eventually.within(SOON, sql, () -> live.current().epoch() > epoch);
  }

  private List<CatalogueRead> reads(Cause cause) {
    return seen.stream()
        .filter(CatalogueRead.class::isInstance)
        .map(CatalogueRead.class::cast)
        .filter(read -> read.cause() == cause)
        .toList();
  }

  private static QualifiedName other() {
    return new QualifiedName("public", "other");
  }

  private static Table thing(Catalogue catalogue) {
    return catalogue.table(THING).orElseThrow();
  }

  private static boolean has(Catalogue catalogue, String column) {
    return thing(catalogue).columns().containsKey(column);
  }

  private static Column column(Catalogue catalogue, String name) {
    return thing(catalogue).column(name).orElseThrow();
  }

  private static String setting(Catalogue catalogue, String role, String name) {
    return catalogue.roleSettings().getOrDefault(role, java.util.Map.of()).getOrDefault(name, "");
  }
}
