package io.eventlive.rehearsal;

import static io.eventlive.testing.Eventually.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eventlive.rehearsal.Outcome.StepResult;
import io.eventlive.testing.SupabaseFixture;
import io.eventlive.testing.TestDatabase;
import io.eventlive.testing.TestServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A small old crowd against a whole server on the database that Supabase left.
final class RehearsalTest {
  private static final int ATTENDEES = 12;
  private static final TestServer SERVER = server();
  private static final ConcurrentLinkedQueue<Witness.Sighting> SEEN = new ConcurrentLinkedQueue<>();
  private static Outcome outcome = none();

  private static TestServer server() {
    TestDatabase database = TestDatabase.likeSupabase();
    return TestServer.serving(database, SupabaseFixture.url(database), Map.of());
  }

  private static Outcome none() {
    Percentiles nothing = new Percentiles(0, 0, 0, 0, 0);
    return new Outcome(
        plan(), 0, 0, 0, Duration.ZERO, 0, 0, nothing, nothing, List.of(), List.of(), List.of());
  }

  private static Plan plan() {
    return new Plan(
        ATTENDEES,
        Duration.ofSeconds(2),
        Shape.EVEN,
        Duration.ofSeconds(9),
        SupabaseJs.AT_THE_INCIDENT,
        OldPlatform.WEBINAR,
        0,
        new Plan.Habits(1, 0.5, 1),
        256,
        42);
  }

  private static Target target() {
    return new Target(
        URI.create(SERVER.url()), SERVER.keys().anonKey(), SERVER.keys().serviceRoleKey());
  }

  @BeforeAll
  static void rehearse() throws CannotRehearse {
    outcome =
        new Rehearsal(target(), Clock.systemUTC(), SEEN::add).run(plan(), _ -> {}, () -> false);
  }

  @AfterAll
  static void close() {
    SERVER.close();
  }

