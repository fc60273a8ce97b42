package io.eventlive.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.client.NodeProject.Finished;
import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Runs `src/test/js/overload.test.mjs`: the published clients against a server with two
/// connections and slow statements.
final class OverloadedClientTest {
  private static final Duration INSTALLING = Duration.ofMinutes(5);
  private static final Duration RUNNING = Duration.ofMinutes(3);

  @Test
  void noApplicationSeesAnError() throws IOException, InterruptedException {
    NodeProject project =
        NodeProject.installed(Path.of("src/test/js"), Path.of("target"), INSTALLING);
    Map<String, String> few =
        Map.of("EVENTLIVE_REQUEST_CONNECTIONS", "2", "EVENTLIVE_REQUEST_WAIT", "60s");
    try (TestServer server = TestServer.start(few)) {
      server
          .database()
          .execute(
              """
              create function public.look(ms integer) returns integer language plpgsql stable
                as $$ begin perform pg_sleep(ms / 1000.0); return ms; end $$;
              grant execute on function public.look to anon;
              """);
      String anonymous = server.keys().anonKey();
      Eventually.within(
          Duration.ofSeconds(30),
          "the function is known",
          () -> server.get("/rest/v1/rpc/look?ms=0", anonymous).statusCode() == 200);

      Finished finished =
          project.run(
              List.of("node", "--test", "--test-reporter=spec", "overload.test.mjs"),
              Map.of("SUPABASE_URL", server.url(), "ANON_KEY", anonymous),
              RUNNING);

      assertThat(finished.exitCode()).as(finished.output()).isZero();
      assertThat(finished.output().lines().filter(line -> line.matches("\\S+ pass 2"))).hasSize(1);
    }
  }
}
