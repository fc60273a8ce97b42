package io.eventlive.observation;

import io.eventlive.observation.LogLine.Level;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What each observation looks like in the log.
final class LogLines {
  private static final int STACK_CHARS_MOST = 8_000;

  private LogLines() {}

  static LogLine of(Instant time, Observation observation) {
    return switch (observation) {
      case Observation.RequestAnswered answered -> answered(time, answered);
      case Observation.ConnectionRefused refused ->
          line(time, Level.WARN, "connection.refused")
              .put("client", Redaction.network(refused.client()))
              .put("open", refused.open())
              .end();
      case Observation.UnexpectedFailure failure ->
          line(time, Level.ERROR, "failure.unexpected")
              .put("activity", Redaction.words(failure.activity()))
              .put("request_id", failure.requestId())
              .put("stack", stackOf(failure.cause()))
              .end();
      case Observation.AnsweredTwice twice ->
          line(time, Level.ERROR, "request.answered_twice")
              .put("request_id", twice.requestId())
              .put("route", twice.route())
              .end();
      case Observation.PostgresDied died ->
          line(time, Level.ERROR, "postgres.died").put("pid", died.pid()).end();
      case Observation.PostgresStartedAgain again ->
          line(time, Level.WARN, "postgres.started_again")
              .put("attempts", again.attempts())
              .put("duration_us", again.duration())
              .end();
      case Observation.PostgresDoesNotStart problem ->
          line(time, Level.ERROR, "postgres.does_not_start")
              .put("attempt", problem.attempt())
              .put("problem", Redaction.words(problem.problem()))
              .end();
      case Observation.PostgresDoesNotStop problem ->
          line(time, Level.ERROR, "postgres.does_not_stop")
              .put("problem", Redaction.words(problem.problem()))
              .end();
      case Observation.CatalogueRead read ->
          line(time, Level.INFO, "catalogue.read")
              .put("cause", read.cause().name().toLowerCase(Locale.ROOT))
              .put("epoch", read.epoch())
              .put("changed", read.changed())
              .put("tables", read.tables())
              .put("functions", read.functions())
              .put("duration_us", read.duration())
              .end();
      case Observation.DatabaseSettingUnusable setting ->
          line(time, Level.WARN, "catalogue.setting_unusable")
              .put("setting", setting.name())
              .put("expected", setting.expected())
              .end();
      case Observation.CatalogueWatchLost lost ->
          line(time, Level.WARN, "catalogue.watch_lost")
              .put("problem", Redaction.words(lost.problem()))
              .put("retry_in_us", lost.retryIn())
              .end();
      case Observation.WitnessMissed missed ->
          line(time, Level.ERROR, "database.witness_missed")
              .put("role", missed.role())
              .put("shown", Redaction.words(missed.shown()))
              .end();
      case Observation.RequestConnectionLost lost ->
          line(time, Level.WARN, "database.connection_lost")
              .put("may_have_written", lost.mayHaveWritten())
              .put("problem", Redaction.words(lost.problem()))
              .end();
      case Observation.DatabaseUnreachable problem ->
          line(time, Level.ERROR, "database.unreachable")
              .put("problem", Redaction.words(problem.problem()))
              .end();
      case Observation.DatabaseReachable reachable ->
          line(time, Level.WARN, "database.reachable").put("after_us", reachable.after()).end();
      case Observation.DatabaseNotDurable setting ->
          line(time, Level.ERROR, "database.not_durable").put("setting", setting.setting()).end();
      case Observation.ServiceRoleBound _ ->
          line(time, Level.WARN, "database.service_role_bound").end();
      case Observation.DemonstrationLockedOut demonstration ->
          line(time, Level.WARN, "demonstration.locked_out")
              .put("people", demonstration.people())
              .end();
      case Observation.InsertsTogether together ->
          line(time, Level.INFO, "inserts.together")
              .put("table", together.table())
              .put("members", together.members())
              .put("refused", together.refused())
              .end();
      case Observation.InsertAlone alone ->
          line(time, Level.INFO, "inserts.alone")
              .put("table", alone.table())
              .put("reason", alone.reason())
              .end();
      case Observation.SignInSucceeded succeeded ->
          line(time, Level.INFO, "sign_in.succeeded").put("method", succeeded.method()).end();
      case Observation.SignInRefused refused ->
          line(time, Level.INFO, "sign_in.refused")
              .put("method", refused.method())
              .put("reason", refused.reason())
              .end();
      case Observation.PasswordLaneFull full ->
          line(time, Level.WARN, "sign_in.lane_full").put("waiting", full.waiting()).end();
      case Observation.MailSent sent ->
          line(time, Level.INFO, "mail.sent")
              .put("kind", sent.kind())
              .put("attempts", sent.attempts())
              .put("duration_us", sent.duration())
              .end();
      case Observation.MailFailed failed ->
          line(time, failed.again() ? Level.WARN : Level.ERROR, "mail.failed")
              .put("kind", failed.kind())
              .put("attempts", failed.attempts())
              .put("reason", failed.reason())
              .put("again", failed.again())
              .end();
      case Observation.MailRefused refused ->
          line(time, Level.ERROR, "mail.refused")
              .put("kind", refused.kind())
              .put("reason", refused.reason())
              .end();
      case Observation.MailKept kept ->
          line(time, Level.INFO, "mail.kept").put("kind", kept.kind()).end();
      case Observation.SigningKeysChanged changed ->
          line(time, Level.INFO, "signing_keys.changed")
              .put("signing_key", changed.signingKey())
              .put("believed", changed.believed())
              .end();
      case Observation.SigningKeysUnusable unusable ->
          line(time, Level.ERROR, "signing_keys.unusable")
              .put("problem", Redaction.words(unusable.problem()))
              .end();
      case Observation.ImpossibleRequest impossible -> impossible(time, impossible);
      case Observation.SharedAnswerWrong wrong ->
          line(time, Level.ERROR, "answers.wrong").put("table", wrong.table()).end();
      case Observation.FeedImpossible impossible ->
          line(time, Level.WARN, "feed.impossible")
              .put("reason", Redaction.words(impossible.reason()))
              .end();
      case Observation.FeedUnbounded _ -> line(time, Level.WARN, "feed.unbounded").end();
      case Observation.TablesPublished published ->
          line(time, Level.INFO, "feed.tables_published")
              .put("added", published.added())
              .put("announced", published.announced())
              .end();
      case Observation.PublicationRefused refused ->
          line(time, Level.ERROR, "feed.publication_refused")
              .put("problem", Redaction.words(refused.problem()))
              .end();
      case Observation.FeedFollows follows ->
          line(time, Level.INFO, "feed.follows")
              .put("epoch", follows.epoch())
              .put("from", follows.from())
              .put("tables", follows.tables())
              .put("duration_us", follows.duration())
              .end();
      case Observation.FeedLost lost ->
          line(time, Level.WARN, "feed.lost")
              .put("cause", lost.cause().toLowerCase(Locale.ROOT))
              .put("problem", Redaction.words(lost.problem()))
              .put("followed", lost.followed())
              .put("retry_in_us", lost.retryIn())
              .end();
      case Observation.FeedSlow slow ->
          line(time, Level.WARN, "feed.slow").put("took_us", slow.took()).end();
      case Observation.RequestAdmitted admitted ->
          line(time, Level.INFO, "request.admitted")
              .put("class", admitted.callClass())
              .put("waited_us", admitted.waited())
              .end();
      case Observation.RequestRefused refused ->
          line(time, Level.INFO, "request.refused")
              .put("class", refused.callClass())
              .put("reason", refused.reason())
              .put("waited_us", refused.waited())
              .put("return_in_s", refused.returnIn())
              .end();
      case Observation.OverloadBegan overload ->
          line(time, Level.WARN, "overload.began")
              .put("waited_us", overload.waited())
              .put("per_second", overload.perSecond())
              .end();
      case Observation.OverloadEnded overload ->
          line(time, Level.WARN, "overload.ended").put("lasted_us", overload.lasted()).end();
    };
  }

