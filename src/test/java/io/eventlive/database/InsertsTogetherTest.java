package io.eventlive.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eventlive.observation.Observation;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Inserts of many callers in one transaction, on EventLive's own schema: PostgreSQL judges each as
/// if it had come alone.
final class InsertsTogetherTest {
  private static final int BATCHES = 25;
  private static final int MOST = 64;
  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final Caller SERVICE =
      new Caller("service_role", "{\"role\":\"service_role\"}", Optional.empty());
  private static final Caller ANON = new Caller("anon", "{\"role\":\"anon\"}", Optional.empty());

  private static final TestDatabase DATABASE = arranged();

  private final List<Observation> observed = Collections.synchronizedList(new ArrayList<>());
  private final Connection raw = DATABASE.as(Role.AUTHENTICATOR);
  private final PostgresRequestConnection connection =
      new PostgresRequestConnection(raw, observed::add, new Random(7));

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  private static TestDatabase arranged() {
    TestDatabase database = TestDatabase.fresh();
    database.execute(
        """
        create table public.witnesses (
          id int primary key,
          role text not null default current_user,
          sub text default auth.uid()::text,
          claims text default current_setting('request.jwt.claims', true),
          headers text default current_setting('request.headers', true),
          path text default current_setting('search_path'),
          written_at timestamptz not null default now());
        alter table public.witnesses enable row level security;
        create policy own on public.witnesses to anon, authenticated
          using (sub is not distinct from (select auth.uid())::text)
          with check (sub is not distinct from (select auth.uid())::text and role = current_user);
        grant all on public.witnesses to anon, authenticated, service_role;

        create table public.fragile (id int primary key, note text check (note <> 'bad'));
        grant all on public.fragile to anon, authenticated, service_role;
        create function public.complain() returns trigger language plpgsql as $$
          begin
            if new.note = 'complain' then
              raise exception 'no' using errcode = 'P0123', detail = 'the detail', hint = 'the hint';
            end if;
            if new.note = 'turn' then
              perform set_config('role', 'service_role', true);
            end if;
            return new;
          end $$;
        create trigger complains before insert on public.fragile
          for each row execute function public.complain();
        """);
    return database;
  }

  /// What one member asks for, in words that a failing test can show.
  private record Asked(Caller caller, String table, String columns, String json) {
    Statement statement() {
      String names = columns.replaceAll(" [a-z]+(,|$)", "$1");
      return new Statement(
          """
          with source as (
            insert into public.%1$s (%2$s)
            select %2$s from json_to_recordset(cast(? as json)) as body (%3$s)
            returning *)
          select null::bigint as total, count(*) as rows, json_agg(source)::text as body,
            '' as headers, '' as status, null::bigint as inserted, %4$s
          from source\
          """
              .formatted(table, names, columns, RequestConnection.WITNESS),
          List.of("[" + json + "]"));
    }

    Insert insert() {
      return new Insert(settings(caller), statement(), false);
    }
  }

