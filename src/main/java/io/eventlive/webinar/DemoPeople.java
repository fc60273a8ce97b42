package io.eventlive.webinar;

import static io.eventlive.webinar.SeedStatement.isTrue;
import static io.eventlive.webinar.SeedStatement.update;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The people of the demonstration: a host and twenty attendees, with a password that everybody
/// knows. So they may sign in only where a demonstration is asked for, and are banned elsewhere.
public final class DemoPeople {
  /// Everybody in the demonstration has this password.
  public static final String PASSWORD = "eventlive-demo";

  public static final String HOST_ADDRESS = "host@example.com";

  static final int ATTENDEES = 20;
  static final Person HOST = new Person(id("host"), HOST_ADDRESS, "Host");

  private static final List<Person> EVERYBODY =
      Stream.concat(
              Stream.of(HOST), IntStream.rangeClosed(1, ATTENDEES).mapToObj(DemoPeople::attendee))
          .toList();

  /// Their ids, as the text of an array.
  private static final String IDS =
      EVERYBODY.stream()
          .map(person -> person.id().toString())
          .collect(Collectors.joining(",", "{", "}"));

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

  private static final String LET_IN =
      """
      update auth.users set banned_until = null
      where id = any(cast(? as uuid[])) and banned_until is not null
      """;

  private static final String LOCK_OUT =
      """
      update auth.users set banned_until = now() + interval '100 years'
      where id = any(cast(? as uuid[]))
      """;

  private static final String END_SESSIONS =
      "delete from auth.sessions where user_id = any(cast(? as uuid[]))";

  private DemoPeople() {}

  /// Somebody who can sign in with [#PASSWORD].
  record Person(UUID id, String address, String name) {}

  static Person attendee(int number) {
    return new Person(
        id("attendee " + number), "attendee" + number + "@example.com", "Attendee " + number);
  }

  /// The same id at every start.
  static UUID id(String what) {
    return UUID.nameUUIDFromBytes(("eventlive demo " + what).getBytes(StandardCharsets.UTF_8));
  }

  /// Adds those who are not there yet, and lets everybody in. They share one hash: hashing is meant
  /// to be slow. Where a visitor has one of their addresses already, that one of them stays away.
  static void keep(Connection connection, UnaryOperator<String> passwordHash, Instant now)
      throws SQLException {
    String hash = "";
    for (Person person : EVERYBODY) {
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
    update(connection, LET_IN, IDS);
  }

  /// Bans those who are there and ends their sessions.
  ///
  /// @return how many they are
  static int lockOut(Connection connection) throws SQLException {
    int people = update(connection, LOCK_OUT, IDS);
    if (people > 0) update(connection, END_SESSIONS, IDS);
    return people;
  }
}
