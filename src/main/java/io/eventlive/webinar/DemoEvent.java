package io.eventlive.webinar;

import io.eventlive.database.ConnectionSource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What `--demo` shows: an agency with two clients, three webinars (live now, starting in three
/// minutes, over), a host and twenty attendees, and something said in each room.
///
/// Seeding may be repeated. What is there stays, with everything that visitors did to it; only the
/// times move to the present.
public final class DemoEvent {
  /// Everybody in the demonstration has this password.
  public static final String PASSWORD = "eventlive-demo";

  public static final String HOST_ADDRESS = "host@example.com";

  static final int ATTENDEES = 20;

  private static final UUID AGENCY = id("agency");
  private static final UUID COSMETICS = id("client one");
  private static final UUID DEVICES = id("client two");

  private static final String INSERT_PERSON =
      """
      insert into auth.users (
        instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
        confirmation_token, recovery_token, email_change_token_new, email_change,
        raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
      values (
        '00000000-0000-0000-0000-000000000000', ?, 'authenticated', 'authenticated', ?, ?, ?,
        '', '', '', '',
        '{"provider": "email", "providers": ["email"], "email_verified_by": "administrator"}',
        jsonb_build_object('display_name', ?::text), ?, ?)
      """;

  private static final String INSERT_IDENTITY =
      """
      insert into auth.identities (
        provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
      select
        id::text,
        id,
        jsonb_build_object('sub', id::text, 'email', email, 'email_verified', true),
        'email',
        created_at,
        created_at,
        created_at
      from auth.users
      where id = ?
      """;

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

  /// Somebody who can sign in with [#PASSWORD].
  private record Person(UUID id, String address, String name) {}

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

  private void seed(Connection connection) throws SQLException {
    Instant now = clock.instant();
    Person host = new Person(id("host"), HOST_ADDRESS, "Host");
    keepPeople(connection, host, now);
    update(connection, KEEP_ORGANISATION, AGENCY, COSMETICS, AGENCY, DEVICES, AGENCY);
    update(connection, KEEP_HOST, AGENCY, host.id());
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
        talk(connection, show, host, start.isBefore(now) ? start : now.minusSeconds(600));
      }
    }
  }

  /// People who are not there yet. They share one hash: hashing is meant to be slow. Where a
  /// visitor has one of their addresses already, that one of them stays away.
  private void keepPeople(Connection connection, Person host, Instant now) throws SQLException {
    String hash = "";
    for (int number = 0; number <= ATTENDEES; number++) {
      Person person = number == 0 ? host : attendee(number);
      if (isTrue(
          connection,
          "select not exists (select from auth.users where id = ? or email = ?)",
          person.id(),
          person.address())) {
        hash = hash.isEmpty() ? passwordHash.apply(PASSWORD) : hash;
        update(
            connection,
            INSERT_PERSON,
            person.id(),
            person.address(),
            hash,
            now,
            person.name(),
            now,
            now);
        update(connection, INSERT_IDENTITY, person.id());
      }
    }
  }

  private static boolean isSilent(Connection connection, Show show) throws SQLException {
    return isTrue(connection, IS_SILENT, show.id(), show.id());
  }

  private static void talk(Connection connection, Show show, Person host, Instant from)
      throws SQLException {
    UUID room = show.id();
    say(connection, room, host, "Welcome! Questions go to the other tab.", from);
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

  private static Person attendee(int number) {
    return new Person(
        id("attendee " + number), "attendee" + number + "@example.com", "Attendee " + number);
  }

  /// The same id at every start.
  private static UUID id(String what) {
    return UUID.nameUUIDFromBytes(("eventlive demo " + what).getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isTrue(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  private static void update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, values)) {
      statement.executeUpdate();
    }
  }

  private static PreparedStatement prepared(
      Connection connection, String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      statement.setObject(i + 1, value instanceof Instant at ? Timestamp.from(at) : value);
    }
    return statement;
  }
}
