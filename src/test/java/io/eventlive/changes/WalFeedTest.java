package io.eventlive.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.changes.Change.Deleted;
import io.eventlive.changes.Change.Inserted;
import io.eventlive.changes.Change.SchemaChanged;
import io.eventlive.changes.Change.Spoken;
import io.eventlive.changes.Change.Truncated;
import io.eventlive.changes.Change.Updated;
import io.eventlive.observation.Observation;
import io.eventlive.schema.QualifiedName;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What real PostgreSQL makes of real transactions.
final class WalFeedTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static Followed followed;

  @BeforeAll
  static void follow() throws Exception {
    DATABASE.execute(
        """
        create table public.note (id int primary key, tag text, body text);
        alter table public.note alter column body set storage external;
        create table public.whole (id int primary key, tag text, body text);
        alter table public.whole alter column body set storage external;
        alter table public.whole replica identity full;
        create table public.indexed (id int, tag text not null unique);
        alter table public.indexed replica identity using index indexed_tag_key;
        create table public.bare (id int);
        create table public.nothing (id int primary key);
        alter table public.nothing replica identity nothing;
        create table public.measure (day date, value int, primary key (day)) partition by range (day);
        create table public.measure_1 partition of public.measure
          for values from ('2026-01-01') to ('2026-02-01');
        create unlogged table public.scratch (id int primary key);
        """);
    followed = new Followed(DATABASE, new Heard(), Duration.ofSeconds(30));
  }

  @AfterAll
  static void close() {
    followed.close();
    DATABASE.close();
  }

  @BeforeEach
  void forget() {
    followed.catchUp();
    followed.heard().forget();
  }

  private static Heard after(String... statements) {
    for (String statement : statements) DATABASE.execute(statement);
    followed.catchUp();
    return followed.heard();
  }

  @Test
  void tellsWholeTransactionsInTheOrderOfTheirCommits() throws Exception {
    String late;
    String early;
    try (Connection first = DATABASE.asAdministrator();
        Connection second = DATABASE.asAdministrator()) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      late =
          TestDatabase.rows(
                  first, "insert into note values (1, 'a') returning pg_current_xact_id()::text")
              .getFirst();
      early =
          TestDatabase.rows(
                  second,
                  "insert into note values (2, 'b'), (3, 'c') returning pg_current_xact_id()::text")
              .getFirst();
      second.commit();
      first.commit();
    }
    followed.catchUp();

    List<Heard.Told> told = followed.heard().told();
    assertThat(told)
        .extracting(each -> Long.toString(each.transaction().xid()))
        .containsExactly(early, late);
    assertThat(told.get(0).changes()).hasSize(2);
    assertThat(told.get(0).transaction().commit()).isLessThan(told.get(1).transaction().commit());
    DATABASE.execute("delete from note");
  }

  @Test
  void saysNothingOfWhatWasRolledBack() throws Exception {
    try (Connection connection = DATABASE.asAdministrator()) {
      connection.setAutoCommit(false);
      TestDatabase.rows(connection, "insert into note values (10, 'gone')");
      connection.rollback();
    }
    assertThat(after().changes()).isEmpty();
  }

  @Test
  void tellsSubtransactionsUnderTheirTransactionsId() throws Exception {
    try (Connection connection = DATABASE.asAdministrator()) {
      connection.setAutoCommit(false);
      TestDatabase.rows(connection, "savepoint a");
      TestDatabase.rows(connection, "insert into note values (11, 'inner')");
      String xid = TestDatabase.rows(connection, "select pg_current_xact_id()::text").getFirst();
      connection.commit();
      followed.catchUp();
      assertThat(followed.heard().told())
          .extracting(each -> Long.toString(each.transaction().xid()))
          .containsExactly(xid);
    }
    DATABASE.execute("delete from note");
  }

  @Test
  void knowsWhatIsNullAndWhatWasNotTouched() {
    Heard heard =
        after(
            "insert into note values (20, null, repeat('x', 10000))",
            "update note set tag = 'new' where id = 20",
            "insert into whole values (20, null, repeat('y', 10000))",
            "update whole set tag = 'new' where id = 20");

    Updated byKey = heard.all(Updated.class).getFirst();
    assertThat(byKey.relation().identity()).isEqualTo(ReplicaIdentity.DEFAULT);
    assertThat(byKey.before().text(0)).isEqualTo("20");
    assertThat(byKey.before().tells(1)).isFalse();
    assertThat(byKey.after().text(1)).isEqualTo("new");
    assertThat(byKey.after().tells(2)).isFalse();
    Updated whole = heard.all(Updated.class).getLast();
    assertThat(whole.relation().identity()).isEqualTo(ReplicaIdentity.FULL);
    assertThat(whole.before().tellsAll()).isTrue();
    assertThat(whole.before().text(1)).isNull();
    assertThat(whole.after().text(2)).isEqualTo("y".repeat(10_000));
  }

  @Test
  void tellsTheOldKeyWhereItChangedAndWhereARowWasDeleted() {
    Heard heard =
        after(
            "insert into note values (30, 'a', 'b')",
            "update note set id = 31 where id = 30",
            "delete from note where id = 31",
            "insert into indexed values (1, 'one')",
            "update indexed set tag = 'two'",
            "delete from indexed");

    assertThat(heard.all(Updated.class).getFirst().before().text(0)).isEqualTo("30");
    assertThat(heard.all(Deleted.class).getFirst().before().text(0)).isEqualTo("31");
    Updated indexed = heard.all(Updated.class).getLast();
    assertThat(indexed.relation().identity()).isEqualTo(ReplicaIdentity.INDEX);
    assertThat(indexed.before().tells(0)).isFalse();
    assertThat(indexed.before().text(1)).isEqualTo("one");
  }

  @Test
  void tellsOfPartitionsUnderTheirRoot() {
    Heard heard =
        after(
            "insert into measure values ('2026-01-05', 1)",
            "truncate measure_1",
            "truncate measure");

    assertThat(heard.all(Inserted.class).getFirst().relation().name())
        .isEqualTo(new QualifiedName("public", "measure"));
    assertThat(heard.all(Truncated.class))
        .isNotEmpty()
        .allSatisfy(truncated ->
            assertThat(truncated.relations())
                .extracting(Relation::name)
                .containsExactly(new QualifiedName("public", "measure")));
  }

  @Test
  void tellsOfATruncateWhatItEmptied() {
    Heard heard = after("truncate note, whole, bare");

    assertThat(heard.all(Truncated.class).getFirst().relations())
        .extracting(relation -> relation.name().name())
        .containsExactlyInAnyOrder("note", "whole");
  }

  @Test
  void tellsOfAChangeOfTheSchemaInItsPlace() {
    Heard heard =
        after(
            "insert into note values (40, 'before')",
            "begin; insert into note values (41, 'within'); alter table note add extra int;"
                + " insert into note values (42, 'within', null, 7); commit",
            "alter table note drop extra",
            "insert into note values (43, 'after')");

    assertThat(heard.changes())
        .extracting(change ->
            switch (change) {
              case Inserted inserted -> "insert of " + inserted.row().width();
              case SchemaChanged changed -> changed.command();
              default -> change.toString();
            })
        .containsSubsequence(
            "insert of 3",
            "insert of 3",
            "ALTER TABLE",
            "insert of 4",
            "ALTER TABLE",
            "insert of 3");
    DATABASE.execute("delete from note");
  }

  @Test
  void passesOnWhatOthersSayButNotItsOwnHeartbeats() {
    Heard heard =
        after(
            "select pg_logical_emit_message(true, 'somebody', 'said so')",
            "select pg_logical_emit_message(true, 'eventlive.heartbeat', 'forged 1')",
            "select pg_logical_emit_message(false, 'somebody', 'alone')");

    assertThat(heard.changes()).containsExactly(new Spoken("somebody", "said so"));
    assertThat(followed.feed().totals().heartbeats()).isPositive();
  }

  @Test
  void publishesWhatCanBePublishedWithoutHarm() {
    assertThat(followed.feed().tables())
        .contains(
            new QualifiedName("public", "note"),
            new QualifiedName("public", "indexed"),
            new QualifiedName("public", "measure"),
            new QualifiedName("public", "registrations"))
        .doesNotContain(
            new QualifiedName("public", "bare"),
            new QualifiedName("public", "nothing"),
            new QualifiedName("public", "scratch"),
            new QualifiedName("public", "measure_1"));
    after("insert into bare values (1)", "update bare set id = 2", "delete from bare");
  }

  @Test
  void boundsStalenessByTheSendingOfTheNewestHeartbeat() {
    long before = System.nanoTime();
    followed.catchUp();

    assertThat(followed.feed().heardSince(before)).isTrue();
    assertThat(followed.feed().heardSince(System.nanoTime() + 1_000_000_000L)).isFalse();
    assertThat(followed.feed().silence()).isLessThan(Heard.LONGEST);
    assertThat(followed.feed().lag()).isPositive();
  }

  @Test
  void takesNoListenerThatWouldHaveMissedSomething() {
    assertThatThrownBy(() -> followed.feed().add(new Heard()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void beginsAnewWhenOtherTablesArePublished() {
    int gaps = followed.heard().gaps().size();
    after("alter publication eventlive drop table indexed");
    followed.awaitGap(gaps + 1);
    followed.catchUp();

    assertThat(followed.heard().gaps().getLast().cause()).isEqualTo(Gap.Cause.PUBLICATION_CHANGED);
    assertThat(followed.feed().tables()).doesNotContain(new QualifiedName("public", "indexed"));
    after("alter publication eventlive add table indexed");
    followed.awaitGap(gaps + 2);
    followed.catchUp();
    assertThat(followed.observed()).hasAtLeastOneElementOfType(Observation.FeedFollows.class);
  }

  @Test
  void letsPostgresForgetWhatWasTold() {
    String confirmed =
        "select confirmed_flush_lsn - '0/0'::pg_lsn from pg_replication_slots"
            + " where slot_name like 'eventlive%' and database = current_database()";
    java.math.BigDecimal before = new java.math.BigDecimal(DATABASE.value(confirmed));
    after("insert into whole select n, '' from generate_series(100, 200) n");

    io.eventlive.testing.Eventually.within(
        Heard.LONGEST,
        "the slot moves on",
        () -> new java.math.BigDecimal(DATABASE.value(confirmed)).compareTo(before) > 0);
  }
}