  private static RequestSettings settings(Caller caller) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("search_path", "\"public\", \"extensions\"");
    settings.put("request.headers", "{\"of\":\"" + caller.subject().orElse(caller.role()) + "\"}");
    settings.put("statement_timeout", "8s");
    return new RequestSettings(caller, false, settings);
  }

  /// The oracle: the same members in the same order, one statement each, in a transaction that is
  /// taken back.
  private static List<String> alone(List<Asked> members) throws SQLException {
    List<String> outcomes = new ArrayList<>();
    try (Connection judge = DATABASE.as(Role.AUTHENTICATOR)) {
      judge.setAutoCommit(false);
      for (Asked asked : members) {
        java.sql.Savepoint before = judge.setSavepoint();
        try {
          TestDatabase.rows(
              judge,
              "select set_config('role', ?, true), set_config('request.jwt.claims', ?, true),"
                  + " set_config('request.headers', ?, true)",
              asked.caller().role(),
              asked.caller().claims(),
              settings(asked.caller()).settings().getOrDefault("request.headers", ""));
          Statement statement = asked.statement();
          String row =
              TestDatabase.rows(
                      judge, statement.sql(), String.valueOf(statement.parameters().getFirst()))
                  .getFirst();
          outcomes.add("rows " + row.split("\\|", -1)[1]);
        } catch (SQLException e) {
          judge.rollback(before);
          ServerMessage said = ServerMessage.of(e);
          outcomes.add(
              String.join(
                  " ; ",
                  e.getSQLState(),
                  said.message(),
                  String.valueOf(said.detail()),
                  String.valueOf(said.hint())));
        }
      }
      judge.rollback();
    }
    return outcomes;
  }

  private List<String> together(List<Asked> members) throws SQLException {
    return connection
        .together(
            members.stream().map(Asked::insert).toList(),
            PATIENCE,
            row -> row.next() ? "rows " + row.getString("rows") : "no row")
        .stream()
        .map(InsertsTogetherTest::words)
        .toList();
  }

  private static String words(Inserted<String> inserted) {
    return switch (inserted) {
      case Inserted.Carried<String>(String result, _) -> result;
      case Inserted.Undone<String> _ -> "undone";
      case Inserted.Refused<String>(SQLException problem) -> {
        ServerMessage said = ServerMessage.of(problem);
        yield String.join(
            " ; ",
            problem.getSQLState(),
            said.message(),
            String.valueOf(said.detail()),
            String.valueOf(said.hint()));
      }
    };
  }

  /// Own rows and foreign ones, of attendees, strangers, the service and nobody, in tables of three
  /// kinds, some of them broken.
  @Test
  void judgesEveryMemberAsIfItHadComeAlone() throws Exception {
    long seed = System.nanoTime();
    System.out.println("InsertsTogetherTest seed " + seed);
    Random random = new Random(seed);
    List<String> people =
        DATABASE.rows(
            "insert into auth.users (id, email) select gen_random_uuid(),"
                + " gen_random_uuid() || '@example.com' from generate_series(1, 40) returning id");
    List<String> webinars = webinars();
    Set<String> kinds = new HashSet<>();
    for (int batch = 0; batch < BATCHES; batch++) {
      List<Asked> members = new ArrayList<>();
      int size = 1 + random.nextInt(MOST);
      for (int i = 0; i < size; i++) members.add(random(random, people, webinars));

      List<String> expected = alone(members);
      List<String> outcomes = together(members);

      assertThat(timeless(outcomes))
          .as("seed %d, batch %d of %s", seed, batch, members)
          .isEqualTo(timeless(expected));
      outcomes.forEach(outcome -> kinds.add(outcome.split(" ", 2)[0]));
    }
    assertThat(kinds).as("the crowd meets all of these").contains("rows", "42501", "23505");
    assertThat(
            DATABASE.rows(
                "select count(*) from public.registrations as r where not exists"
                    + " (select from public.profiles where id = r.user_id)"))
        .containsExactly("0");
    assertThat(observed).isEmpty();
  }

  /// An identity's next number and the time are not the same twice.
  private static List<String> timeless(List<String> outcomes) {
    return outcomes.stream()
        .map(outcome -> outcome.replaceAll("contains \\([0-9]+,|, [-0-9: .+]+\\)", ""))
        .toList();
  }

  private static Asked random(Random random, List<String> people, List<String> webinars) {
    String person = people.get(random.nextInt(people.size()));
    String named = random.nextInt(4) == 0 ? people.get(random.nextInt(people.size())) : person;
    String webinar = webinars.get(random.nextInt(webinars.size()));
    Caller caller =
        switch (random.nextInt(8)) {
          case 0 -> SERVICE;
          case 1 -> ANON;
          default -> caller(person);
        };
    String pair = "\"webinar_id\":\"%s\",\"user_id\":\"%s\"".formatted(webinar, named);
    return switch (random.nextInt(4)) {
      case 0, 1 ->
          new Asked(caller, "registrations", "webinar_id uuid, user_id uuid", "{" + pair + "}");
      case 2 ->
          new Asked(
              caller,
              "questions",
              "webinar_id uuid, user_id uuid, content text",
              "{%s,\"content\":\"%s\"}".formatted(pair, random.nextInt(5) == 0 ? "" : "why?"));
      default ->
          new Asked(
              caller,
              "messages",
              "webinar_id uuid, user_id uuid, content text, client_msg_id uuid",
              "{%s,\"content\":\"hello\",\"client_msg_id\":\"%s\"}"
                  .formatted(pair, "00000000-0000-4000-8000-00000000000" + random.nextInt(3)));
    };
  }

  @Test
  void writesEachRowUnderItsOwnRoleClaimsAndHeaders() throws Exception {
    List<Asked> members = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      Caller caller =
          switch (i % 4) {
            case 0 -> ANON;
            case 1 -> SERVICE;
            default -> caller("00000000-0000-4000-8000-%012d".formatted(i));
          };
      members.add(new Asked(caller, "witnesses", "id int", "{\"id\":" + i + "}"));
    }

    assertThat(together(members)).containsOnly("rows 1");

    List<String> written =
        DATABASE.rows("select role, claims, headers from public.witnesses order by id");
    for (int i = 0; i < MOST; i++) {
      Caller caller = members.get(i).caller();
      assertThat(written.get(i))
          .isEqualTo(
              caller.role()
                  + "|"
                  + caller.claims()
                  + "|"
                  + settings(caller).settings().get("request.headers"));
    }
    assertThat(DATABASE.rows("select count(distinct xmin::text), count(*) from public.witnesses"))
        .as("one commit; each member that wrote has a subtransaction of its own")
        .containsExactly(MOST + "|" + MOST);
    assertThat(DATABASE.value("select count(distinct written_at) from public.witnesses"))
        .isEqualTo("1");
  }

  @Test
  void leavesTheSessionAsItWas() throws Exception {
    List<String> before = session();

    together(
        List.of(
            fragile(caller("00000000-0000-4000-8000-000000000001"), 1, "good"),
            fragile(SERVICE, 2, "complain")));

    assertThat(session()).isEqualTo(before);
    assertThat(before.getFirst()).startsWith("authenticator|authenticator|");
  }

  private List<String> session() throws SQLException {
    return TestDatabase.rows(
        raw,
        """
        select current_user, session_user, current_setting('lock_timeout'),
          current_setting('statement_timeout'), current_setting('search_path'),
          coalesce(current_setting('request.jwt.claims', true), ''),
          coalesce(current_setting('eventlive.nonce', true), '')
        """);
  }

  @Test
  void failsAGuiltyMemberAloneWithItsOwnWords() throws Exception {
    List<String> outcomes =
        together(
            List.of(
                fragile(SERVICE, 11, "good"),
                fragile(SERVICE, 12, "complain"),
                fragile(SERVICE, 11, "twice"),
                fragile(SERVICE, 13, "bad"),
                fragile(SERVICE, 14, "good")));

    assertThat(outcomes)
        .containsExactly(
            "rows 1",
            "P0123 ; no ; the detail ; the hint",
            "23505 ; duplicate key value violates unique constraint \"fragile_pkey\" ;"
                + " Key (id)=(11) already exists. ; null",
            "23514 ; new row for relation \"fragile\" violates check constraint"
                + " \"fragile_note_check\" ; Failing row contains (13, bad). ; null",
            "rows 1");
    assertThat(DATABASE.rows("select id from public.fragile where id between 11 and 14"))
        .containsExactlyInAnyOrder("11", "14");
  }

  @Test
  void takesBackWhatIsNotExactlyOneRow() throws Exception {
    Statement two = new Asked(SERVICE, "fragile", "id int", "{\"id\":21},{\"id\":22}").statement();
    Statement one = new Asked(SERVICE, "fragile", "id int", "{\"id\":23}").statement();

    List<Inserted<Long>> outcomes =
        connection.together(
            List.of(
                new Insert(settings(SERVICE), two, true), new Insert(settings(SERVICE), one, true)),
            PATIENCE,
            InsertsTogetherTest::number);

    assertThat(outcomes.getFirst()).isInstanceOf(Inserted.Undone.class);
    assertThat(outcomes.getLast()).isInstanceOf(Inserted.Carried.class);
    assertThat(DATABASE.rows("select id from public.fragile where id between 21 and 23"))
        .containsExactly("23");
  }

  @Test
  void letsOnlyWhoMeetsALockWait() throws Exception {
    try (Connection other = DATABASE.asAdministrator()) {
      other.setAutoCommit(false);
      TestDatabase.rows(other, "insert into public.fragile (id) values (31)");

      List<String> outcomes =
          together(List.of(fragile(SERVICE, 31, "same key"), fragile(SERVICE, 32, "another")));

      assertThat(outcomes)
          .containsExactly(
              "55P03 ; canceling statement due to lock timeout ; null ; null", "rows 1");
      other.rollback();
    }
  }

  /// A trigger that changes the role stands for whatever could go wrong.
  @Test
  void writesNobodysRowWhereOneRanUnderAnotherName() {
    List<Asked> members =
        List.of(fragile(SERVICE, 41, "good"), fragile(ANON, 42, "turn"), fragile(ANON, 43, "good"));

    assertThatThrownBy(() -> together(members))
        .isInstanceOfSatisfying(
            ConnectionLost.class, lost -> assertThat(lost.mayHaveWritten()).isFalse());

    assertThat(DATABASE.rows("select id from public.fragile where id between 41 and 43")).isEmpty();
    assertThat(connection.isOpen()).isFalse();
    assertThat(observed).hasOnlyElementsOfType(Observation.WitnessMissed.class).isNotEmpty();
  }

  @Test
  void keepsALimitedNumberOfStatementsPrepared() throws Exception {
    for (int i = 0; i < 120; i++) {
      Statement shape =
          new Statement(
              "with source as (insert into public.fragile (id) values (cast(? as integer)) returning"
                  + " id as shape_%d) select null::bigint, count(*) as rows, '', '', '', null::bigint,"
                      .formatted(i)
                  + " %s from source".formatted(RequestConnection.WITNESS),
              List.of(Integer.toString(1_000 + i)));
      assertThat(
              connection.together(
                  List.of(new Insert(settings(SERVICE), shape, false)),
                  PATIENCE,
                  InsertsTogetherTest::number))
          .as("%d", i)
          .hasOnlyElementsOfType(Inserted.Carried.class);
    }

    String prepared =
        TestDatabase.rows(
                raw, "select count(*) from pg_prepared_statements where name like 'together%'")
            .getFirst();
    assertThat(Integer.parseInt(prepared)).isLessThanOrEqualTo(101);
  }

  @Test
  void saysInWhichTransactionItWrote() throws Exception {
    List<Inserted<Long>> outcomes =
        connection.together(
            List.of(fragile(SERVICE, 51, "one").insert(), fragile(SERVICE, 52, "two").insert()),
            PATIENCE,
            InsertsTogetherTest::number);

    assertThat(outcomes.get(0)).isEqualTo(outcomes.get(1));
    assertThat(outcomes.get(0))
        .isInstanceOfSatisfying(
            Inserted.Carried.class,
            carried -> assertThat(carried.writtenBy()).isEqualTo(connection.writtenBy()));
    assertThat(connection.writtenBy()).isPresent();
  }

  @Test
  void isForTheServerAlone() {
    for (String role : List.of("anon", "authenticated", "service_role")) {
      assertThat(
              DATABASE.value(
                  "select bool_or(has_function_privilege(?, oid, 'execute')) from pg_proc"
                      + " where proname = 'insert_together'",
                  role))
          .as(role)
          .isEqualTo("f");
    }
  }

  private static Asked fragile(Caller caller, int id, String note) {
    return new Asked(
        caller, "fragile", "id int, note text", "{\"id\":%d,\"note\":\"%s\"}".formatted(id, note));
  }

  private static Long number(ResultSet row) throws SQLException {
    assertThat(row.next()).isTrue();
    return row.getLong("rows");
  }

  private static Caller caller(String person) {
    return new Caller(
        "authenticated",
        "{\"sub\":\"%s\",\"role\":\"authenticated\"}".formatted(person),
        Optional.of(person));
  }

  private static List<String> webinars() {
    return DATABASE.rows(
        """
        with agency as (insert into public.agencies (name) values ('Agency') returning id),
        client as (
          insert into public.clients (agency_id, name) select id, 'Client' from agency returning id)
        insert into public.webinars (client_id, title, state, access_policy, max_participants)
        select id, 'A webinar', state, policy, seats
        from client, (values
          ('live', 'auth', null), ('live', 'auth', 6), ('draft', 'auth', null),
          ('live', 'guest_allowed', 9), ('live', 'invite_only', null)) as kind (state, policy, seats)
        returning id
        """);
  }
}
