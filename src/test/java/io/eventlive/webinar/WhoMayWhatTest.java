package io.eventlive.webinar;

import static io.eventlive.webinar.Stage.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import io.eventlive.database.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What each kind of caller may see and do, table by table. A cell of a read is the number of rows
/// seen in the caller's room and elsewhere; a cell of a write the number of rows written, or the
/// refusal.
final class WhoMayWhatTest {
  private static final Stage STAGE = new Stage();
  private static final Rooms ROOMS = new Rooms(STAGE);

  @AfterAll
  static void close() throws SQLException {
    STAGE.close();
  }

  private record Who(String name, Caller caller, String me) {}

  private static final List<Who> CALLERS =
      List.of(
          new Who("attendee", as(ROOMS.attendee), ROOMS.attendee.toString()),
          new Who("host", as(ROOMS.host), ROOMS.host.toString()),
          new Who("outsider", as(ROOMS.outsider), ROOMS.outsider.toString()),
          new Who("anon", Stage.ANON, ROOMS.outsider.toString()),
          new Who("service", Stage.SERVICE, ROOMS.outsider.toString()));

  @Test
  void seesOnlyWhatItsStandingAllows() throws SQLException {
    assertThat(matrix(READS))
        .isEqualTo(
            """
                                    attendee  host      outsider  anon      service
            profiles                3/4       3/4       3/4       0/0       3/4
            profile_addresses       1/0       1/0       0/1       0/0       3/4
            agencies                0/0       1/0       0/0       0/0       1/1
            clients                 0/0       1/0       0/0       0/0       1/1
            agency_members          0/0       0/0       0/0       0/0       1/1
            client_members          0/0       1/0       0/0       0/0       1/1
            webinars                1/0       2/0       0/0       0/0       2/1
            webinar_streams         1/0       1/0       0/0       0/0       1/1
            registrations           2/0       2/0       0/0       0/0       2/2
            registration_details    1/0       2/0       0/0       0/0       2/2
            attendances             1/0       2/0       0/0       0/0       2/2
            questions               1/0       2/0       0/0       0/0       2/2
            messages                1/0       2/0       0/0       0/0       2/2
            webinar_allowed_emails  0/0       1/0       0/0       0/0       1/1
            invitations             0/0       1/0       0/0       0/0       1/1
            invitation_uses         0/0       1/0       0/0       0/0       1/1
            expected_attendees      0/0       1/0       0/0       0/0       1/1
            arrivals                0/0       1/0       0/0       0/0       1/1
            """);
  }

  @Test
  void writesOnlyWhatItsStandingAllows() throws SQLException {
    assertThat(matrix(WRITES))
        .isEqualTo(
            """
                                                     attendee  host      outsider  anon      service
            profiles insert                          42501     42501     42501     42501     23503
            profiles update own                      1         1         1         42501     1
            profiles update other's                  0         0         0         42501     1
            profiles update id                       42501     42501     42501     42501     1
            profiles delete                          42501     42501     42501     42501     1
            profile_addresses update                 42501     42501     42501     42501     1
            agencies insert                          42501     42501     42501     42501     1
            agencies update                          42501     42501     42501     42501     2
            clients insert                           42501     42501     42501     42501     1
            clients update                           42501     42501     42501     42501     2
            agency_members insert                    42501     42501     42501     42501     1
            client_members insert                    42501     42501     42501     42501     1
            client_members update                    42501     42501     42501     42501     2
            webinars insert                          42501     1         42501     42501     1
            webinars insert elsewhere                42501     42501     42501     42501     1
            webinars update                          0         1         0         42501     1
            webinars update elsewhere                0         0         0         42501     1
            webinars move                            42501     42501     42501     42501     1
            webinars delete                          0         1         0         42501     1
            webinar_streams insert                   42501     1         42501     42501     1
            webinar_streams update                   0         1         0         42501     1
            registrations insert own                 1         1         1         42501     1
            registrations insert by invitation       42501     42501     42501     42501     1
            registrations insert other's             42501     42501     42501     42501     1
            registrations insert as host             42501     42501     42501     42501     1
            registrations insert role                42501     42501     42501     42501     1
            registrations update role                0         1         0         42501     1
            registrations update role elsewhere      0         0         0         42501     2
            registrations update key                 42501     42501     42501     42501     23505
            registrations delete attendee's          1         1         0         42501     1
            registrations delete other's             0         1         0         42501     1
            registration_details update attendee's   1         0         0         42501     1
            registration_details update other's      0         0         0         42501     1
            attendances insert                       42501     42501     42501     42501     23503
            attendances delete                       42501     42501     42501     42501     2
            questions insert own                     1         1         42501     42501     1
            questions insert other's                 42501     42501     42501     42501     1
            questions insert elsewhere               42501     42501     42501     42501     1
            questions insert status                  42501     42501     42501     42501     1
            questions update status                  0         2         0         42501     2
            questions update author                  42501     42501     42501     42501     2
            questions delete                         0         2         0         42501     2
            messages insert own                      1         1         42501     42501     1
            messages insert other's                  42501     42501     42501     42501     1
            messages insert elsewhere                42501     42501     42501     42501     1
            messages insert hidden                   42501     42501     42501     42501     1
            messages update hidden                   0         2         0         42501     2
            messages update content                  42501     42501     42501     42501     2
            messages delete                          0         2         0         42501     2
            webinar_allowed_emails insert            42501     1         42501     42501     1
            webinar_allowed_emails insert elsewhere  42501     42501     42501     42501     1
            webinar_allowed_emails delete            0         1         0         42501     1
            invitations insert                       42501     42501     42501     42501     1
            invitations revoke                       0         1         0         42501     1
            invitations change token                 42501     42501     42501     42501     1
            invitation_uses insert                   42501     42501     42501     42501     1
            expected_attendees insert                42501     1         42501     42501     1
            expected_attendees delete                0         1         0         42501     1
            arrivals insert                          42501     42501     42501     42501     1
            arrivals delete                          0         1         0         42501     1
            """);
  }

