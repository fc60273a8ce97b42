package io.eventlive.testing;

import io.eventlive.database.TestCluster;
import io.eventlive.rehearsal.OldPlatform;
import java.util.UUID;

/// What [TestDatabase#likeSupabase] copies, and the login that an operator would make to serve it.
///
/// The scripts are those of [OldPlatform], which rehearsals play in too.
public final class SupabaseFixture {
  /// What everybody in the fixture signs in with.
  public static final String PASSWORD = OldPlatform.PASSWORD;

  /// A login that may become `authenticator` and `supabase_auth_admin` and is nothing else.
  public static final String LOGIN = "eventlive_login";

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
    for (String script : OldPlatform.scripts()) {
      template.execute("begin;\n" + script + "\ncommit;");
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
}
