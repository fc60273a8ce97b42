package io.eventlive.webinar;

import static io.eventlive.webinar.Stage.ANON;
import static io.eventlive.webinar.Stage.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class JoinWebinarTest {
  private static final Stage STAGE = new Stage();
  private static final JsonMapper JSON = new JsonMapper();

  @AfterAll
  static void close() throws SQLException {
    STAGE.close();
  }

  @Test
  void bringsEverythingThatThePageNeeds() {
    UUID webinar = STAGE.webinar("auth");
    UUID asker = STAGE.person();
    UUID host = STAGE.person();
    STAGE.register(webinar, asker, "attendee");
    STAGE.register(webinar, host, "host");
    STAGE
        .database()
        .execute(
            """
            update public.registrations set nickname = 'Asker' where user_id = '%2$s';
            update public.profiles set display_name = 'Host' where id = '%3$s';
            insert into public.webinar_streams values ('%1$s', 'https://example.com/stream');
            insert into public.questions (webinar_id, user_id, content, status) values
              ('%1$s', '%2$s', 'first', 'answered'),
              ('%1$s', '%2$s', 'out of sight', 'hidden'),
              ('%1$s', '%2$s', 'second', 'published');
            insert into public.messages (webinar_id, user_id, content, hidden) values
              ('%1$s', '%3$s', 'welcome', false), ('%1$s', '%2$s', 'rude', true);
            """
                .formatted(webinar, asker, host));
    UUID me = STAGE.person();

    JsonNode joined = JSON.readTree(STAGE.join(as(me), webinar, "nickname", " Me ").only());

    assertThat(joined.propertyNames())
        .containsExactlyInAnyOrder(
            "webinar",
            "registration",
            "standing",
            "profile",
            "questions",
            "messages",
            "forms",
            "server_time");
    assertThat(joined.at("/webinar/id").asString()).isEqualTo(webinar.toString());
    assertThat(joined.at("/webinar/state").asString()).isEqualTo("live");
    assertThat(joined.at("/webinar/youtube_url").asString())
        .isEqualTo("https://example.com/stream");
    assertThat(joined.at("/webinar/client/name").asString()).isEqualTo("Client");
    assertThat(joined.at("/registration/user_id").asString()).isEqualTo(me.toString());
    assertThat(joined.at("/registration/role").asString()).isEqualTo("attendee");
    assertThat(joined.at("/registration/nickname").asString()).isEqualTo("Me");
    assertThat(joined.at("/standing").asString()).isEqualTo("attendee");
    assertThat(joined.at("/profile/id").asString()).isEqualTo(me.toString());
    assertThat(joined.at("/questions").findValuesAsString("content"))
        .containsExactly("second", "first");
    assertThat(joined.at("/questions/0/author_name").asString()).isEqualTo("Asker");
    assertThat(joined.at("/messages").findValuesAsString("content")).containsExactly("welcome");
    assertThat(joined.at("/messages/0/author_name").asString()).isEqualTo("Host");
    assertThat(joined.at("/forms").isEmpty()).isTrue();
  }

  @Test
  void mayBeRepeatedAndAnswersTheSame() {
    UUID webinar = STAGE.webinar("auth");
    UUID me = STAGE.person();

    JsonNode first = JSON.readTree(STAGE.join(as(me), webinar, "nickname", "Me").only());
    JsonNode again = JSON.readTree(STAGE.join(as(me), webinar).only());

    assertThat(again.at("/registration")).isEqualTo(first.at("/registration"));
    assertThat(registrations(webinar)).isEqualTo(1);
  }

  @Test
  void takesANewNicknameAlong() {
    UUID webinar = STAGE.webinar("auth");
    UUID me = STAGE.person();
    STAGE.join(as(me), webinar, "nickname", "Old");

    JsonNode again = JSON.readTree(STAGE.join(as(me), webinar, "nickname", "New").only());

    assertThat(again.at("/registration/nickname").asString()).isEqualTo("New");
  }

  @Test
  void refusesNicknamesThatCannotBeShown() {
    UUID webinar = STAGE.webinar("auth");
    UUID me = STAGE.person();

    assertThat(STAGE.join(as(me), webinar, "nickname", "x".repeat(41)).refusal())
        .isEqualTo("nickname_invalid");
    assertThat(STAGE.join(as(me), webinar, "nickname", "a\nb").refusal())
        .isEqualTo("nickname_invalid");
    assertThat(STAGE.join(as(me), webinar, "nickname", "x".repeat(40)).refusal()).isEmpty();
  }

  @Test
  void makesOneRegistrationOutOf200JoinsAtOnce() throws Exception {
    UUID webinar = STAGE.webinar("auth");
    UUID me = STAGE.person();
    STAGE
        .database()
        .execute(
            """
            create extension if not exists pgstattuple;
            alter table public.registrations set (autovacuum_enabled = false);
            alter table public.attendances set (autovacuum_enabled = false);
            """);
    long deadBefore = deadRows();

    List<Stage.Answer> answers =
        atOnce(200, connection -> Stage.attempt(connection, as(me), joinCall(webinar)));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.refusal()).isEmpty());
    assertThat(answers.stream().map(a -> JSON.readTree(a.only()).at("/registration")).distinct())
        .hasSize(1);
    assertThat(registrations(webinar)).isEqualTo(1);
    assertThat(deadRows()).isEqualTo(deadBefore);
  }

  @Test
  void leavesNoDeadRowsWhenRepeated() {
    UUID webinar = STAGE.webinar("auth");
    UUID me = STAGE.person();
    STAGE
        .database()
        .execute(
            """
            create extension if not exists pgstattuple;
            alter table public.registrations set (autovacuum_enabled = false);
            alter table public.attendances set (autovacuum_enabled = false);
            """);
    STAGE.join(as(me), webinar, "nickname", "Me");
    long deadBefore = deadRows();

    for (int i = 0; i < 50; i++) {
      STAGE.join(as(me), webinar, "nickname", "Me");
      STAGE.attempt(
          as(me),
          "insert into public.registrations (webinar_id, user_id) values (?::uuid, ?::uuid)"
              + " on conflict (webinar_id, user_id) do nothing",
          webinar.toString(),
          me.toString());
    }

    assertThat(deadRows()).isEqualTo(deadBefore);
  }

  @Test
  void fillsEverySeatAndNoneTwice() throws Exception {
    UUID webinar = STAGE.webinar("guest_allowed");
    STAGE
        .database()
        .execute("update public.webinars set max_participants = 20 where id = '" + webinar + "'");
    List<UUID> people = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      people.add(STAGE.guest());
    }
    List<Attempt> attempts = new ArrayList<>();
    for (UUID person : people) {
      attempts.add(connection -> Stage.attempt(connection, as(person), joinCall(webinar)));
      attempts.add(connection ->
          Stage.attempt(
              connection,
              as(person),
              "insert into public.registrations (webinar_id, user_id) values (?::uuid, ?::uuid)"
                  + " on conflict (webinar_id, user_id) do nothing",
              webinar.toString(),
              person.toString()));
    }

    List<Stage.Answer> answers = atOnce(attempts);

    assertThat(registrations(webinar)).isEqualTo(20);
    assertThat(answers.stream().map(Stage.Answer::refusal).distinct())
        .containsExactlyInAnyOrder("", "webinar_full");
    assertThat(answers.stream().filter(answer -> answer.refusal().isEmpty())).hasSize(40);
  }

  @Test
  void countsSeatsWithinOneStatementToo() {
    UUID webinar = STAGE.webinar("auth");
    STAGE
        .database()
        .execute("update public.webinars set max_participants = 2 where id = '" + webinar + "'");

    Stage.Answer three =
        STAGE.attempt(
            Stage.SERVICE,
            """
            insert into public.registrations (webinar_id, user_id)
            select ?::uuid, unnest(array[?::uuid, ?::uuid, ?::uuid])
            """,
            webinar.toString(),
            STAGE.person().toString(),
            STAGE.person().toString(),
            STAGE.person().toString());

    assertThat(three.refusal()).isEqualTo("webinar_full");
    assertThat(registrations(webinar)).isZero();
  }

  @Test
  void keepsASeatForWhoHasOne() {
    UUID webinar = STAGE.webinar("auth");
    UUID me = STAGE.person();
    STAGE.join(as(me), webinar);
    STAGE
        .database()
        .execute("update public.webinars set max_participants = 1 where id = '" + webinar + "'");

    assertThat(STAGE.join(as(me), webinar).refusal()).isEmpty();
    assertThat(STAGE.join(as(STAGE.person()), webinar).refusal()).isEqualTo("webinar_full");
  }

  @Test
  void letsHostsIntoAFullWebinarWithoutASeat() {
    UUID client = STAGE.client();
    UUID webinar = STAGE.webinar(client, "auth");
    STAGE
        .database()
        .execute("update public.webinars set max_participants = 1 where id = '" + webinar + "'");
    STAGE.join(as(STAGE.person()), webinar);
    UUID host = STAGE.person();
    STAGE.makeMember(client, host, "operator");

    JsonNode joined = JSON.readTree(STAGE.join(as(host), webinar).only());

    assertThat(joined.at("/standing").asString()).isEqualTo("host");
    assertThat(joined.at("/registration").isNull()).isTrue();
    assertThat(registrations(webinar)).isEqualTo(1);
  }

  @Test
  void recordsAttendanceOnceTheDoorsAreOpen() {
    UUID webinar = STAGE.webinar("auth");
    UUID me = STAGE.person();
    STAGE
        .database()
        .execute(
            """
            update public.webinars set state = 'scheduled', start_time = now() + interval '1 hour'
            where id = '%s'
            """
                .formatted(webinar));
    STAGE.join(as(me), webinar);
    assertThat(attendances(webinar)).isZero();

    STAGE
        .database()
        .execute(
            "update public.webinars set start_time = now() + interval '20 minutes' where id = '%s'"
                .formatted(webinar));
    STAGE.join(as(me), webinar);
    STAGE.join(as(me), webinar);

    assertThat(attendances(webinar)).isEqualTo(1);
  }

  @Test
  void refusesNewcomersWhenItIsOverAndLetsAttendeesReadOn() {
    UUID webinar = STAGE.webinar("auth");
    UUID attendee = STAGE.person();
    STAGE.join(as(attendee), webinar);
    STAGE
        .database()
        .execute(
            "update public.webinars set end_time = now() - interval '1 minute' where id = '%s'"
                .formatted(webinar));

    assertThat(STAGE.join(as(STAGE.person()), webinar).refusal()).isEqualTo("webinar_over");
    JsonNode read = JSON.readTree(STAGE.join(as(attendee), webinar).only());
    assertThat(read.at("/webinar/state").asString()).isEqualTo("over");
  }

  @Test
  void doesNotTellDraftsFromWebinarsThatDoNotExist() {
    UUID webinar = STAGE.webinar("guest_allowed");
    STAGE
        .database()
        .execute("update public.webinars set state = 'draft' where id = '" + webinar + "'");

    assertThat(STAGE.join(as(STAGE.person()), webinar).refusal()).isEqualTo("webinar_not_found");
    assertThat(STAGE.join(as(STAGE.person()), UUID.randomUUID()).refusal())
        .isEqualTo("webinar_not_found");
  }

  @Test
  void letsNobodyIntoWebinarsOfASuspendedClient() {
    UUID client = STAGE.client();
    UUID webinar = STAGE.webinar(client, "guest_allowed");
    STAGE
        .database()
        .execute("update public.clients set status = 'suspended' where id = '" + client + "'");

    assertThat(STAGE.join(as(STAGE.person()), webinar).refusal()).isEqualTo("webinar_not_found");
  }

  @Test
  void asksAnonToSignInFirst() {
    assertThat(STAGE.join(ANON, STAGE.webinar("guest_allowed")).refusal())
        .isEqualTo("sign_in_required");
  }

  private static String joinCall(UUID webinar) {
    return "select public.join_webinar('" + webinar + "')";
  }

  private static long registrations(UUID webinar) {
    return count("select count(*) from public.registrations where webinar_id = ?::uuid", webinar);
  }

  private static long attendances(UUID webinar) {
    return count("select count(*) from public.attendances where webinar_id = ?::uuid", webinar);
  }

  private static long count(String sql, UUID webinar) {
    return Long.parseLong(STAGE.database().rows(sql, webinar.toString()).getFirst());
  }

  private static long deadRows() {
    return Long.parseLong(
        STAGE
            .database()
            .rows(
                """
                select (select dead_tuple_count from pgstattuple('public.registrations'))
                  + (select dead_tuple_count from pgstattuple('public.attendances'))
                """)
            .getFirst());
  }

  private static List<Stage.Answer> atOnce(int times, Attempt attempt) throws Exception {
    return atOnce(Collections.nCopies(times, attempt));
  }

  /// Runs all attempts on 24 connections, none before every connection is there.
  private static List<Stage.Answer> atOnce(List<Attempt> attempts) throws Exception {
    CountDownLatch ready = new CountDownLatch(24);
    Queue<Attempt> waiting = new ConcurrentLinkedQueue<>(attempts);
    Queue<Stage.Answer> answers = new ConcurrentLinkedQueue<>();
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(24)) {
      for (int thread = 0; thread < 24; thread++) {
        running.add(
            threads.submit(() -> {
              try (Connection connection = STAGE.database().as(Role.AUTHENTICATOR)) {
                connection.setAutoCommit(false);
                ready.countDown();
                ready.await();
                for (Attempt next = waiting.poll(); next != null; next = waiting.poll()) {
                  answers.add(next.on(connection));
                }
              }
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    return List.copyOf(answers);
  }

  private interface Attempt {
    Stage.Answer on(Connection connection) throws SQLException;
  }
}