  @Test
  void guardsEveryTableEvenAgainstItsOwner() {
    assertThat(
            STAGE
                .database()
                .rows(
                    """
                    select oid::regclass from pg_class
                    where relnamespace in ('public'::regnamespace, 'auth'::regnamespace)
                      and relkind in ('r', 'p')
                      and not (relrowsecurity and relforcerowsecurity)
                    """))
        .isEmpty();
  }

  @Test
  void hidesSignInFromEveryRequest() {
    for (Who who : CALLERS) {
      for (String table : List.of("users", "identities", "sessions", "refresh_tokens")) {
        assertThat(STAGE.attempt(who.caller(), "select * from auth." + table).refusal())
            .as("%s reads auth.%s", who.name(), table)
            .isEqualTo("42501");
      }
    }
  }

  @Test
  void letsNobodyEmptyATable() {
    for (String table :
        STAGE.database().rows("select tablename from pg_tables where schemaname = 'public'")) {
      for (Who who : CALLERS.subList(0, 4)) {
        assertThat(STAGE.attempt(who.caller(), "truncate public." + table + " cascade").refusal())
            .as("%s truncates %s", who.name(), table)
            .isEqualTo("42501");
      }
    }
  }

  @Test
  void showsAPersonHisOwnHiddenQuestionsAndNobodyElses() {
    assertThat(
            STAGE
                .attempt(
                    as(ROOMS.attendee),
                    "select content from public.my_questions(?::uuid)",
                    ROOMS.webinar.toString())
                .rows())
        .containsExactly("mine, hidden");
    assertThat(
            STAGE
                .attempt(
                    as(ROOMS.other),
                    "select content from public.my_questions(?::uuid)",
                    ROOMS.webinar.toString())
                .rows())
        .containsExactly("shown");
  }

  @Test
  void saysTheSameOfAStandingInBothForms() {
    List<String> people = STAGE.database().rows("select id from public.profiles");
    for (String person : people) {
      assertThat(
              STAGE.attempt(
                  as(UUID.fromString(person)),
                  """
                  select webinar from unnest(array[%s]::uuid[]) as webinar
                  where eventlive.standing(webinar) is distinct from case
                    when webinar in (select eventlive.webinars_as('host')) then 'host'
                    when webinar in (select eventlive.webinars_as('attendee')) then 'attendee'
                    else 'none' end
                  """
                      .formatted(
                          String.join(
                              ",",
                              STAGE
                                  .database()
                                  .rows("select quote_literal(id) from public.webinars")))))
          .isEqualTo(new Stage.Answer(List.of(), ""));
    }
  }

  private record Try(String label, String sql) {}

