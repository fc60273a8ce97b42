package io.eventlive.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.testing.Eventually;
import io.eventlive.testing.TestServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// `alter role … set statement_timeout` on a running server: from the catalogue, which notices it,
/// to the statement that is cancelled.
final class RoleTimeoutTest {
  private static final TestServer SERVER = TestServer.start();

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void cancelsWhatTakesLongerThanTheRoleMayTake() {
    SERVER
        .database()
        .execute(
            """
            create function public.time_allowed() returns text language sql stable
              as $$ select current_setting('statement_timeout') $$;
            create function public.nap() returns void language sql stable
              as $$ select pg_sleep(60) $$;
            grant execute on function public.time_allowed(), public.nap() to anon;
            """);
    Eventually.within(
        Duration.ofSeconds(20),
        "the new functions",
        () -> call("time_allowed").statusCode() == 200);
    assertThat(call("time_allowed").body()).isEqualTo("\"3s\"");

    SERVER
        .database()
        .execute(
            "alter role anon in database \"%s\" set statement_timeout = '170ms'"
                .formatted(SERVER.database().name()));
    Eventually.within(
        Duration.ofSeconds(20),
        "the new time",
        () -> call("time_allowed").body().equals("\"170ms\""));
    HttpResponse<String> cancelled = call("nap");

    assertThat(cancelled.statusCode()).isEqualTo(500);
    assertThat(cancelled.body()).contains("57014", "canceling statement due to statement timeout");
    assertThat(call("time_allowed").statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> call(String function) {
    return SERVER.post("/rest/v1/rpc/" + function, SERVER.keys().anonKey(), "{}");
  }
}
