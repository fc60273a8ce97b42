package io.eventlive.testing;

import io.eventlive.database.TestCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// What [TestDatabase#likeSupabase] copies, and the login that an operator would make to serve it.
///
/// The scripts in `src/test/resources/io/eventlive/supabase` are the tests' own: roles and schemas
/// as Supabase's platform makes them, schema `auth` as Supabase Auth v2.197 leaves it, the old
/// webinar platform with its policies and triggers, and its rows.
public final class SupabaseFixture {
  /// What everybody in the fixture signs in with.
  public static final String PASSWORD = "correct horse battery";

  /// A login that may become `authenticator` and `supabase_auth_admin` and is nothing else.
  public static final String LOGIN = "eventlive_login";

  private static final List<String> SCRIPTS =
      List.of(
          "1_roles.sql",
          "2_auth.sql",
          "3_tables.sql",
          "4_activities.sql",
          "5_functions.sql",
          "6_policies.sql",
          "7_rows.sql");

  private SupabaseFixture() {}

  private static final class Holder {
    static final String LOGIN_PASSWORD = UUID.randomUUID().toString();
    static final String TEMPLATE = make();
  }

  static String template() {
    return Holder.TEMPLATE;
  }

  /// The libpq URL of [#LOGIN].
  public static String url(TestDatabase database) {
    return database.url(LOGIN, Holder.LOGIN_PASSWORD);
  }

  /// Gives a copy the settings that belong to a database by name and are not copied with it.
  static TestDatabase copy(TestDatabase copy) {
    copy.execute(
        "alter database %s set search_path = \"$user\", public, extensions".formatted(copy.name()));
    copy.execute(
        "alter role supabase_auth_admin in database %s set search_path = auth"
            .formatted(copy.name()));
    return copy;
  }

  private static String make() {
    TestDatabase template = TestDatabase.empty();
    for (String script : SCRIPTS) {
      template.execute("begin;\n" + text(script) + "\ncommit;");
    }
    template.execute("analyze");
    template.execute(
        """
        do $$
        begin
          if not exists (select from pg_roles where rolname = '%1$s') then
            create role %1$s login noinherit;
          end if;
        end
        $$;
        alter role %1$s password '%2$s';
        grant authenticator, supabase_auth_admin to %1$s;
        """
            .formatted(LOGIN, Holder.LOGIN_PASSWORD));
    if (System.getenv("EVENTLIVE_TEST_DATABASE") != null) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> TestCluster.ofThisRun().drop(template.name())));
    }
    return template.name();
  }

  private static String text(String script) {
    try (InputStream file =
        SupabaseFixture.class.getResourceAsStream("/io/eventlive/supabase/" + script)) {
      if (file == null) throw new IllegalStateException(script + " is not on the class path");
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(script + " cannot be read", e);
    }
  }
}
