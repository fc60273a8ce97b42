package io.eventlive.webinar;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Reads the plans of the join flow with 100,000 people, registrations, questions and messages:
/// everything is found by an index, also inside policies, triggers and functions, whose plans
/// `auto_explain` shows.
final class PlanTest {
  private static final Stage STAGE = new Stage();
  private static final String WEBINAR = id("2", 7);
  private static final String PERSON = id("1", 7);
  private static final Caller ATTENDEE = Stage.as(UUID.fromString(PERSON));
  private static final Caller NEWCOMER = Stage.as(UUID.fromString(id("1", 99_999)));

  /// What attendees' and hosts' pages ask for, old and new. `$w` is a webinar, `$p` a person in it.
  private static final String HOT_PATH =
      """
      select public.join_webinar('$w')
      select public.join_webinar('$w', 'Nickname')
      select * from public.my_questions('$w')
      select * from webinars where id = '$w'
      select * from webinars where slug = 'webinar-7'
      select webinar_id, user_id from registrations where webinar_id = '$w' and user_id = '$p'
      select role, nickname from registrations where webinar_id = '$w' and user_id = '$p'
      select * from registrations where user_id = '$p'
      select user_id, nickname from registrations where webinar_id = '$w' and user_id in ('$p', '$q')
      select * from registrations where webinar_id = '$w' order by created_at limit 100
      select id, display_name, nickname from profiles where id in ('$p', '$q')
      select email from profile_addresses where user_id = '$p'
      select * from questions where webinar_id = '$w' order by created_at desc limit 100
      select * from questions where webinar_id = '$w' and status <> 'hidden' order by created_at desc, id desc limit 100
      select * from questions where webinar_id = '$w' and user_id = '$p'
      select q.*, p.display_name from questions q join profiles p on p.id = q.user_id where q.webinar_id = '$w' order by q.created_at desc limit 100
      select * from messages where webinar_id = '$w' and hidden = false order by created_at desc, id desc limit 10
      select * from messages where webinar_id = '$w' and hidden = false and created_at < now() order by created_at desc, id desc limit 20
      select m.*, p.nickname from messages m join profiles p on p.id = m.user_id where m.webinar_id = '$w' order by m.created_at desc, m.id desc limit 50
      select role from client_members where client_id = '$c' and user_id = '$p'
      select role from agency_members where agency_id = '$a' and user_id = '$p'
      insert into questions (webinar_id, user_id, content) values ('$w', '$p', 'why?') returning *
      insert into messages (webinar_id, user_id, content, client_msg_id) values ('$w', '$p', 'hello', gen_random_uuid()) returning *
      insert into registrations (webinar_id, user_id) values ('$w', '$p') on conflict (webinar_id, user_id) do nothing returning *
      select * from webinar_streams where webinar_id = '$w'
      """;

  private static final String JOIN = "select public.join_webinar('$w')";

  static List<String> hotPath() {
    return HOT_PATH.lines().toList();
  }

  @BeforeAll
  static void fill() {
    STAGE
        .database()
        .execute(
            """
            set session_replication_role = replica;
            create function pg_temp.id(kind text, n bigint) returns uuid immutable language sql as
              $$ select ('0000000' || kind || '-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid $$;
            insert into auth.users (id, email, email_confirmed_at)
              select pg_temp.id('1', n), 'attendee' || n || '@example.com', now()
              from generate_series(1, 100000) as n;
            insert into auth.identities (provider_id, user_id, provider, identity_data)
              select n, pg_temp.id('1', n), 'email',
                jsonb_build_object('email', 'attendee' || n || '@example.com')
              from generate_series(1, 100000) as n;
            insert into public.profiles (id, display_name)
              select pg_temp.id('1', n), 'Attendee ' || n from generate_series(1, 100000) as n;
            insert into public.profile_addresses
              select pg_temp.id('1', n), 'attendee' || n || '@example.com'
              from generate_series(1, 100000) as n;
            insert into public.agencies (id, name)
              select pg_temp.id('4', n), 'Agency ' || n from generate_series(1, 3000) as n;
            insert into public.clients (id, agency_id, name)
              select pg_temp.id('3', n), pg_temp.id('4', n), 'Client ' || n
              from generate_series(1, 3000) as n;
            insert into public.agency_members
              select pg_temp.id('4', n % 3000 + 1), pg_temp.id('1', n + 50000), 'admin'
              from generate_series(1, 9000) as n;
            insert into public.client_members
              select pg_temp.id('3', n % 3000 + 1), pg_temp.id('1', n + 60000), 'operator'
              from generate_series(1, 9000) as n;
            insert into public.webinars (id, agency_id, client_id, slug, title, state)
              select pg_temp.id('2', n), pg_temp.id('4', n % 3000 + 1), pg_temp.id('3', n % 3000 + 1),
                'webinar-' || n, 'Webinar', 'live'
              from generate_series(1, 6000) as n;
            insert into public.webinar_streams
              select pg_temp.id('2', n), 'https://example.com/' || n
              from generate_series(1, 6000) as n;
            insert into public.registrations (webinar_id, user_id)
              select pg_temp.id('2', n % 100 + 1), pg_temp.id('1', n + 6)
              from generate_series(0, 99900) as n where n % 100 + 1 <> 7 or n < 50000;
            insert into public.registrations (webinar_id, user_id)
              values (pg_temp.id('2', 7), pg_temp.id('1', 7));
            insert into public.attendances (webinar_id, user_id)
              select webinar_id, user_id from public.registrations where webinar_id <> pg_temp.id('2', 7);
            insert into public.questions (webinar_id, user_id, content)
              select pg_temp.id('2', n % 100 + 1), pg_temp.id('1', n + 1), 'Question ' || n
              from generate_series(0, 99999) as n;
            insert into public.messages (webinar_id, user_id, content)
              select pg_temp.id('2', n % 100 + 1), pg_temp.id('1', n + 1), 'Message ' || n
              from generate_series(0, 99999) as n;
            insert into public.webinar_allowed_emails (webinar_id, email)
              select pg_temp.id('2', 100 + n % 100), 'attendee' || n || '@example.com'
              from generate_series(1, 100000) as n;
            insert into public.invitations (id, webinar_id, token_hash, max_uses, expires_at)
              select pg_temp.id('5', n), pg_temp.id('2', 200 + n % 100), sha256(n::text::bytea), 10,
                now() + interval '1 day'
              from generate_series(1, 100000) as n;
            insert into public.invitation_uses
              select pg_temp.id('5', n), pg_temp.id('1', n) from generate_series(1, 100000) as n;
            insert into public.expected_attendees (id, webinar_id, name, email)
              select pg_temp.id('6', n), pg_temp.id('2', 300 + n % 100), 'Attendee ' || n,
                'attendee' || n || '@example.com'
              from generate_series(1, 100000) as n;
            insert into public.arrivals
              select pg_temp.id('2', 300 + n % 100), pg_temp.id('1', n), pg_temp.id('6', n)
              from generate_series(1, 50000) as n;
            update auth.users set is_anonymous = true where id = pg_temp.id('1', 99999);
            update auth.users set raw_app_meta_data = '{"email_verified_by": "link"}'
              where id = pg_temp.id('1', 99998);
            update public.webinars set access_policy = 'email_auth', max_participants = 100000
              where id = pg_temp.id('2', 198);
            update public.webinars set access_policy = 'invite_only' where id = pg_temp.id('2', 205);
            update public.webinars set access_policy = 'name_email_auth'
              where id = pg_temp.id('2', 399);
            reset session_replication_role;
            analyze;
            """);
  }

