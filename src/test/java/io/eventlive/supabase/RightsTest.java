package io.eventlive.supabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.database.TestCluster;
import io.eventlive.server.CannotStart;
import io.eventlive.server.Configuration;
import io.eventlive.server.Server;
import io.eventlive.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A login that lacks one right: the start ends with exit code 3 and the one sentence about it.
final class RightsTest {
  private static final String LOGIN = "eventlive_poor_" + ProcessHandle.current().pid();
  private static final TestDatabase DATABASE = database();

  private static TestDatabase database() {
    TestDatabase database = TestDatabase.likeSupabase();
    database.execute(
        """
        create role %1$s login noinherit password 'poor';
        grant anon, authenticated, service_role, supabase_auth_admin to %1$s;
        """
            .formatted(LOGIN));
    return database;
  }

  @AfterAll
  static void close() {
    DATABASE.execute("drop owned by %1$s; drop role %1$s".formatted(LOGIN));
    DATABASE.close();
  }

  private static Server start() throws IOException, CannotStart {
    Path folder = Files.createTempDirectory(TestCluster.scratch(), "rights-");
    Configuration configuration =
        Configuration.of(
            Map.of(
                "EVENTLIVE_PORT",
                "0",
                "EVENTLIVE_DATA",
                folder.resolve("data").toString(),
                "EVENTLIVE_DATABASE",
                DATABASE.url(LOGIN, "poor"),
                "EVENTLIVE_SCHEMA",
                "existing"));
    return Server.start(configuration, Clock.systemUTC(), new SecureRandom());
  }

  @Test
  void servesWhereNothingIsMissing() throws Exception {
    try (Server server = start()) {
      assertThat(server.url()).startsWith("http://127.0.0.1:");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          revoke anon from %s | grant anon to %s | The login of requests may not take role anon: GRANT anon to it.
          revoke authenticated from %s | grant authenticated to %s | The login of requests may not take role authenticated: GRANT authenticated to it.
          revoke service_role from %s | grant service_role to %s | The login of requests may not take role service_role: GRANT service_role to it.
          alter role %s bypassrls | alter role %s nobypassrls | Requests may not log in as a superuser or as a role that passes over row security: use a role such as authenticator.
          create table public.own (); alter table public.own owner to %s | drop table public.own | The login of requests owns tables, and row security does not bind a table's owner: use a role that owns nothing.
          revoke delete on auth.users from supabase_auth_admin | grant delete on auth.users to supabase_auth_admin | Sign-in may not read and write auth.users: GRANT SELECT, INSERT, UPDATE, DELETE on it.
          revoke insert on auth.identities from supabase_auth_admin | grant insert on auth.identities to supabase_auth_admin | Sign-in may not read and write auth.identities: GRANT SELECT, INSERT, UPDATE, DELETE on it.
          revoke update on auth.sessions from supabase_auth_admin | grant update on auth.sessions to supabase_auth_admin | Sign-in may not read and write auth.sessions: GRANT SELECT, INSERT, UPDATE, DELETE on it.
          revoke select on auth.refresh_tokens from supabase_auth_admin | grant select on auth.refresh_tokens to supabase_auth_admin | Sign-in may not read and write auth.refresh_tokens: GRANT SELECT, INSERT, UPDATE, DELETE on it.
          revoke insert on auth.mfa_amr_claims from supabase_auth_admin | grant insert on auth.mfa_amr_claims to supabase_auth_admin | Sign-in may not read and write auth.mfa_amr_claims: GRANT SELECT, INSERT, UPDATE, DELETE on it.
          revoke delete on auth.one_time_tokens from supabase_auth_admin | grant delete on auth.one_time_tokens to supabase_auth_admin | Sign-in may not read and write auth.one_time_tokens: GRANT SELECT, INSERT, UPDATE, DELETE on it.
          revoke delete on auth.flow_state from supabase_auth_admin | grant delete on auth.flow_state to supabase_auth_admin | Sign-in may not read and write auth.flow_state: GRANT SELECT, INSERT, UPDATE, DELETE on it.
          revoke usage on sequence auth.refresh_tokens_id_seq from supabase_auth_admin | grant usage on sequence auth.refresh_tokens_id_seq to supabase_auth_admin | Sign-in may not number refresh tokens: GRANT USAGE ON SEQUENCE auth.refresh_tokens_id_seq to it.
          alter table auth.users force row level security | alter table auth.users no force row level security | Row level security hides people from sign-in: make it the owner of the tables of schema auth, as Supabase has it, or give it a policy on each.
          alter table auth.users rename column is_anonymous to was_anonymous | alter table auth.users rename column was_anonymous to is_anonymous | Schema auth is older than sign-in needs: let Supabase Auth of May 2024 or newer bring it up to date.
          revoke usage on schema public from public | grant usage on schema public to public | The login of the catalogue's watcher may not use schema public: GRANT USAGE ON SCHEMA public to it.
          """)
  void saysWhichOneIsMissing(String take, String giveBack, String sentence) {
    DATABASE.execute(take.formatted(LOGIN));
    try {
      CannotStart refusal = catchThrowableOfType(CannotStart.class, () -> start().close());

      assertThat(refusal.exitCode().number()).isEqualTo(3);
      assertThat(refusal.sentence()).endsWith("gives too few rights. " + sentence);
    } finally {
      DATABASE.execute(giveBack.formatted(LOGIN));
    }
  }
}
