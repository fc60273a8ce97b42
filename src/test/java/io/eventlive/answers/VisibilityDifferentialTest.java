package io.eventlive.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.CatalogueReader;
import io.eventlive.schema.PreConfiguration;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Random policies in and outside of the grammar, on tables with the same rows: two callers of one
/// audience have to see the same of them in PostgreSQL.
final class VisibilityDifferentialTest {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final int TABLES = 160;
  private static final UUID WEBINAR = UUID.fromString("00000000-0000-4000-8000-00000000000a");
  private static final UUID OTHER = UUID.fromString("00000000-0000-4000-8000-00000000000b");
  private static final long SEED = System.nanoTime();

  private static final List<Caller> CALLERS = new ArrayList<>();
  private static final Map<Caller, Audience.Standing> STANDINGS = new HashMap<>();
  private static Optional<Catalogue> read = Optional.empty();

  @BeforeAll
  static void arrange() throws Exception {
    Random random = new Random(SEED);
    DATABASE.execute(
        """
        create function public.mine(owner uuid) returns boolean language sql stable
          as $$ select owner = auth.uid() $$;
        create function public.alike(uuid, text) returns boolean language sql stable
          as $$ select $1 = auth.uid() $$;
        create operator public.=== (
          leftarg = uuid, rightarg = text, function = public.alike);
        create function public.other_webinars() returns setof uuid language sql stable
          as $$ select webinar_id from public.registrations where user_id = auth.uid() $$;
        create function auth.said() returns text language sql stable
          as $$ select current_setting('request.jwt.claims', true)::jsonb ->> 'tenant' $$;
        grant usage on schema auth to authenticated;
        grant execute on all functions in schema public to authenticated;
        grant execute on function auth.said() to authenticated;
        """);
    people();
    RandomPolicies policies = new RandomPolicies(random);
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < TABLES; i++) {
      sql.append(
          """
          create table public.t%1$d (
            id integer primary key, owner uuid, webinar_id uuid, state text, tag varchar(9),
            open boolean, n integer, made timestamptz, info jsonb);
          insert into public.t%1$d select * from public.rows;
          alter table public.t%1$d enable row level security;
          grant select on public.t%1$d to authenticated;
          """
              .formatted(i));
      for (int p = 0; p <= random.nextInt(3); p++) {
        sql.append(
            "create policy p%d on public.t%d as %s for select to %s using (%s);%n"
                .formatted(
                    p,
                    i,
                    p > 0 && random.nextInt(4) == 0 ? "restrictive" : "permissive",
                    random.nextInt(6) == 0 ? "anon" : "authenticated",
                    policies.condition(i % 2 == 0, 2)));
      }
    }
    DATABASE.execute(sql.toString());
    try (Connection connection = DATABASE.asAdministrator()) {
      read =
          Optional.of(
              new CatalogueReader("authenticator", List.of("public"), PreConfiguration.NONE)
                  .read(connection, 1));
    }
  }

  private static void people() throws Exception {
    DATABASE.execute(
        """
        insert into public.agencies (id, name)
          values ('00000000-0000-4000-8000-0000000000a1', 'Agency');
        insert into public.clients (id, agency_id, name) values (
          '00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-0000000000a1', 'Client');
        insert into public.webinars (id, client_id, title) values
          ('%1$s', '00000000-0000-4000-8000-0000000000c1', 'One'),
          ('%2$s', '00000000-0000-4000-8000-0000000000c1', 'Other');
        insert into auth.users (id, email)
          select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid,
            'attendee' || n || '@example.com'
          from generate_series(1, 8) n;
        insert into public.registrations (webinar_id, user_id, role)
          select w::uuid, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, role
          from (values
            ('%1$s', 1, 'attendee'), ('%1$s', 2, 'attendee'), ('%1$s', 3, 'host'),
            ('%1$s', 4, 'moderator'), ('%2$s', 2, 'host'), ('%2$s', 5, 'attendee')) r (w, n, role);
        insert into public.client_members (client_id, user_id, role) values (
          '00000000-0000-4000-8000-0000000000c1', '00000000-0000-4000-8000-000000000006', 'owner');
        create table public.rows as
        select n as id,
          case when n %% 5 = 0 then null
            else ('00000000-0000-4000-8000-' || lpad((n %% 8 + 1)::text, 12, '0'))::uuid end
            as owner,
          case n %% 3 when 0 then '%1$s'::uuid when 1 then '%2$s'::uuid end as webinar_id,
          substr('abcA', n %% 4 + 1, 1) as state, substr('abxa', n / 4 %% 4 + 1, 1)::varchar(9) as tag,
          n %% 2 = 0 as open, n %% 4 as n,
          '2025-12-01 00:00+00'::timestamptz + n * interval '31 days' as made,
          jsonb_build_object('a', n %% 3) as info
        from generate_series(0, 47) n;
        """
            .formatted(WEBINAR, OTHER));
    for (int person = 1; person <= 8; person++) {
      for (int variant = 0; variant < 4; variant++) {
        String sub = "00000000-0000-4000-8000-%012d".formatted(person);
        Caller caller =
            new Caller(
                "authenticated",
                """
                {"sub": "%s", "role": "authenticated", "email": "%s", "tenant": "%s", "n": %d,
                 "app": {"plan": "%s"}, "groups": ["%s"]}\
                """
                    .formatted(
                        sub,
                        variant % 2 == 0 ? "a" : "b",
                        variant < 2 ? "a" : "b",
                        person % 2,
                        variant % 2 == 0 ? "pro" : "free",
                        variant < 2 ? "a" : "c"),
                Optional.of(sub));
        CALLERS.add(caller);
        List<String> standing =
            DATABASE.rowsAs(
                caller,
                "select '%1$s' in (select eventlive.webinars_as('attendee')),".formatted(WEBINAR)
                    + " '%1$s' in (select eventlive.webinars_as('host'))".formatted(WEBINAR));
        String[] bits = standing.getFirst().split("\\|", -1);
        STANDINGS.put(
            caller,
            new Audience.Standing(WEBINAR.toString(), bits[0].equals("t"), bits[1].equals("t")));
      }
    }
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void showsCallersOfOneAudienceTheSameRows() throws Exception {
    Found found = compare(false);

    assertThat(found.different).as("seed %d: %s", SEED, found).isEmpty();
    assertThat(found.understood).isGreaterThan(TABLES / 4);
    assertThat(found.unknown).isGreaterThan(TABLES / 10);
    assertThat(found.together).isGreaterThan(1_000);
    assertThat(found.audiences).isGreaterThan(found.understood * 2);
  }

  /// That the test can fail: were claims left out of audiences, it would see it.
  @Test
  void wouldNoticeAWrongAudience() throws Exception {
    assertThat(compare(true).different).isNotEmpty();
  }

  /// What came of all tables.
  private static final class Found {
    private int understood;
    private int unknown;
    private int together;
    private int audiences;
    private final List<String> different = new ArrayList<>();

    @Override
    public String toString() {
      return "%d understood, %d not, %d callers together in %d audiences"
          .formatted(understood, unknown, together, audiences);
    }
  }

  private static Found compare(boolean wrongly) throws Exception {
    Found found = new Found();
    Catalogue catalogue = read.orElseThrow();
    Map<Table, Visibility.Understood> understood = new LinkedHashMap<>();
    for (int i = 0; i < TABLES; i++) {
      Table table = catalogue.table(new QualifiedName("public", "t" + i)).orElseThrow();
      switch (Visibility.of(table, "authenticated", catalogue)) {
        case Visibility.Unknown _ -> found.unknown++;
        case Visibility.Understood each -> understood.put(table, each);
      }
    }
    found.understood = understood.size();
    Map<Table, Map<Audience, String>> rows = new HashMap<>();
    for (Caller caller : CALLERS) {
      List<String> seen = DATABASE.rowsAs(caller, everyTable(understood));
      int next = 0;
      for (Map.Entry<Table, Visibility.Understood> each : understood.entrySet()) {
        Audience audience = audience(caller, each.getValue(), wrongly);
        String now = seen.get(next++);
        String before =
            rows.computeIfAbsent(each.getKey(), _ -> new HashMap<>()).putIfAbsent(audience, now);
        if (before == null) {
          found.audiences++;
        } else {
          found.together++;
          if (!before.equals(now))
            found.different.add(each.getKey().rowSecurity() + " " + audience);
        }
      }
    }
    return found;
  }

  private static Audience audience(
      Caller caller, Visibility.Understood understood, boolean wrongly) {
    boolean members = !understood.memberColumns().isEmpty();
    return new Audience(
        caller.role(),
        Claims.of(caller).values(wrongly ? Set.of() : understood.claims()),
        members && !wrongly ? STANDINGS.get(caller) : null);
  }

  /// The ids that are shown of each table, in one statement; where membership is asked for, of one
  /// webinar.
  private static String everyTable(Map<Table, Visibility.Understood> tables) {
    List<String> selects = new ArrayList<>();
    tables.forEach((table, understood) ->
        selects.add(
            "select %d as place, array_agg(id order by id) from public.%s%s"
                .formatted(
                    selects.size(),
                    table.name().name(),
                    understood.memberColumns().isEmpty()
                        ? ""
                        : " where webinar_id = '" + WEBINAR + "'")));
    return String.join(" union all ", selects) + " order by place";
  }
}