  @AfterAll
  static void close() throws SQLException {
    STAGE.close();
  }

  @ParameterizedTest
  @MethodSource("hotPath")
  void findsEverythingByAnIndex(String sql) throws SQLException {
    assertThat(plans(ATTENDEE, sql)).contains("Index").doesNotContain("Seq Scan");
  }

  @Test
  void letsPeopleInByAnIndexUnderEveryAccessPolicy() throws SQLException {
    Caller verified = Stage.as(UUID.fromString(id("1", 99_998)));

    assertThat(plans(verified, "select public.join_webinar('" + id("2", 150) + "')"))
        .contains("insert into public.registrations")
        .doesNotContain("Seq Scan");
    assertThat(plans(verified, "select public.join_webinar('" + id("2", 198) + "')"))
        .contains("public.webinar_allowed_emails", "as taken")
        .doesNotContain("Seq Scan");
    assertThat(
            plans(
                NEWCOMER, "select public.join_webinar('" + id("2", 205) + "', invitation => '5')"))
        .contains("public.invitation_uses")
        .doesNotContain("Seq Scan");
    assertThat(
            plans(
                NEWCOMER,
                "select public.join_webinar('%s', name => 'Attendee 99', email => '%s')"
                    .formatted(id("2", 399), "attendee99@example.com")))
        .contains("public.expected_attendees")
        .doesNotContain("Seq Scan");
  }

  @Test
  void noticesAMissingIndexInsideTheJoin() throws SQLException {
    assertThat(plans(ATTENDEE, JOIN, "drop index public.questions_webinar_id_created_at_idx"))
        .contains("Seq Scan on questions");
    assertThat(
            plans(
                ATTENDEE,
                "select * from messages where webinar_id = '$w' limit 10",
                "drop index public.messages_webinar_id_created_at_idx"))
        .contains("Seq Scan on messages");
  }

  @Test
  void hasAnIndexForEveryForeignKey() {
    assertThat(
            STAGE
                .database()
                .rows(
                    """
                    select key.conrelid::regclass, key.conname
                    from pg_constraint as key
                    where key.contype = 'f'
                      and not exists (
                        select from pg_index as index
                        where index.indrelid = key.conrelid
                          and (index.indkey::smallint[])[0:cardinality(key.conkey) - 1] @> key.conkey)
                    """))
        .isEmpty();
  }

  /// The plan of a statement and of every statement inside it, in the caller's name; taken back.
  private static String plans(Caller caller, String sql, String... before) throws SQLException {
    try (Connection connection = STAGE.database().asAdministrator();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String step : before) {
        statement.execute(step);
      }
      statement.execute("load 'auto_explain'");
      statement.execute("set local auto_explain.log_nested_statements = on");
      statement.execute("set local auto_explain.log_min_duration = 0");
      statement.execute("set local auto_explain.log_level = notice");
      statement.execute("set local role authenticated");
      TestDatabase.rows(
          connection,
          "select set_config('request.jwt.claims', ?, true), set_config('role', ?, true)",
          caller.claims(),
          caller.role());
      String asked =
          sql.replace("$w", WEBINAR)
              .replace("$p", PERSON)
              .replace("$q", id("1", 107))
              .replace("$c", id("3", 8))
              .replace("$a", id("4", 8));
      // The statement's own plan would be told too late for the driver to hear it.
      String own = String.join("\n", TestDatabase.rows(connection, "explain " + asked));
      statement.execute(asked);
      String plans = own + told(statement.getWarnings());
      connection.rollback();
      return plans;
    }
  }

  private static String told(SQLWarning first) {
    return Stream.iterate(first, Objects::nonNull, SQLWarning::getNextWarning)
        .map(SQLWarning::getMessage)
        .collect(Collectors.joining("\n"));
  }

  private static String id(String kind, int n) {
    return "0000000%s-0000-4000-8000-%012d".formatted(kind, n);
  }
}
