package io.eventlive.webinar;

import static io.eventlive.webinar.Stage.ANON;
import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.auth.Passwords;
import io.eventlive.database.Role;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCrypt;

final class DemoEventTest {
  private final Stage stage = new Stage();
  private final AtomicInteger hashed = new AtomicInteger();

  @AfterEach
  void close() throws SQLException {
    stage.close();
  }

  @Test
  void showsThreeWebinarsToEverybody() throws SQLException {
    seed(Instant.now());

    assertThat(
            stage
                .attempt(
                    ANON,
                    """
                    select slug, eventlive.state_now(state, start_time, end_time, now()),
                      start_time between now() + interval '2 minutes' and now() + interval '3 minutes'
                    from webinars order by start_time
                    """)
                .rows())
        .containsExactly("demo-over|over|f", "demo-live|live|f", "demo-soon|scheduled|t");
  }

  @Test
  void givesItsPeopleAPasswordAndAnAddressThatCounts() throws SQLException {
    seed(Instant.now());

    List<String> hashes =
        stage
            .database()
            .rows("select encrypted_password from auth.users where email like '%@example.com'");
    assertThat(hashes).hasSize(1 + DemoPeople.ATTENDEES);
    assertThat(BCrypt.checkpw(DemoPeople.PASSWORD, hashes.getFirst())).isTrue();
    assertThat(
            stage
                .database()
                .value(
                    "select count(*)::text from auth.users"
                        + " where eventlive.verified_address(id) = email"))
        .isEqualTo(Integer.toString(1 + DemoPeople.ATTENDEES));
  }

  @Test
  void makesItsHostAHostOfEveryWebinar() throws SQLException {
    seed(Instant.now());
    String host =
        stage
            .database()
            .rows("select id from auth.users where email = 'host@example.com'")
            .getFirst();

    assertThat(
            stage
                .attempt(
                    Stage.as(UUID.fromString(host)),
                    "select distinct eventlive.standing(id) from webinars")
                .rows())
        .containsExactly("host");
  }

  @Test
  void movesTheTimesAndLeavesTheRestWhenRepeated() throws SQLException {
    seed(Instant.parse("2026-02-06T05:00:00Z"));
    stage.database().execute("delete from public.messages where content like 'Welcome%'");
    List<String> before = counts();

    seed(Instant.parse("2026-02-07T05:00:00Z"));

    assertThat(counts()).isEqualTo(before);
    assertThat(hashed).hasValue(1);
    assertThat(
            stage
                .database()
                .value(
                    "select (start_time at time zone 'UTC')::text from public.webinars"
                        + " where slug = 'demo-soon'"))
        .isEqualTo("2026-02-07 05:03:00");
  }

  @Test
  void leavesAVisitorWithOneOfItsAddressesWhatHeIs() throws SQLException {
    UUID visitor = stage.verified(DemoPeople.HOST_ADDRESS);

    seed(Instant.now());

    assertThat(
            stage
                .attempt(Stage.as(visitor), "select distinct eventlive.standing(id) from webinars")
                .rows())
        .containsExactly("none");
  }

  @Test
  void locksItsPeopleOutAndNobodyElse() throws SQLException {
    UUID visitor = stage.verified("visitor@example.com");
    seed(Instant.now());
    stage
        .database()
        .execute(
            """
            insert into auth.sessions (id, user_id, created_at, updated_at)
            select gen_random_uuid(), id, now(), now() from auth.users
            """);

    assertThat(DemoEvent.lockOut(stage.database().source(Role.EVENTLIVE_OWNER)))
        .isEqualTo(1 + DemoPeople.ATTENDEES);

    assertThat(welcome()).containsExactly(visitor.toString());
    assertThat(stage.database().rows("select user_id from auth.sessions"))
        .containsExactly(visitor.toString());
  }

  @Test
  void letsItsPeopleInAgainWhenThereIsADemonstrationAgain() throws SQLException {
    seed(Instant.now());
    DemoEvent.lockOut(stage.database().source(Role.EVENTLIVE_OWNER));

    seed(Instant.now());

    assertThat(welcome()).hasSize(1 + DemoPeople.ATTENDEES);
  }

  @Test
  void findsNobodyToLockOutWhereThereWasNoDemonstration() throws SQLException {
    assertThat(DemoEvent.lockOut(stage.database().source(Role.EVENTLIVE_OWNER))).isZero();
  }

  private List<String> welcome() {
    return stage
        .database()
        .rows("select id from auth.users where banned_until is null or banned_until < now()");
  }

  private List<String> counts() {
    return stage
        .database()
        .rows(
            """
            select (select count(*) from auth.users), (select count(*) from auth.identities),
              (select count(*) from public.webinars), (select count(*) from public.registrations),
              (select count(*) from public.questions), (select count(*) from public.messages)
            """);
  }

  private void seed(Instant now) throws SQLException {
    new DemoEvent(
            stage.database().source(Role.EVENTLIVE_OWNER),
            password -> {
              hashed.incrementAndGet();
              return Passwords.hashed(password, new SecureRandom());
            },
            Clock.fixed(now, ZoneOffset.UTC))
        .seed();
  }
}
