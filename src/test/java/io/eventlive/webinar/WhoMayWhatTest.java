package io.eventlive.webinar;

import static io.eventlive.webinar.Stage.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Caller;
import io.eventlive.database.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
  static void close() {
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
            """);
  }

  @Test
  void writesOnlyWhatItsStandingAllows() throws SQLException {
    assertThat(matrix(WRITES))
        .isEqualTo(
            """
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
        assertThat(
                STAGE.attempt(who.caller(), "truncate public." + table + " cascade").refusal())
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
              STAGE
                  .attempt(
                      as(java.util.UUID.fromString(person)),
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
              read("profiles", "id in ('%s', '%s', '%s')"
                  .formatted(ROOMS.attendee, ROOMS.host, ROOMS.other)),
              read("profile_addresses", "user_id in ('%s', '%s', '%s')"
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
            .rows("select agency_id from public.clients where id = ?::uuid", ROOMS.client.toString())
            .getFirst();
    return new Try(
        table,
        "with here as materialized (select '%s'::uuid as id, '%s'::uuid as agency_id)"
                .formatted(ROOMS.client, client)
            + " select count(*) filter (where " + here + ") || '/' || count(*) filter (where not "
            + here + ") from public." + table);
  }

  private static final List<Try> WRITES =
      List.of(
          new Try("profiles insert", "insert into profiles (id) values ({new})"),
          new Try("profiles update own", "update profiles set nickname = 'x' where id = {me}"),
          new Try("profiles update other's", "update profiles set nickname = 'x' where id = {other}"),
          new Try("profiles update id", "update profiles set id = id where id = {me}"),
          new Try("profiles delete", "delete from profiles where id = {me}"),
          new Try("profile_addresses update", "update profile_addresses set email = 'x' where user_id = {me}"),
          new Try("agencies insert", "insert into agencies (name) values ('x')"),
          new Try("agencies update", "update agencies set name = 'x'"),
          new Try("clients insert", "insert into clients (agency_id, name) select agency_id, 'x' from clients limit 1"),
          new Try("clients update", "update clients set name = 'x'"),
          new Try("agency_members insert", "insert into agency_members select id, {me}, 'owner' from agencies limit 1"),
          new Try("client_members insert", "insert into client_members values ({client}, {me}, 'owner')"),
          new Try("client_members update", "update client_members set role = 'owner'"),
          new Try("webinars insert", "insert into webinars (client_id, title) values ({client}, 'x')"),
          new Try("webinars insert elsewhere", "insert into webinars (client_id, title) select client_id, 'x' from webinars where id = {there}"),
          new Try("webinars update", "update webinars set title = 'x' where id = {webinar}"),
          new Try("webinars update elsewhere", "update webinars set title = 'x' where id = {there}"),
          new Try("webinars move", "update webinars set client_id = client_id where id = {webinar}"),
          new Try("webinars delete", "delete from webinars where id = {empty}"),
          new Try("webinar_streams insert", "insert into webinar_streams values ({empty}, 'x')"),
          new Try("webinar_streams update", "update webinar_streams set youtube_url = 'x' where webinar_id = {webinar}"),
          new Try("registrations insert own", "insert into registrations (webinar_id, user_id) values ({empty}, {me})"),
          new Try("registrations insert by invitation", "insert into registrations (webinar_id, user_id) values ({there}, {me})"),
          new Try("registrations insert other's", "insert into registrations (webinar_id, user_id) values ({empty}, {other})"),
          new Try("registrations insert as host", "insert into registrations (webinar_id, user_id, role) values ({empty}, {me}, 'host')"),
          new Try("registrations insert role", "insert into registrations (webinar_id, user_id, role) values ({empty}, {me}, 'attendee')"),
          new Try("registrations update role", "update registrations set role = 'host' where webinar_id = {webinar} and user_id = {attendee}"),
          new Try("registrations update role elsewhere", "update registrations set role = 'host' where webinar_id = {there}"),
          new Try("registrations update key", "update registrations set user_id = {me} where webinar_id = {webinar}"),
          new Try("registrations delete attendee's", "delete from registrations where webinar_id = {webinar} and user_id = {attendee}"),
          new Try("registrations delete other's", "delete from registrations where webinar_id = {webinar} and user_id = {other}"),
          new Try("registration_details update attendee's", "update registration_details set registration_data = '{}' where user_id = {attendee}"),
          new Try("registration_details update other's", "update registration_details set registration_data = '{}' where user_id = {other}"),
          new Try("attendances insert", "insert into attendances (webinar_id, user_id) values ({webinar}, {me}) on conflict do nothing"),
          new Try("attendances delete", "delete from attendances where webinar_id = {webinar}"),
          new Try("questions insert own", "insert into questions (webinar_id, user_id, content) values ({webinar}, {me}, 'x')"),
          new Try("questions insert other's", "insert into questions (webinar_id, user_id, content) values ({webinar}, {other}, 'x')"),
          new Try("questions insert elsewhere", "insert into questions (webinar_id, user_id, content) values ({there}, {me}, 'x')"),
          new Try("questions insert status", "insert into questions (webinar_id, user_id, content, status) values ({webinar}, {me}, 'x', 'pinned')"),
          new Try("questions update status", "update questions set status = 'answered', answer = 'y' where webinar_id = {webinar}"),
          new Try("questions update author", "update questions set user_id = {me} where webinar_id = {webinar}"),
          new Try("questions delete", "delete from questions where webinar_id = {webinar}"),
          new Try("messages insert own", "insert into messages (webinar_id, user_id, content) values ({webinar}, {me}, 'x')"),
          new Try("messages insert other's", "insert into messages (webinar_id, user_id, content) values ({webinar}, {other}, 'x')"),
          new Try("messages insert elsewhere", "insert into messages (webinar_id, user_id, content) values ({there}, {me}, 'x')"),
          new Try("messages insert hidden", "insert into messages (webinar_id, user_id, content, hidden) values ({webinar}, {me}, 'x', true)"),
          new Try("messages update hidden", "update messages set hidden = true where webinar_id = {webinar}"),
          new Try("messages update content", "update messages set content = 'x' where webinar_id = {webinar}"),
          new Try("messages delete", "delete from messages where webinar_id = {webinar}"),
          new Try("webinar_allowed_emails insert", "insert into webinar_allowed_emails (webinar_id, email) values ({webinar}, 'x@example.com')"),
          new Try("webinar_allowed_emails insert elsewhere", "insert into webinar_allowed_emails (webinar_id, email) values ({there}, 'x@example.com')"),
          new Try("webinar_allowed_emails delete", "delete from webinar_allowed_emails where webinar_id = {webinar}"),
          new Try("invitations insert", "insert into invitations (webinar_id, token_hash, expires_at) values ({webinar}, sha256('x'), now())"),
          new Try("invitations revoke", "update invitations set revoked_at = now() where webinar_id = {webinar}"),
          new Try("invitations change token", "update invitations set token_hash = sha256('x') where webinar_id = {webinar}"),
          new Try("invitation_uses insert", "insert into invitation_uses (invitation_id, user_id) select id, {me} from invitations where webinar_id = {webinar}"),
          new Try("expected_attendees insert", "insert into expected_attendees (webinar_id, name, email) values ({webinar}, 'x', 'x@example.com')"),
          new Try("expected_attendees delete", "delete from expected_attendees where webinar_id = {webinar}"),
          new Try("arrivals insert", "insert into arrivals (webinar_id, user_id, expected_attendee_id) select {webinar}, {me}, id from expected_attendees where webinar_id = {webinar}"),
          new Try("arrivals delete", "delete from arrivals where webinar_id = {webinar}"));

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
