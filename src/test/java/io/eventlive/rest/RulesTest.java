package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.observation.Observation;
import io.eventlive.rest.Dialect.Answer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The section "Rules of an installation" of docs/reference/dialect.md.
class RulesTest {
  private static final String HOST = "{\"id\": 9, \"name\": \"Host 9\"}";
  private static final String SHOWN = "[{\"id\":9,\"name\":\"Host 9\"}]";

  @ParameterizedTest
  @CsvSource({
    "commit,                  '',          1, ''",
    "commit,                  tx=rollback, 1, ''",
    "commit-allow-override,   '',          1, ''",
    "commit-allow-override,   tx=rollback, 0, tx=rollback",
    "rollback,                tx=commit,   0, ''",
    "rollback-allow-override, '',          0, ''",
    "rollback-allow-override, tx=commit,   1, tx=commit",
  })
  void endsTheTransactionAsTheInstallationSays(
      String end, String wanted, String rows, String applied) {
    try (Dialect dialect = Dialect.over(Fixture.SQL, Map.of("db_tx_end", end))) {
      Answer answer = dialect.post("/hosts", HOST, "Prefer", "return=representation," + wanted);

      assertThat(answer.status()).as(answer.body()).isEqualTo(201);
      assertThat(answer.body()).isEqualTo(SHOWN);
      assertThat(answer.header("Preference-Applied"))
          .isEqualTo("return=representation" + (applied.isEmpty() ? "" : ", " + applied));
      assertThat(dialect.database().value("select count(*) from hosts where id = 9"))
          .isEqualTo(rows);
    }
  }

  @Test
  void takesBackARegistrationThatWasOnlyTried() {
    try (Dialect dialect = Dialect.over(Fixture.SQL, Map.of("db_tx_end", "rollback"))) {
      String row = "{\"event_id\": 2, \"person\": \"p1\"}";

      assertThat(dialect.post("/attending", row).status()).isEqualTo(201);
      assertThat(dialect.post("/attending", row).status()).isEqualTo(201);
      assertThat(dialect.post("/attending", "{\"event_id\": 1, \"person\": \"p1\"}").status())
          .isEqualTo(200);
      assertThat(dialect.database().value("select count(*) from attending where event_id = 2"))
          .isEqualTo("0");
    }
  }

