package io.eventlive.supabase;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestDatabase;
import io.eventlive.testing.TestServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `--manage-publication` on a database that Supabase left.
final class ManagedPublicationTest {
  private static final String TRIGGERS =
      "select count(*) from pg_event_trigger where evtname in ('eventlive_ddl', 'eventlive_drop')";

  private static String epoch(TestServer server) {
    return server
        .get("/metrics", server.keys().operatorKey())
        .body()
        .lines()
        .filter(line -> line.startsWith("eventlive_feed_epoch "))
        .findFirst()
        .orElse("");
  }

  @Test
  void publishesWhatIsFitAndLetsTheSchemasChangesBeTold() {
    TestDatabase database = TestDatabase.likeSupabase();
    database.execute("create table public.no_key (word text)");
    try (TestServer server =
        TestServer.serving(
            database,
            database.administratorUrl(),
            Map.of("EVENTLIVE_MANAGE_PUBLICATION", "true"))) {
      Eventually.within(
          Duration.ofSeconds(30),
          "the feed is followed",
          () -> epoch(server).equals("eventlive_feed_epoch 1.0"));
      assertThat(database.value(TRIGGERS)).isEqualTo("2");
      assertThat(
              database.rows(
                  "select tablename from pg_publication_tables where pubname = 'eventlive'"))
          .contains("webinars", "registrations", "questions", "profiles")
          .doesNotContain("no_key");
      // What is not fit is left alone, so that its owner's updates go on.
      database.execute("insert into no_key values ('a'); update no_key set word = 'b'");
    }
  }
}
