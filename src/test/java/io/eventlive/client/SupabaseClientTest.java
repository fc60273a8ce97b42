package io.eventlive.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.client.NodeProject.Finished;
import io.eventlive.testing.SupabaseFixture;
import io.eventlive.testing.TestDatabase;
import io.eventlive.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Runs `src/test/js/client.test.mjs` and `email.test.mjs` against a whole server, and
/// `supabase.test.mjs` against one on a database that Supabase left: `@supabase/supabase-js` as
/// published, the newest and the one of the incident.
final class SupabaseClientTest {
  private static final Duration INSTALLING = Duration.ofMinutes(5);
  private static final Duration RUNNING = Duration.ofMinutes(3);

  @Test
  void anUnmodifiedClientFindsEverythingWhereItLooks() throws IOException, InterruptedException {
    NodeProject project =
        NodeProject.installed(Path.of("src/test/js"), Path.of("target"), INSTALLING);

    try (TestServer server = TestServer.start()) {
      Finished finished =
          project.run(
              List.of("node", "--test", "--test-reporter=spec", "client.test.mjs"),
              Map.of(
                  "SUPABASE_URL", server.url(),
                  "ANON_KEY", server.keys().anonKey(),
                  "SERVICE_ROLE_KEY", server.keys().serviceRoleKey()),
              RUNNING);

      assertThat(finished.exitCode()).as(finished.output()).isZero();
      assertThat(passed(finished.output())).as(finished.output()).isGreaterThanOrEqualTo(60);
    }
  }

  @Test
  void mailsLeadTheirReadersIn() throws IOException, InterruptedException {
    NodeProject project =
        NodeProject.installed(Path.of("src/test/js"), Path.of("target"), INSTALLING);
    String site = "https://app.example.com";

    try (TestServer server =
        TestServer.start(
            Map.of(
                "EVENTLIVE_CONFIRM_WITHOUT_MAIL", "false",
                "EVENTLIVE_SITE_URL", site,
                "EVENTLIVE_ANSWER_STEP", "0s",
                "EVENTLIVE_MAIL_PAUSE", "0s"))) {
      Finished finished =
          project.run(
              List.of("node", "--test", "--test-reporter=spec", "email.test.mjs"),
              Map.of(
                  "SUPABASE_URL", server.url(),
                  "ANON_KEY", server.keys().anonKey(),
                  "SERVICE_ROLE_KEY", server.keys().serviceRoleKey(),
                  "OPERATOR_KEY", server.keys().operatorKey(),
                  "SITE_URL", site),
              RUNNING);

      assertThat(finished.exitCode()).as(finished.output()).isZero();
      assertThat(passed(finished.output())).as(finished.output()).isEqualTo(30);
    }
  }

  @Test
  void peopleFromSupabaseFindTheirWay() throws IOException, InterruptedException {
    NodeProject project =
        NodeProject.installed(Path.of("src/test/js"), Path.of("target"), INSTALLING);
    TestDatabase database = TestDatabase.likeSupabase();
    String secret = "a secret that a project brings along, 40 bytes";

    try (TestServer server =
        TestServer.serving(
            database, SupabaseFixture.url(database), Map.of("EVENTLIVE_JWT_SECRET", secret))) {
      Finished finished =
          project.run(
              List.of("node", "--test", "--test-reporter=spec", "supabase.test.mjs"),
              Map.of(
                  "SUPABASE_URL", server.url(),
                  "ANON_KEY", server.keys().anonKey(),
                  "SERVICE_ROLE_KEY", server.keys().serviceRoleKey(),
                  "JWT_SECRET", secret,
                  "PASSWORD", SupabaseFixture.PASSWORD),
              RUNNING);

      assertThat(finished.exitCode()).as(finished.output()).isZero();
      assertThat(passed(finished.output())).as(finished.output()).isEqualTo(18);
    }
  }

  /// An exit code alone would also be zero if the script had found nothing to test.
  private static int passed(String output) {
    return output
        .lines()
        .filter(line -> line.matches("\\S+ pass \\d+"))
        .map(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }
}