  @Test
  void findsWhatACommitWouldHaveFoundBeforeItRollsBack() {
    try (Dialect dialect = Dialect.over(Fixture.SQL, Map.of("db_tx_end", "rollback"))) {
      dialect
          .database()
          .execute(
              "alter table public.talks alter constraint talks_event_id_fkey"
                  + " deferrable initially deferred");
      Answer answer = dialect.post("/talks", "{\"id\": 9, \"event_id\": 99}");

      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.body()).contains("23503");
    }
  }

  @Test
  void callsTheFunctionBeforeEveryRequestAsTheCaller() {
    String function =
        """
        create schema hidden;
        grant usage on schema hidden to anon, service_role;
        create function hidden.before() returns void language plpgsql as $$
          begin
            if current_user = 'anon' and current_setting('request.path') like '%/talks' then
              raise exception using errcode = 'PT429', message = 'too often';
            end if;
            perform set_config('response.headers',
              json_build_array(json_build_object('X-Seen', current_user))::text, true);
          end $$;
        """;
    try (Dialect dialect =
        Dialect.over(Fixture.SQL + function, Map.of("db_pre_request", "hidden.before"))) {
      Answer read = dialect.get("/hosts?select=id&limit=1", "as", "anon");
      Answer written = dialect.post("/hosts", HOST);
      Answer refused = dialect.get("/talks", "as", "anon");

      assertThat(read.status()).as(read.body()).isEqualTo(200);
      assertThat(read.body()).isEqualTo("[{\"id\":1}]");
      assertThat(read.header("X-Seen")).isEqualTo("anon");
      assertThat(written.status()).isEqualTo(201);
      assertThat(written.header("X-Seen")).isEqualTo("service_role");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.body()).contains("too often");
    }
  }

  @Test
  void exposesTheSchemasThatTheDatabaseNames() {
    try (Dialect dialect =
        Dialect.over(
            Fixture.SQL,
            Map.of("db_schemas", "other, public", "db_extra_search_path", "pg_catalog"))) {
      assertThat(dialect.get("/notes").body()).isEqualTo("[{\"id\":1,\"note\":\"elsewhere\"}]");
      assertThat(dialect.get("/notes").header("Content-Profile")).isEqualTo("other");
      assertThat(dialect.get("/rpc/asked", "Accept-Profile", "public").body())
          .contains("\"search_path\" : \"\\\"public\\\", \\\"pg_catalog\\\"\"");
      assertThat(dialect.get("/rpc/asked", "Accept-Profile", "auth").body())
          .contains("PGRST106", "Only the following schemas are exposed: other, public");
    }
  }

  @Test
  void keepsDetailsAndHintsToItselfWhereItShouldBeBrief() {
    try (Dialect dialect = Dialect.over(Fixture.SQL, Map.of("client_error_verbosity", "minimal"))) {
      String raised = "{\"state\": \"P0001\", \"message\": \"No\", \"detail\": \"Since when\"}";
      assertThat(dialect.get("/events?select=tittle").body())
          .isEqualTo("{\"code\":\"42703\",\"message\":\"column events.tittle does not exist\"}");
      assertThat(dialect.post("/rpc/fail", raised).body())
          .isEqualTo("{\"code\":\"P0001\",\"message\":\"No\"}");
      assertThat(dialect.get("/hosts?select=id&order=id").rows())
          .isEqualTo("[{\"id\":1},{\"id\":2}]");
    }
  }

  @Test
  void tellsTheOperatorOfASettingThatCannotBeRead() {
    try (Dialect dialect =
        Dialect.over(Fixture.SQL, Map.of("db_tx_end", "maybe", "db_max_rows", "1"))) {
      assertThat(dialect.get("/events?select=id&order=id").rows()).isEqualTo("[{\"id\":1}]");
      assertThat(dialect.observed())
          .filteredOn(Observation.DatabaseSettingUnusable.class::isInstance)
          .containsExactly(
              new Observation.DatabaseSettingUnusable(
                  "pgrst.db_tx_end",
                  "commit, commit-allow-override, rollback or rollback-allow-override"));
    }
  }

  @Test
  void appliesTheSettingsOfAFunctionThatAreHoisted() {
    String function =
        """
        create function public.limits() returns text language sql stable
          set statement_timeout = '4s' set lock_timeout = '2s'
          as $$ select current_setting('lock_timeout') || current_setting('statement_timeout') $$;
        create function public.before_call() returns void language sql as $$
          select set_config('response.headers', json_build_array(json_build_object(
            'X-Limits', current_setting('lock_timeout') || current_setting('statement_timeout')
          ))::text, true) $$;
        """;
    try (Dialect dialect =
        Dialect.over(
            Fixture.SQL + function,
            Map.of("db_pre_request", "before_call", "db_hoisted_tx_settings", "LOCK_TIMEOUT"))) {
      assertThat(dialect.get("/rpc/limits", "as", "anon").header("X-Limits")).isEqualTo("2s3s");
    }
  }

  @Test
  void takesWhatIsForbiddenToTheRoleWithoutSignInAsAnInvitationToSignIn() {
    try (Dialect dialect = Dialect.over(Fixture.SQL, Map.of("db_anon_role", "authenticated"))) {
      assertThat(dialect.get("/loose", "as", "authenticated").status()).isEqualTo(401);
      assertThat(dialect.get("/loose", "as", "anon").status()).isEqualTo(403);
    }
  }

  @Test
  void sendsTheHeaderBackByWhichRequestsAreTraced() {
    try (Dialect dialect = Dialect.over(Fixture.SQL, Map.of("server_trace_header", "X-Trace-Id"))) {
      assertThat(dialect.get("/hosts", "X-Trace-Id", "t-1").header("X-Trace-Id")).isEqualTo("t-1");
      assertThat(dialect.get("/nowhere", "X-Trace-Id", "t-2").header("X-Trace-Id"))
          .isEqualTo("t-2");
      assertThat(dialect.get("/hosts").header("X-Trace-Id")).isEmpty();
    }
  }

  @Test
  void callsAnEmbedByItsOwnNameAloneWhereTheInstallationSaysSo() {
    try (Dialect dialect =
        Dialect.over(Fixture.SQL, Map.of("url_use_legacy_target_names", "false"))) {
      Answer refused = dialect.get("/events?select=id,t:talks(id)&talks.id=eq.2");

      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("PGRST108", "'talks' is not an embedded resource");
      assertThat(dialect.get("/events?select=id,t:talks(id)&t.id=eq.2&id=eq.1").rows())
          .isEqualTo("[{\"id\":1,\"t\":[{\"id\":2}]}]");
    }
  }

  @Test
  void tellsOperatorsOfAPathAndAnAddressThatCannotBeRead() {
    try (Dialect dialect =
        Dialect.over(
            Fixture.SQL,
            Map.of("jwt_role_claim_key", "role", "openapi_server_proxy_uri", "ftp://x"))) {
      assertThat(dialect.get("/hosts").status()).isEqualTo(200);
      assertThat(dialect.observed())
          .filteredOn(Observation.DatabaseSettingUnusable.class::isInstance)
          .containsExactlyInAnyOrder(
              new Observation.DatabaseSettingUnusable(
                  "pgrst.jwt_role_claim_key", "a path such as $.app_metadata.role"),
              new Observation.DatabaseSettingUnusable(
                  "pgrst.openapi_server_proxy_uri",
                  "an address that begins with http:// or https://"));
    }
  }

  @Test
  void asksAFunctionForWhatTheLoginRoleDoesNotSet() {
    String function =
        """
        create schema hidden;
        create function hidden.configure() returns void language sql as $$
          select
            set_config('pgrst.db_max_rows', '1', true),
            set_config('pgrst.db_schemas', 'other', true),
            set_config('pgrst.client_error_verbosity', 'minimal', false) $$;
        """;
    try (Dialect dialect =
        Dialect.over(
            Fixture.SQL + function,
            Map.of("db_pre_config", "hidden.configure", "db_schemas", "public"))) {
      assertThat(dialect.get("/events?select=id&order=id").rows()).isEqualTo("[{\"id\":1}]");
      assertThat(dialect.get("/events?select=tittle").body())
          .isEqualTo("{\"code\":\"42703\",\"message\":\"column events.tittle does not exist\"}");
    }
  }

  @Test
  void doesWithoutAFunctionOfSettingsThatFails() {
    String function =
        """
        create function public.configure() returns void language plpgsql as $$ begin
          perform set_config('pgrst.db_max_rows', '1', true);
          create table public.made (a int);
        end $$;
        """;
    try (Dialect dialect =
        Dialect.over(Fixture.SQL + function, Map.of("db_pre_config", "configure"))) {
      assertThat(dialect.get("/events?select=id&order=id&limit=2").rows())
          .isEqualTo("[{\"id\":1},{\"id\":2}]");
      assertThat(dialect.observed())
          .filteredOn(Observation.DatabaseSettingUnusable.class::isInstance)
          .singleElement()
          .extracting(Object::toString)
          .asString()
          .contains(
              "pgrst.db_pre_config", "cannot execute CREATE TABLE in a read-only transaction");
    }
  }

  @Test
  void showsFunctionsTheSettingsOfTheApplication() {
    String application =
        """
        create function public.application() returns text language sql stable as $$
          select concat_ws(', ',
            current_setting('app.settings.one', true), current_setting('app.settings.two', true)) $$;
        do $$ begin
          execute format('alter database %I set app.settings.one = of_the_database',
            current_database());
          execute format('alter database %I set app.settings.two = of_the_database',
            current_database());
          execute format('alter role authenticator in database %I set app.settings.one = of_login',
            current_database());
        end $$;
        """;
    try (Dialect dialect = Dialect.over(Fixture.SQL + application)) {
      assertThat(dialect.get("/rpc/application", "as", "anon").body())
          .isEqualTo("\"of_login, of_the_database\"");
    }
  }
}
