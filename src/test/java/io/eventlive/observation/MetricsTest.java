package io.eventlive.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.eventlive.observation.Observation.RequestAnswered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics();

  private static RequestAnswered answered(String method, String route, int status, String code) {
    return new RequestAnswered(
        "1",
        method,
        route,
        route,
        "",
        status,
        Optional.of(code).filter(text -> !text.isEmpty()),
        Optional.empty(),
        Duration.ofMillis(20),
        0,
        0,
        "",
        "",
        "");
  }

  private String page() {
    return new String(metrics.page("").bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void countsRequestsByRouteAndClassOfStatus() {
    metrics.observe(answered("GET", "/rest/v1/webinars", 200, ""));
    metrics.observe(answered("GET", "/rest/v1/webinars", 206, ""));
    metrics.observe(answered("GET", "/rest/v1/webinars", 400, "42703"));

    assertThat(page())
        .contains(
            "http_server_request_duration_seconds_count{http_request_method=\"GET\","
                + "http_response_status_class=\"2xx\",http_route=\"/rest/v1/webinars\"} 2",
            "http_server_request_duration_seconds_bucket{http_request_method=\"GET\","
                + "http_response_status_class=\"4xx\",http_route=\"/rest/v1/webinars\",le=\"0.025\"} 1",
            "eventlive_errors_total{code=\"42703\"} 1");
  }

  @Test
  void holdsNoMoreLabelsThanItsLimitsWhateverIsAsked() {
    for (int i = 0; i < 5_000; i++) {
      metrics.observe(answered("M" + i, "/route/" + i, 404, "code" + i));
    }

    String page = page();
    assertThat(
            page.lines()
                .filter(line -> line.startsWith("http_server_request_duration_seconds_count")))
        .hasSizeLessThanOrEqualTo(401);
    assertThat(page.lines().filter(line -> line.startsWith("eventlive_errors_total")))
        .hasSizeLessThanOrEqualTo(201);
    assertThat(page).contains("http_request_method=\"_OTHER\"", "http_route=\"_OTHER\"");
  }

  @Test
  void showsNumbersThatOthersKeep() {
    metrics.gauge("eventlive_database_workers_busy", "Busy.", () -> 3);
    metrics.observe(new Observation.DatabaseUnreachable("no route"));

    assertThat(page())
        .contains(
            "eventlive_database_workers_busy 3.0",
            "eventlive_events_total{event=\"database.unreachable\"} 1.0",
            "process_uptime_seconds",
            "jvm_memory_used_bytes");
    assertThat(metrics.page("application/openmetrics-text").contentType())
        .startsWith("application/openmetrics-text");
  }
}