  private static final List<Try> READS =
      Stream.of(
              read(
                  "profiles",
                  "id in ('%s', '%s', '%s')".formatted(ROOMS.attendee, ROOMS.host, ROOMS.other)),
              read(
                  "profile_addresses",
                  "user_id in ('%s', '%s', '%s')"
                      .formatted(ROOMS.attendee, ROOMS.host, ROOMS.other)),
              read("agencies", "id = (select agency_id from here)"),
              read("clients", "id = (select id from here)"),
              read("agency_members", "agency_id = (select agency_id from here)"),
              read("client_members", "client_id = (select id from here)"),
              read("webinars", "client_id = (select id from here)"),
              read("webinar_streams"),
              read("registrations"),
              read("registration_details"),
              read("attendances"),
              read("questions"),
              read("messages"),
              read("webinar_allowed_emails"),
              read("invitations"),
              read("invitation_uses", "user_id = '" + ROOMS.other + "'"),
              read("expected_attendees"),
              read("arrivals"))
          .toList();

  private static Try read(String table) {
    return read(table, "webinar_id in ('" + ROOMS.webinar + "', '" + ROOMS.empty + "')");
  }

  private static Try read(String table, String here) {
    String client =
        STAGE
            .database()
            .rows(
                "select agency_id from public.clients where id = ?::uuid", ROOMS.client.toString())
            .getFirst();
    return new Try(
        table,
        "with here as materialized (select '%s'::uuid as id, '%s'::uuid as agency_id)"
                .formatted(ROOMS.client, client)
            + " select count(*) filter (where "
            + here
            + ") || '/' || count(*) filter (where not "
            + here
            + ") from public."
            + table);
  }

  private static final List<Try> WRITES =
      """
      profiles insert: insert into profiles (id) values ({new})
      profiles update own: update profiles set nickname = 'x' where id = {me}
      profiles update other's: update profiles set nickname = 'x' where id = {other}
      profiles update id: update profiles set id = id where id = {me}
      profiles delete: delete from profiles where id = {me}
      profile_addresses update: update profile_addresses set email = 'x' where user_id = {me}
      agencies insert: insert into agencies (name) values ('x')
      agencies update: update agencies set name = 'x'
      clients insert: insert into clients (agency_id, name) select agency_id, 'x' from clients \
        limit 1
      clients update: update clients set name = 'x'
      agency_members insert: insert into agency_members select id, {me}, 'owner' from agencies \
        limit 1
      client_members insert: insert into client_members values ({client}, {me}, 'owner')
      client_members update: update client_members set role = 'owner'
      webinars insert: insert into webinars (client_id, title) values ({client}, 'x')
      webinars insert elsewhere: insert into webinars (client_id, title) values ({elsewhere}, \
        'x')
      webinars update: update webinars set title = 'x' where id = {webinar}
      webinars update elsewhere: update webinars set title = 'x' where id = {there}
      webinars move: update webinars set client_id = client_id where id = {webinar}
      webinars delete: delete from webinars where id = {empty}
      webinar_streams insert: insert into webinar_streams values ({empty}, 'x')
      webinar_streams update: update webinar_streams set youtube_url = 'x' where webinar_id = \
        {webinar}
      registrations insert own: insert into registrations (webinar_id, user_id) values \
        ({empty}, {me})
      registrations insert by invitation: insert into registrations (webinar_id, user_id) \
        values ({there}, {me})
      registrations insert other's: insert into registrations (webinar_id, user_id) values \
        ({empty}, {other})
      registrations insert as host: insert into registrations (webinar_id, user_id, role) \
        values ({empty}, {me}, 'host')
      registrations insert role: insert into registrations (webinar_id, user_id, role) values \
        ({empty}, {me}, 'attendee')
      registrations update role: update registrations set role = 'host' where webinar_id = \
        {webinar} and user_id = {attendee}
      registrations update role elsewhere: update registrations set role = 'host' where \
        webinar_id = {there}
      registrations update key: update registrations set user_id = {me} where webinar_id = \
        {webinar}
      registrations delete attendee's: delete from registrations where webinar_id = {webinar} \
        and user_id = {attendee}
      registrations delete other's: delete from registrations where webinar_id = {webinar} and \
        user_id = {other}
      registration_details update attendee's: update registration_details set \
        registration_data = '{}' where user_id = {attendee}
      registration_details update other's: update registration_details set registration_data = \
        '{}' where user_id = {other}
      attendances insert: insert into attendances (webinar_id, user_id) values ({webinar}, \
        {me}) on conflict do nothing
      attendances delete: delete from attendances where webinar_id = {webinar}
      questions insert own: insert into questions (webinar_id, user_id, content) values \
        ({webinar}, {me}, 'x')
      questions insert other's: insert into questions (webinar_id, user_id, content) values \
        ({webinar}, {other}, 'x')
      questions insert elsewhere: insert into questions (webinar_id, user_id, content) values \
        ({there}, {me}, 'x')
      questions insert status: insert into questions (webinar_id, user_id, content, status) \
        values ({webinar}, {me}, 'x', 'pinned')
      questions update status: update questions set status = 'answered', answer = 'y' where \
        webinar_id = {webinar}
      questions update author: update questions set user_id = {me} where webinar_id = \
        {webinar}
      questions delete: delete from questions where webinar_id = {webinar}
      messages insert own: insert into messages (webinar_id, user_id, content) values \
        ({webinar}, {me}, 'x')
      messages insert other's: insert into messages (webinar_id, user_id, content) values \
        ({webinar}, {other}, 'x')
      messages insert elsewhere: insert into messages (webinar_id, user_id, content) values \
        ({there}, {me}, 'x')
      messages insert hidden: insert into messages (webinar_id, user_id, content, hidden) \
        values ({webinar}, {me}, 'x', true)
      messages update hidden: update messages set hidden = true where webinar_id = {webinar}
      messages update content: update messages set content = 'x' where webinar_id = {webinar}
      messages delete: delete from messages where webinar_id = {webinar}
      webinar_allowed_emails insert: insert into webinar_allowed_emails (webinar_id, email) \
        values ({webinar}, 'x@example.com')
      webinar_allowed_emails insert elsewhere: insert into webinar_allowed_emails (webinar_id, \
        email) values ({there}, 'x@example.com')
      webinar_allowed_emails delete: delete from webinar_allowed_emails where webinar_id = \
        {webinar}
      invitations insert: insert into invitations (webinar_id, token_hash, expires_at) values \
        ({webinar}, sha256('x'), now())
      invitations revoke: update invitations set revoked_at = now() where webinar_id = \
        {webinar}
      invitations change token: update invitations set token_hash = sha256('x') where \
        webinar_id = {webinar}
      invitation_uses insert: insert into invitation_uses (invitation_id, user_id) select id, \
        {me} from invitations where webinar_id = {webinar}
      expected_attendees insert: insert into expected_attendees (webinar_id, name, email) \
        values ({webinar}, 'x', 'x@example.com')
      expected_attendees delete: delete from expected_attendees where webinar_id = {webinar}
      arrivals insert: insert into arrivals (webinar_id, user_id, expected_attendee_id) select \
        {webinar}, {me}, id from expected_attendees where webinar_id = {webinar}
      arrivals delete: delete from arrivals where webinar_id = {webinar}
      """
          .lines()
          .map(line -> new Try(line.split(": ", 2)[0], line.split(": ", 2)[1]))
          .toList();

