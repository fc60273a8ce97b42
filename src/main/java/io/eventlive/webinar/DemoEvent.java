package io.eventlive.webinar;

import static io.eventlive.webinar.DemoPeople.ATTENDEES;
import static io.eventlive.webinar.DemoPeople.HOST;
import static io.eventlive.webinar.DemoPeople.attendee;
import static io.eventlive.webinar.DemoPeople.id;
import static io.eventlive.webinar.SeedStatement.isTrue;
import static io.eventlive.webinar.SeedStatement.update;

import io.eventlive.database.ConnectionSource;
import io.eventlive.webinar.DemoPeople.Person;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/// What `--demo` shows: an agency with two clients, three webinars (live now, starting in three
/// minutes, over), its people ([DemoPeople]), and something said in each room.
///
/// Seeding may be repeated. What is there stays, with everything that visitors did to it; only the
/// times move to the present.
public final class DemoEvent {
  private static final UUID AGENCY = id("agency");
  private static final UUID COSMETICS = id("client one");
  private static final UUID DEVICES = id("client two");

  private static final String KEEP_ORGANISATION =
      """
      with agency as (
        insert into public.agencies (id, name) values (?, 'Demo Agency')
        on conflict (id) do nothing
      )
      insert into public.clients (id, agency_id, name, is_public)
      values (?, ?, 'Demo Cosmetics', true), (?, ?, 'Demo Devices', true)
      on conflict (id) do nothing
      """;

  private static final String KEEP_HOST =
      """
      insert into public.agency_members (agency_id, user_id, role)
      select ?, id, 'admin' from public.profiles where id = ?
      on conflict (agency_id, user_id) do nothing
      """;

  private static final String KEEP_WEBINAR =
      """
      insert into public.webinars as kept (
        id, client_id, slug, title, description, state, start_time, end_time, access_policy,
        is_public)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, true)
      on conflict (id) do update
      set state = excluded.state, start_time = excluded.start_time, end_time = excluded.end_time
      """;

  private static final String REGISTER =
      """
      insert into public.registrations (webinar_id, user_id, created_at)
      select ?, id, ? from public.profiles where id = ?
      on conflict (webinar_id, user_id) do nothing
      """;

  private static final String IS_SILENT =
      """
      select not exists (select from public.questions where webinar_id = ?)
        and not exists (select from public.messages where webinar_id = ?)
      """;

  private static final String ASK =
      """
      insert into public.questions (
        webinar_id, user_id, content, status, answer, answered_at, created_at)
      select ?, id, ?, ?, ?, ?, ? from public.profiles where id = ?
      """;

  private static final String SAY =
      """
      insert into public.messages (webinar_id, user_id, content, created_at)
      select ?, id, ?, ? from public.profiles where id = ?
      """;

  private final ConnectionSource owner;
  private final UnaryOperator<String> passwordHash;
  private final Clock clock;

  /// @param owner connections of the schema's owner
  /// @param passwordHash makes the hash by which sign-in recognises a password
  public DemoEvent(ConnectionSource owner, UnaryOperator<String> passwordHash, Clock clock) {
    this.owner = owner;
    this.passwordHash = passwordHash;
    this.clock = clock;
  }

  /// @param startsAfter from now; negative where it has started
  private record Show(
      UUID id,
      UUID client,
      String slug,
      String title,
      String description,
      String state,
      String accessPolicy,
      Duration startsAfter) {}

  private static final List<Show> SHOWS =
      List.of(
          new Show(
              id("webinar live"),
              COSMETICS,
              "demo-live",
              "Spring collection, live from the studio",
              "Live now. Come in as a guest or with an account.",
              "live",
              "guest_allowed",
              Duration.ofMinutes(-10)),
          new Show(
              id("webinar soon"),
              DEVICES,
              "demo-soon",
              "What is new in our devices",
              "Starts in three minutes. Open to everybody who is signed in.",
              "scheduled",
              "auth",
              Duration.ofMinutes(3)),
          new Show(
              id("webinar over"),
              DEVICES,
              "demo-over",
              "Repairing what we sell",
              "This one is over. Who took part can still read what was said.",
              "over",
              "auth",
              Duration.ofDays(-1)));

  /// Makes what is missing and moves the times to the present, in one transaction.
  public void seed() throws SQLException {
    try (Connection connection = owner.open()) {
      connection.setAutoCommit(false);
      seed(connection);
      connection.commit();
    }
  }

  /// For a server without a demonstration on a database that had one: its people, whose password
  /// everybody knows, may not sign in any more, until there is a demonstration again. What they
  /// hold of their last session runs out within the life of an access token.
  ///
  /// @return how many they are
  public static int lockOut(ConnectionSource owner) throws SQLException {
    try (Connection connection = owner.open()) {
      connection.setAutoCommit(false);
      int people = DemoPeople.lockOut(connection);
      connection.commit();
      return people;
    }
  }

  private void seed(Connection connection) throws SQLException {
    Instant now = clock.instant();
    DemoPeople.keep(connection, passwordHash, now);
    update(connection, KEEP_ORGANISATION, AGENCY, COSMETICS, AGENCY, DEVICES, AGENCY);
    update(connection, KEEP_HOST, AGENCY, HOST.id());
    for (Show show : SHOWS) {
      Instant start = now.plus(show.startsAfter());
      update(
          connection,
          KEEP_WEBINAR,
          show.id(),
          show.client(),
          show.slug(),
          show.title(),
          show.description(),
          show.state(),
          start,
          start.plus(Duration.ofHours(1)),
          show.accessPolicy());
      for (int number = 1; number <= ATTENDEES / 2; number++) {
        update(connection, REGISTER, show.id(), now, attendee(number).id());
      }
      if (isSilent(connection, show)) {
        talk(connection, show, start.isBefore(now) ? start : now.minusSeconds(600));
      }
    }
  }

  private static boolean isSilent(Connection connection, Show show) throws SQLException {
    return isTrue(connection, IS_SILENT, show.id(), show.id());
  }

  private static void talk(Connection connection, Show show, Instant from) throws SQLException {
    UUID room = show.id();
    say(connection, room, HOST, "Welcome! Questions go to the other tab.", from);
    say(connection, room, attendee(1), "Good afternoon from Seoul", from.plusSeconds(40));
    say(connection, room, attendee(2), "안녕하세요, 잘 들려요", from.plusSeconds(55));
    say(connection, room, attendee(3), "Sound and picture are fine here", from.plusSeconds(70));
    update(
        connection,
        ASK,
        room,
        "Will the slides be available afterwards?",
        "answered",
        "Yes, on this page, right after the event.",
        from.plusSeconds(200),
        from.plusSeconds(120),
        attendee(4).id());
    update(
        connection,
        ASK,
        room,
        "발표 자료는 어디에서 볼 수 있나요?",
        "published",
        null,
        null,
        from.plusSeconds(180),
        attendee(5).id());
  }

  private static void say(
      Connection connection, UUID room, Person author, String content, Instant at)
      throws SQLException {
    update(connection, SAY, room, content, at, author.id());
  }
}
