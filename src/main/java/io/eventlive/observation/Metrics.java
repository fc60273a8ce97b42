package io.eventlive.observation;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;

/// Counts observations for Prometheus, under OpenTelemetry's names where it has one. Every label
/// has a bounded number of values, so that no caller can fill the memory by asking for odd things.
///
/// May be used from any thread.
public final class Metrics implements Observer {
  /// A page of metrics and how to label it.
  @SuppressWarnings("ArrayRecordComponent") // written out once and never compared
  public record Page(String contentType, byte[] bytes) {}

  private static final int ROUTES_MOST = 400;
  private static final int CODES_MOST = 200;

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS");

  /// OpenTelemetry's advice stops at 10 s; a start queue may take longer and must stay visible.
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60
  };

  private static final double[] MEMBERS = {1, 2, 4, 8, 16, 32, 48, 64};

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final BoundedLabels routes = new BoundedLabels(ROUTES_MOST);
  private final BoundedLabels tables = new BoundedLabels(ROUTES_MOST);
  private final BoundedLabels codes = new BoundedLabels(CODES_MOST);
  private final Histogram requests =
      Histogram.builder()
          .name("http_server_request_duration_seconds")
          .help("How long answers took, by route and class of status.")
          .labelNames("http_request_method", "http_route", "http_response_status_class")
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .register(registry);
  private final Counter errors =
      counter("eventlive_errors_total", "Answers that were errors, by code.", "code");
  private final Histogram insertsTogether =
      Histogram.builder()
          .name("eventlive_inserts_together_members")
          .help("Inserts in one transaction, for tables whose inserts may share one.")
          .labelNames("table")
          .classicOnly()
          .classicUpperBounds(MEMBERS)
          .register(registry);
  private final Counter insertsRefused =
      counter(
          "eventlive_inserts_together_refused_total",
          "Inserts in such a transaction that PostgreSQL refused, each alone.");
  private final Counter insertsAlone =
      counter(
          "eventlive_inserts_alone_total",
          "Inserts that had a transaction of their own instead, by the reason.",
          "reason");
  private final Counter events =
      counter("eventlive_events_total", "What befell the server, as in the log.", "event");

  private final Histogram waits =
      Histogram.builder()
          .name("eventlive_admission_wait_seconds")
          .help("How long requests waited for a database connection, by class.")
          .labelNames("class")
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .register(registry);
  private final Counter refusals =
      counter(
          "eventlive_admission_refused_total",
          "Requests refused with an appointment, by class and reason.",
          "class",
          "reason");

  public Metrics() {
    for (String callClass : List.of("P0", "P1", "P2", "P3", "P4")) {
      waits.initLabelValues(callClass);
      for (String reason : List.of("waited", "full", "unreachable", "stopping")) {
        refusals.initLabelValues(callClass, reason); // 0 until something happens, not absent
      }
    }
    JvmMetrics.register(this);
  }

  @Override
  public void observe(Observation observation) {
    switch (observation) {
      case Observation.RequestAnswered answered -> count(answered);
      case Observation.ConnectionRefused _ -> event("connection.refused");
      case Observation.UnexpectedFailure _ -> event("failure.unexpected");
      case Observation.AnsweredTwice _ -> event("request.answered_twice");
      case Observation.PostgresDied _ -> event("postgres.died");
      case Observation.PostgresStartedAgain _ -> event("postgres.started_again");
      case Observation.PostgresDoesNotStart _ -> event("postgres.does_not_start");
      case Observation.PostgresDoesNotStop _ -> event("postgres.does_not_stop");
      case Observation.CatalogueRead _ -> event("catalogue.read");
      case Observation.DatabaseSettingUnusable _ -> event("catalogue.setting_unusable");
      case Observation.CatalogueWatchLost _ -> event("catalogue.watch_lost");
      case Observation.WitnessMissed _ -> event("database.witness_missed");
      case Observation.RequestConnectionLost _ -> event("database.connection_lost");
      case Observation.DatabaseUnreachable _ -> event("database.unreachable");
      case Observation.DatabaseReachable _ -> event("database.reachable");
      case Observation.DatabaseNotDurable _ -> event("database.not_durable");
      case Observation.ServiceRoleBound _ -> event("database.service_role_bound");
      case Observation.DemonstrationLockedOut _ -> event("demonstration.locked_out");
      case Observation.InsertsTogether together -> count(together);
      case Observation.InsertAlone alone -> count(alone);
      case Observation.SignInSucceeded _ -> event("sign_in.succeeded");
      case Observation.SignInRefused _ -> event("sign_in.refused");
      case Observation.PasswordLaneFull _ -> event("sign_in.lane_full");
      case Observation.MailSent _ -> event("mail.sent");
      case Observation.MailFailed _ -> event("mail.failed");
      case Observation.MailRefused _ -> event("mail.refused");
      case Observation.MailKept _ -> event("mail.kept");
      case Observation.SigningKeysChanged _ -> event("signing_keys.changed");
      case Observation.SigningKeysUnusable _ -> event("signing_keys.unusable");
      case Observation.ImpossibleRequest _ -> event("request.impossible");
      case Observation.SharedAnswerWrong _ -> event("answers.wrong");
      case Observation.FeedImpossible _ -> event("feed.impossible");
      case Observation.FeedUnbounded _ -> event("feed.unbounded");
      case Observation.TablesPublished _ -> event("feed.tables_published");
      case Observation.PublicationRefused _ -> event("feed.publication_refused");
      case Observation.FeedFollows _ -> event("feed.follows");
      case Observation.FeedLost _ -> event("feed.lost");
      case Observation.FeedSlow _ -> event("feed.slow");
      case Observation.RequestAdmitted admitted ->
          waits.labelValues(admitted.callClass()).observe(admitted.waited().toNanos() / 1e9);
      case Observation.RequestRefused refused -> {
        event("request.refused");
        refusals.labelValues(refused.callClass(), refused.reason()).inc();
      }
      case Observation.OverloadBegan _ -> event("overload.began");
      case Observation.OverloadEnded _ -> event("overload.ended");
    }
  }

  /// Shows a number that somebody else keeps, asked for whenever the page is made.
  public Metrics gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
    return this;
  }

  /// The same for each value of a label.
  public Metrics gauge(String name, String help, String label, Map<String, DoubleSupplier> values) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(
            callback -> values.forEach((each, value) -> callback.call(value.getAsDouble(), each)))
        .register(registry);
    return this;
  }

  /// Shows a count that somebody else keeps and that only grows.
  public Metrics count(String name, String help, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
    return this;
  }

  /// Everything counted, in the format that the `Accept` header asks for.
  public Page page(String accept) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);
    boolean openMetrics = accept.contains("application/openmetrics-text");
    ExpositionFormatWriter writer =
        openMetrics
            ? formats.getOpenMetricsTextFormatWriter()
            : formats.getPrometheusTextFormatWriter();
    try {
      writer.write(bytes, registry.scrape());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible); // nothing is written but memory
    }
    return new Page(writer.getContentType(), bytes.toByteArray());
  }

  private void event(String name) {
    events.labelValues(name).inc();
  }

  private void count(Observation.RequestAnswered answered) {
    String method = METHODS.contains(answered.method()) ? answered.method() : BoundedLabels.OTHER;
    String statusClass = answered.status() / 100 + "xx";
    requests
        .labelValues(method, routes.of(answered.route()), statusClass)
        .observe(answered.duration().toNanos() / 1e9);
    answered.errorCode().ifPresent(code -> errors.labelValues(codes.of(code)).inc());
  }

  private void count(Observation.InsertAlone alone) {
    event("inserts.alone");
    insertsAlone.labelValues(alone.reason()).inc();
  }

  private void count(Observation.InsertsTogether together) {
    event("inserts.together");
    insertsTogether.labelValues(tables.of(together.table())).observe(together.members());
    insertsRefused.labelValues().inc(together.refused());
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }
}