  /// Observations were lost because the log could not keep up.
  static LogLine dropped(Instant time, long count) {
    return line(time, Level.WARN, "log.dropped").put("count", count).end();
  }

  /// The first of its kind from a kind of client is worth a look.
  private static LogLine impossible(Instant time, Observation.ImpossibleRequest impossible) {
    return line(time, impossible.first() ? Level.WARN : Level.INFO, "request.impossible")
        .put("request_id", impossible.requestId())
        .put("method", impossible.method())
        .put("path", Redaction.path(impossible.path()))
        .put("error_code", impossible.code())
        .put("subject", Redaction.words(impossible.subject()))
        .put("role", impossible.role())
        .put("client_info", Redaction.words(impossible.clientInfo()))
        .put("user_agent", Redaction.words(impossible.userAgent()))
        .put("first", impossible.first())
        .end();
  }

  /// A 503 is an answer that was meant: overload and outages are warned of once, not for each.
  private static Level levelOf(int status) {
    return status >= 500 && status != 503 ? Level.WARN : Level.INFO;
  }

  private static LogLine answered(Instant time, Observation.RequestAnswered answered) {
    return line(time, levelOf(answered.status()), "request.answered")
        .put("request_id", answered.requestId())
        .put("method", answered.method())
        .put("route", answered.route())
        .put("path", Redaction.path(answered.path()))
        .put("query", Redaction.query(answered.query()))
        .put("status", answered.status())
        .put("error_code", answered.errorCode())
        .put("role", answered.role())
        .put("duration_us", answered.duration())
        .put("request_bytes", answered.requestBytes())
        .put("answer_bytes", answered.answerBytes())
        .put("client", Redaction.network(answered.client()))
        .put("client_info", Redaction.words(answered.clientInfo()))
        .put("user_agent", Redaction.words(answered.userAgent()))
        .end();
  }

  /// Redacted as a whole: a driver likes to put values into its messages.
  private static String stackOf(Throwable cause) {
    StringWriter text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text));
    String stack = text.toString();
    StringBuilder redacted = new StringBuilder();
    stack.lines().forEach(line -> redacted.append(Redaction.words(line)).append('\n'));
    return redacted.length() <= STACK_CHARS_MOST
        ? redacted.toString()
        : redacted.substring(0, STACK_CHARS_MOST);
  }

  private static Draft line(Instant time, Level level, String event) {
    return new Draft(time, level, event, new LinkedHashMap<>());
  }

  private record Draft(Instant time, Level level, String event, Map<String, Object> fields) {
    /// Empty texts are left out.
    Draft put(String name, String value) {
      if (!value.isEmpty()) fields.put(name, value);
      return this;
    }

    Draft put(String name, long value) {
      fields.put(name, value);
      return this;
    }

    Draft put(String name, boolean value) {
      fields.put(name, value);
      return this;
    }

    Draft put(String name, Duration value) {
      return put(name, value.toNanos() / 1_000);
    }

    Draft put(String name, Optional<String> value) {
      value.ifPresent(present -> fields.put(name, present));
      return this;
    }

    LogLine end() {
      return new LogLine(time, level, event, fields);
    }
  }
}
