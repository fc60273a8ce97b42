import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The people and webinars that are measured with.
///
/// @param attendees ids of people; the first is registered for the first webinar
/// @param webinar has 200 questions
record Crowd(String client, String webinar, List<String> attendees) {
  private static final String ORGANISATION =
      """
      with agency as (insert into public.agencies (name) values ('Agency') returning id)
      insert into public.clients (agency_id, name) select id, 'Client' from agency returning id\
      """;

  private static final String WEBINAR =
      """
      insert into public.webinars (agency_id, client_id, title, state, access_policy, is_public)
      select agency_id, id, 'Webinar', 'live', 'auth', true
      from public.clients where id = cast(? as uuid)
      returning id\
      """;

  private static final String PEOPLE =
      """
      insert into auth.users (id, aud, role, created_at, updated_at, email)
      select gen_random_uuid(), 'authenticated', 'authenticated', now(), now(),
             'attendee-' || n || '@example.com'
      from generate_series(1, cast(? as integer)) as n
      returning id\
      """;

  private static final String QUESTIONS =
      """
      insert into public.questions (webinar_id, user_id, content, created_at)
      select cast(? as uuid), cast(? as uuid), 'Question ' || n, now() - n * interval '1 second'
      from generate_series(1, 200) as n
      returning id\
      """;

  private static final String REGISTRATION =
      """
      insert into public.registrations (webinar_id, user_id)
      values (cast(? as uuid), cast(? as uuid))
      returning user_id\
      """;

  static Crowd gather(Connection connection, int attendees) throws SQLException {
    String client = ids(connection, ORGANISATION).getFirst();
    String webinar = ids(connection, WEBINAR, client).getFirst();
    List<String> people = ids(connection, PEOPLE, "" + attendees);
    ids(connection, REGISTRATION, webinar, people.getFirst());
    ids(connection, QUESTIONS, webinar, people.getFirst());
    connection.createStatement().execute("vacuum analyze");
    return new Crowd(client, webinar, people);
  }

  /// One more webinar, for which nobody is registered.
  String anotherWebinar(Connection connection) throws SQLException {
    return ids(connection, WEBINAR, client).getFirst();
  }

  private static List<String> ids(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) statement.setString(i + 1, parameters[i]);
      List<String> ids = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) ids.add(rows.getString(1));
      }
      return ids;
    }
  }
}
