package io.eventlive.webinar;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.changes.ChangeFeed;
import io.eventlive.changes.ChangeFeeds;
import io.eventlive.changes.FeedAccess;
import io.eventlive.changes.FeedConfig;
import io.eventlive.database.Role;
import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who is a host from memory is whom the database lets run a webinar.
final class HostsTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String ORGANISATION = id(1);
  private static final List<String> PEOPLE =
      IntStream.range(1_000, 1_008).mapToObj(HostsTest::id).toList();

  private final Hosts hosts = new Hosts();

  @BeforeAll
  static void organise() throws SQLException {
    try (Connection connection = strict()) {
      TestDatabase.rows(
          connection, "insert into agencies (id, name) values (?::uuid, 'A')", ORGANISATION);
      TestDatabase.rows(
          connection,
          "insert into clients (id, agency_id, name) values (?::uuid, ?::uuid, 'C')",
          ORGANISATION,
          ORGANISATION);
      TestDatabase.rows(
          connection,
          "insert into webinars (id, agency_id, client_id, title)"
              + " values (?::uuid, ?::uuid, ?::uuid, 'W')",
          ORGANISATION,
          ORGANISATION,
          ORGANISATION);
    }
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  @Test
  void areWhomTheDatabaseLetsRunAWebinarAlsoAcrossALossOfTheFeed() throws Exception {
    long seed = System.nanoTime();
    System.out.println("HostsTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    write(random, 20);
    try (ChangeFeed feed = follow()) {
      awaitAgreement();
      for (int round = 0; round < 5; round++) {
        write(random, 20);
        awaitAgreement();
      }
      DATABASE.value(
          "select count(pg_terminate_backend(active_pid))::text from pg_replication_slots"
              + " where database = current_database()");
      write(random, 20);
      awaitAgreement();
      assertThat(feed.totals().gaps()).isPositive();
    }
  }

  @Test
  void areHostsNoMoreOnceRemovedFromTheMembersAndNeverWithoutTheFeed() throws Exception {
    String host = id(2_000);
    DATABASE.execute("set session_replication_role = replica; " + member(host));
    assertThat(hosts.test(host)).isFalse();
    try (ChangeFeed _ = follow()) {
      Eventually.within(DEADLINE, "a member is a host", () -> hosts.test(host));
      DATABASE.execute("delete from client_members where user_id = '%s'".formatted(host));
      Eventually.within(DEADLINE, "a host is none any more", () -> !hosts.test(host));
      DATABASE.execute("set session_replication_role = replica; " + member(host));
      Eventually.within(DEADLINE, "a member is a host again", () -> hosts.test(host));
      DATABASE.execute("truncate client_members");
      Eventually.within(DEADLINE, "nobody is a member", () -> !hosts.test(host));
      DATABASE.execute("set session_replication_role = replica; " + member(host));
      Eventually.within(DEADLINE, "a member is a host again", () -> hosts.test(host));
    }
    assertThat(hosts.test(host)).isFalse();
    DATABASE.execute("delete from client_members where user_id = '%s'".formatted(host));
  }

  private static String member(String person) {
    return "insert into public.client_members (client_id, user_id, role) values ('%s', '%s', 'owner')"
        .formatted(ORGANISATION, person);
  }

  private ChangeFeed follow() throws SQLException {
    ChangeFeeds.publish(DATABASE::asAdministrator, List.of("public"), false, _ -> {});
    ChangeFeed feed =
        ChangeFeeds.open(
            new FeedAccess(
                DATABASE.replication(),
                DATABASE.source(Role.EVENTLIVE_REPLICATOR),
                DATABASE.source(Role.EVENTLIVE_WATCHER),
                DATABASE.source(Role.EVENTLIVE_OWNER)),
            FeedConfig.of(Duration.ofMillis(50), Duration.ofSeconds(10)),
            _ -> {},
            new SplittableRandom(7));
    feed.add(hosts);
    feed.start();
    return feed;
  }

  private void awaitAgreement() throws SQLException {
    Set<String> expected = new TreeSet<>();
    try (Connection connection = DATABASE.asAdministrator()) {
      for (String person : PEOPLE) {
        TestDatabase.rows(
            connection,
            "select set_config('request.jwt.claims', ?, false)",
            "{\"sub\":\"%s\",\"role\":\"authenticated\"}".formatted(person));
        if (!TestDatabase.rows(connection, "select eventlive.webinars_as('host')::text")
            .isEmpty()) {
          expected.add(person);
        }
      }
    }
    Eventually.within(
        DEADLINE,
        "hosts are " + expected,
        () -> PEOPLE.stream().filter(hosts).collect(Collectors.toSet()).equals(expected));
  }

  /// People are of no account here.
  private static Connection strict() throws SQLException {
    Connection connection = DATABASE.asAdministrator();
    TestDatabase.rows(connection, "set session_replication_role = replica");
    return connection;
  }

  private static void write(SplittableRandom random, int transactions) throws SQLException {
    try (Connection connection = strict()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < transactions; i++) {
        for (int j = random.nextInt(4); j >= 0; j--) step(connection, random);
        if (random.nextInt(8) == 0) connection.rollback();
        else connection.commit();
      }
    }
  }

  private static void step(Connection connection, SplittableRandom random) throws SQLException {
    String[][] tables = {
      {"agency_members", "agency_id", "owner", "analyst"},
      {"client_members", "client_id", "operator", "analyst"},
      {"client_members", "client_id", "member", "analyst"},
      {"registrations", "webinar_id", "moderator", "attendee"},
      {"registrations", "webinar_id", "운영자", "분석가"},
    };
    String[] table = tables[random.nextInt(tables.length)];
    String person = PEOPLE.get(random.nextInt(PEOPLE.size()));
    String role = table[2 + random.nextInt(2)];
    switch (random.nextInt(3)) {
      case 0 ->
          TestDatabase.rows(
              connection,
              "insert into %s (%s, user_id, role) values (?::uuid, ?::uuid, ?) on conflict do nothing"
                  .formatted(table[0], table[1]),
              ORGANISATION,
              person,
              role);
      case 1 ->
          TestDatabase.rows(
              connection,
              "update %s set role = ? where user_id = ?::uuid".formatted(table[0]),
              role,
              person);
      default ->
          TestDatabase.rows(
              connection, "delete from %s where user_id = ?::uuid".formatted(table[0]), person);
    }
  }

  private static String id(int number) {
    return "00000000-0000-4000-8000-%012d".formatted(number);
  }
}