  private static StepResult step(String scene, String step) {
    return outcome.steps().stream()
        .filter(each -> each.scene().equals(scene) && each.step().equals(step))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everybodyJoinsWithoutAnError() {
    assertThat(outcome.steps())
        .filteredOn(step -> !isBackground(step))
        .allSatisfy(step -> assertThat(step.wrong()).isEmpty());
    assertThat(outcome.arrived()).isEqualTo(ATTENDEES);
    assertThat(outcome.joined()).isEqualTo(ATTENDEES);
    assertThat(outcome.failed()).isZero();
  }

  @Test
  void statisticsAreAtMostToldToComeLater() {
    assertThat(outcome.steps())
        .filteredOn(RehearsalTest::isBackground)
        .isNotEmpty()
        .allSatisfy(step -> assertThat(step.wrong().keySet()).isSubsetOf("503"));
  }

  /// What a server that is asked too much puts off before anything else.
  private static boolean isBackground(StepResult step) {
    return step.scene().startsWith("dashboard") || step.scene().startsWith("timer");
  }

  @Test
  void aJoinIsThe104CallsOfTheManifest() {
    long calls =
        outcome.steps().stream()
            .filter(step ->
                Set.of("landing", "sign in", "live page", "live page opens").contains(step.scene()))
            .mapToLong(step -> step.took().count())
            .sum();

    assertThat(calls).isEqualTo(ATTENDEES * 104L);
  }

  @Test
  void asksForThePeopleWhomTheMessagesNamed() {
    String asked =
        SEEN.stream()
            .filter(each -> each.scene().equals("live page opens"))
            .filter(each -> each.call().chain().equals("chat1.messages"))
            .filter(each -> each.call().target().equals("profiles"))
            .map(each -> each.call().parameter("id"))
            .findFirst()
            .orElseThrow();

    assertThat(asked).matches("in\\.\\([0-9a-f-]{36}(,[0-9a-f-]{36}){9}\\)");
    assertThat(asked.replaceAll("in\\.\\(|\\)", "").split(",")).doesNotHaveDuplicates();
  }

  @Test
  void usesTheTokenThatTheSignInGave() {
    Set<String> tokens =
        SEEN.stream()
            .filter(each -> each.call().role().equals("authenticated"))
            .filter(each -> each.scene().equals("live page opens"))
            .map(Witness.Sighting::token)
            .collect(Collectors.toSet());

    assertThat(tokens).hasSize(ATTENDEES).allMatch(token -> token.startsWith("eyJ"));
  }

  @Test
  void everyMessageMakesEverybodyLookItsSenderUpTwice() {
    long messages = step("chat message sent", "chat.send.create POST messages").took().count();
    long lookUps =
        step("chat message received", "chat.newMessage.profile GET profiles").took().count();

    assertThat(messages).isPositive();
    assertThat(lookUps).isBetween(messages * 2, messages * 2 * ATTENDEES);
  }

  @Test
  void theQuestionsArePolledByBothComponents() {
    assertThat(step("questions polling", "qa.poll GET questions").took().count()).isPositive();
    assertThat(step("questions opened", "qa1.questions GET questions").took().count())
        .isEqualTo(step("questions opened", "qa2.questions GET questions").took().count())
        .isPositive();
  }

  @Test
  void aDashboardAsksForEachParticipant() {
    long lists = step("dashboard list", "dash.messages GET messages").took().count();

    assertThat(lists).isPositive();
    assertThat(step("dashboard person", "dash.profile GET profiles").took().count()).isPositive();
  }

  @Test
  void whatWasSentIsInTheDatabase() {
    long messages = step("chat message sent", "chat.send.create POST messages").took().count();

    assertThat(
            Long.parseLong(
                Objects.requireNonNull(
                    SERVER
                        .database()
                        .value(
                            "select count(*) from public.messages where content like '%rehearsal'"))))
        .isEqualTo(messages);
  }

  @Test
  void tellsTheTwoPasswordHashesApart() {
    assertThat(outcome.steps())
        .filteredOn(StepResult::hashes)
        .extracting(step -> step.took().count())
        .containsExactly((long) ATTENDEES, (long) ATTENDEES);
  }

  @Test
  void itsSecondsAddUp() {
    assertThat(outcome.seconds().stream().mapToInt(Outcome.Second::arrived).sum())
        .isEqualTo(ATTENDEES);
    assertThat(outcome.seconds().stream().mapToLong(Outcome.Second::answers).sum())
        .isEqualTo(outcome.answers());
  }

  @Test
  void refusesMoreThanThereArePeopleForIt() {
    awaitRefusal(
        900,
        "Webinar 100001 has 850 registered attendees with addresses that nobody owns"
            + " (example.com), and 900 are to arrive.");
  }

  /// A rehearsal sets passwords: it must not touch the account of a real person.
  @Test
  void leavesPeopleAloneWhoseAddressSomebodyMayOwn() {
    // Attendee 12 and all before take part; 13 is asked instead of the one who has a real address.
    SERVER
        .database()
        .execute(
            "update public.profiles set email = 'somebody@' || 'mail.invalid-not.kr'"
                + " where email = 'attendee-2@example.com'");
    try {
      awaitRefusal(
          850,
          "Webinar 100001 has 849 registered attendees with addresses that nobody owns"
              + " (example.com), and 850 are to arrive.");
    } finally {
      SERVER
          .database()
          .execute(
              "update public.profiles set email = 'attendee-2@example.com'"
                  + " where email like 'somebody@%'");
    }
  }

  @Test
  void saysWhereNobodyAnswers() {
    Target nowhere = new Target(URI.create("http://127.0.0.1:1"), "anon", "service");

    CannotRehearse refusal =
        catchThrowableOfType(
            CannotRehearse.class,
            () ->
                new Rehearsal(nowhere, Clock.systemUTC(), Witness.NONE)
                    .run(plan(), _ -> {}, () -> false));

    assertThat(refusal.unreachable()).isTrue();
  }

  /// The table is changed behind the server's back and without a change feed, so that for a second
  /// it may still say what was there before.
  private static void awaitRefusal(int attendees, String sentence) {
    Plan plan = Plan.of(attendees, Duration.ofSeconds(1), Shape.EVEN);
    within(
        Duration.ofSeconds(30),
        sentence,
        () ->
            catchThrowableOfType(CannotRehearse.class, () -> run(plan))
                .sentence()
                .equals(sentence));
  }

  private static Outcome run(Plan plan) throws CannotRehearse {
    return new Rehearsal(target(), Clock.systemUTC(), Witness.NONE).run(plan, _ -> {}, () -> false);
  }
}
