package io.eventlive.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.database.ScriptedDatabase;
import io.eventlive.database.TestCluster;
import io.eventlive.rehearsal.OldPlatform;
import io.eventlive.rehearsal.Outcome;
import io.eventlive.rehearsal.Outcome.Second;
import io.eventlive.rehearsal.Plan;
import io.eventlive.rehearsal.Rehearsal;
import io.eventlive.rehearsal.Shape;
import io.eventlive.rehearsal.SupabaseJs;
import io.eventlive.rehearsal.Target;
import io.eventlive.rehearsal.Witness.Sighting;
import io.eventlive.server.Configuration;
import io.eventlive.server.Server;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// PostgreSQL is killed and comes back while a small crowd joins and chats. What the server
/// acknowledged and showed meanwhile is held against the database afterwards.
final class RestartUnderCrowdTest {
  private static final int ATTENDEES = 10;
  private static final Plan PLAN =
      new Plan(
          ATTENDEES,
          Duration.ofSeconds(5),
          Shape.EVEN,
          Duration.ofSeconds(20),
          SupabaseJs.CURRENT,
          OldPlatform.WEBINAR,
          0,
          new Plan.Habits(2, 0.5, 0),
          256,
          42);

  /// After so many seconds, in the middle of the arrivals.
  private static final int KILLED_AFTER = 3;

  private static final Recorder RECORDER = new Recorder();
  private static @Nullable ScriptedDatabase database;
  private static @Nullable Server server;
  private static @Nullable Outcome outcome;

  // Not in initialisers: whoever calls back would wait for the class.
  @BeforeAll
  static void rehearse() throws Exception {
    ScriptedDatabase made = database();
    database = made;
    Server started = server(made);
    server = started;
    outcome = rehearsed(made, started);
    assertThat(RECORDER.sightings())
        .as("without an error the crowd did not notice that PostgreSQL was gone")
        .anyMatch(each -> each.status() == 503);
  }

  @AfterAll
  static void close() {
    if (server != null) server.close();
    if (database != null) database.close();
  }

  /// The superuser's URL of a database of the cluster.
  private static String url(ScriptedDatabase database, String name) {
    return database.administratorUrl().replaceFirst("/rehearsal(\\?|$)", "/" + name + "$1");
  }

  private static Connection connect(String name) throws SQLException {
    return TestCluster.connect(url(Objects.requireNonNull(database), name));
  }

  private static ScriptedDatabase database() throws Exception {
    return ScriptedDatabase.start(
        Files.createTempDirectory(TestCluster.scratch(), "crowd-").resolve("postgres"),
        TestCluster.binaries(),
        OldPlatform.scripts(),
        access -> OldPlatform.access(access.database(), access.login(), access.password()),
        _ -> {},
        new SecureRandom());
  }

  private static Server server(ScriptedDatabase database) throws Exception {
    try (Connection administrator = connect("postgres")) {
      administrator.createStatement().execute("create database pristine template rehearsal");
      administrator.createStatement().execute("checkpoint");
    }
    Path folder = Files.createTempDirectory(TestCluster.scratch(), "server-");
    return Server.start(
        Configuration.of(
            Map.of(
                "EVENTLIVE_PORT", "0",
                "EVENTLIVE_DATA", folder.resolve("data").toString(),
                "EVENTLIVE_DATABASE", database.url(),
                "EVENTLIVE_SCHEMA", "existing",
                "EVENTLIVE_TRUSTED_PROXIES", "127.0.0.1")),
        Clock.systemUTC(),
        new SecureRandom());
  }

  private static Outcome rehearsed(ScriptedDatabase database, Server server) throws Exception {
    Target target =
        new Target(
            URI.create(server.url()), server.keys().anonKey(), server.keys().serviceRoleKey());
    AtomicBoolean killed = new AtomicBoolean();
    return new Rehearsal(target, Clock.systemUTC(), RECORDER)
        .run(
            PLAN,
            progress -> {
              boolean due = progress.since().toSeconds() >= KILLED_AFTER;
              if (due && killed.compareAndSet(false, true)) {
                ProcessHandle.of(database.pid()).orElseThrow().destroyForcibly();
              }
            },
            () -> false);
  }

  @Test
  void everythingAcknowledgedIsStoredOnce() throws Exception {
    try (Connection now = connect("rehearsal")) {
      Recorder.Checked checked = RECORDER.unkept(now);

      assertThat(checked.faults()).isEmpty();
      assertThat(checked.rows()).isGreaterThan(ATTENDEES);
    }
  }

  @Test
  void nobodyWasShownWhatPostgresWouldNotShowThem() throws Exception {
    try (Connection before = connect("pristine");
        Connection now = connect("rehearsal")) {
      Recorder.Checked checked = RECORDER.wronglyShown(before, now);

      assertThat(checked.faults()).isEmpty();
      assertThat(checked.rows()).isGreaterThan(100);
    }
  }

  /// A password that was set holds: whoever was told so gets in with it, or is told to wait.
  @Test
  void noPasswordIsForgottenThatWasAcknowledged() {
    Set<String> refused =
        RECORDER.sightings().stream()
            .filter(each -> each.call().path().endsWith("/token"))
            .filter(each -> each.status() == 400)
            .map(each -> each.call() + " " + each.body())
            .collect(Collectors.toSet());

    assertThat(refused).isEmpty();
  }

  @Test
  void whatCouldNotBeDoneWasSaidToBeSoAndToBeTriedAgain() {
    List<Sighting> wrong =
        RECORDER.sightings().stream()
            .filter(each -> !each.call().right().contains(each.status()))
            .toList();

    assertThat(wrong).isNotEmpty();
    assertThat(
            wrong.stream()
                .filter(each -> each.status() != 503 || !each.retryAfter().matches("[1-9]\\d*"))
                .map(each ->
                    each.call()
                        + " "
                        + each.status()
                        + " after "
                        + Duration.ofNanos(each.ended() - each.begun()).toMillis()
                        + " ms: "
                        + each.retryAfter()
                        + " "
                        + each.body()))
        .isEmpty();
  }

  @Test
  void theLastSecondsAreAsIfNothingHadHappened() {
    List<Second> seconds = Objects.requireNonNull(outcome).seconds();
    List<Second> last = seconds.subList(seconds.size() - 6, seconds.size());

    assertThat(last).as("%s", seconds).allSatisfy(second -> assertThat(second.errors()).isZero());
    assertThat(last.stream().mapToInt(Second::answers).sum()).isPositive();
  }
}
