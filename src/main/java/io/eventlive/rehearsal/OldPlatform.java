package io.eventlive.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The database of the old webinar platform on the evening of the incident, as SQL: roles and
/// schemas as Supabase's platform makes them, schema `auth` as Supabase Auth v2.197 leaves it, the
/// platform's tables with their policies and triggers, and 100,000 rows of made-up people.
///
/// Tests are served from it, and a rehearsal without an installation of its own plays in it.
public final class OldPlatform {
  /// What everybody in it signs in with.
  public static final String PASSWORD = "correct horse battery";

  /// The slug of the event that everybody is registered for.
  public static final String WEBINAR = "100001";

  /// How many people it has who could be registered.
  public static final int MOST_PEOPLE = 10_000;

  private static final List<String> SCRIPTS =
      List.of(
          "1_roles.sql",
          "2_auth.sql",
          "3_tables.sql",
          "4_activities.sql",
          "5_functions.sql",
          "6_policies.sql",
          "7_rows.sql");

  private OldPlatform() {}

  /// SQL for an empty database, in order, each for one transaction of a superuser.
  public static List<String> scripts() {
    return SCRIPTS.stream().map(OldPlatform::text).toList();
  }

  /// SQL for further people, who are in the database but not at the event, to be registered too.
  ///
  /// @param people how many are to be registered, of [#MOST_PEOPLE]
  public static String registering(int people) {
    if (people > MOST_PEOPLE) {
      throw new IllegalArgumentException(
          "The old platform has %d people, not %d".formatted(MOST_PEOPLE, people));
    }
    return """
    insert into public.registrations (webinar_id, user_id, role, registered_via, created_at)
    select md5('webinar 1')::uuid, md5('attendee ' || n)::uuid, 'attendee', 'registration_page',
      now() - interval '1 day' + n * interval '1 second'
    from generate_series(851, %1$d) as n
    on conflict do nothing;
    insert into public.event_survey_entries (
      campaign_id, agency_id, client_id, name, company, phone_norm, survey_no, code6,
      registration_data, created_at)
    select md5('campaign 1')::uuid, md5('agency 1')::uuid, md5('client 1')::uuid, 'Attendee ' || n,
      'Company ' || n %% 40, '0100000' || lpad(n::text, 5, '0'), n, lpad(n::text, 6, '0'),
      jsonb_build_object('name', 'Attendee ' || n, 'email', format('attendee-%%s@example.com', n)),
      now() - interval '1 day' + n * interval '1 second'
    from generate_series(851, %1$d) as n;
    """
        .formatted(people);
  }

  /// SQL that gives a login what a server needs of this database, and the database the search paths
  /// that Supabase's has.
  public static String access(String database, String login, String password) {
    return """
    create role %2$s login noinherit password '%3$s';
    grant authenticator, supabase_auth_admin to %2$s;
    alter database %1$s set search_path = "$user", public, extensions;
    alter role supabase_auth_admin in database %1$s set search_path = auth;
    """
        .formatted(database, login, password);
  }

  private static String text(String script) {
    try (InputStream file = OldPlatform.class.getResourceAsStream("platform/" + script)) {
      if (file == null) throw new IllegalStateException(script + " is not on the class path");
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(script + " cannot be read", e);
    }
  }
}