  private static String matrix(List<Try> tries) throws SQLException {
    List<List<String>> lines = new ArrayList<>();
    lines.add(Stream.concat(Stream.of(""), CALLERS.stream().map(Who::name)).toList());
    try (Connection connection = STAGE.database().as(Role.AUTHENTICATOR)) {
      connection.setAutoCommit(false);
      for (Try one : tries) {
        List<String> line = new ArrayList<>(List.of(one.label()));
        for (Who who : CALLERS) {
          line.add(cell(connection, who, one));
        }
        lines.add(line);
      }
    }
    int widest = lines.stream().mapToInt(line -> line.getFirst().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder(padded(line.getFirst(), widest));
      line.subList(1, line.size()).forEach(cell -> row.append("  ").append(padded(cell, 8)));
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String cell(Connection connection, Who who, Try one) throws SQLException {
    boolean reads = one.sql().startsWith("with here");
    String sql =
        one.sql()
            .replace("{new}", "gen_random_uuid()")
            .replace("{me}", "'" + who.me() + "'")
            .replace("{other}", "'" + ROOMS.other + "'")
            .replace("{attendee}", "'" + ROOMS.attendee + "'")
            .replace("{client}", "'" + ROOMS.client + "'")
            .replace("{elsewhere}", "'" + ROOMS.elsewhere + "'")
            .replace("{webinar}", "'" + ROOMS.webinar + "'")
            .replace("{empty}", "'" + ROOMS.empty + "'")
            .replace("{there}", "'" + ROOMS.there + "'");
    Stage.Answer answer =
        Stage.rehearsed(connection, who.caller(), reads ? sql : sql + " returning true");
    if (!answer.refusal().isEmpty()) {
      return answer.refusal();
    }
    return reads ? answer.only() : Integer.toString(answer.rows().size());
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
