package io.eventlive.rest;

import static java.util.stream.Collectors.toSet;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestConnection.Explained;
import io.eventlive.database.RequestConnection.Outcome;
import io.eventlive.database.RequestSettings;
import io.eventlive.database.Statement;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.Refusal;
import io.eventlive.rest.query.Result;
import io.eventlive.rest.query.Witnessed;
import io.eventlive.rest.request.Media;
import io.eventlive.rest.response.ResultAnswer;
import io.eventlive.rest.response.Verdict;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs a prepared request on a worker's connection, in the transaction shape that it needs.
record Execution(Prepared prepared, RequestSettings settings, StepTimes times) {
  /// Runs it.
  ///
  /// @throws SQLException what PostgreSQL said
  /// @throws Refusal where the result may not stand; nothing has been written then
  HttpAnswer on(RequestConnection connection) throws SQLException {
    Statement statement = prepared.statement();
    if (statement == null) throw new IllegalStateException("nothing to run");
    if (prepared.media() instanceof Media.Explained wanted) {
      return explained(connection, statement, wanted);
    }
    return needsBegin() ? together(connection, statement) : apart(connection, statement);
  }

  /// A read whose answer may be shared, with what it saw.
  ///
  /// @param seen told as soon as PostgreSQL has answered, also where the result may not stand
  HttpAnswer shared(RequestConnection connection, Statement statement, Consumer<Witnessed> seen)
      throws SQLException {
    Witnessed witnessed = connection.inOneSync(settings, statement, Witnessed::read);
    seen.accept(witnessed);
    Result result = witnessed.result();
    return answered(new Settled(result, false, against(result)));
  }

  /// Whether one statement in one round trip will not do: something has to run before it or after
  /// it in the same transaction, or the transaction's end depends on the result.
  private boolean needsBegin() {
    if (TransactionSettings.needBegin(settings) || prepared.before() != null) return true;
    if (settings.readOnly()) return false;
    Prepared.Repeat repeat = prepared.repeat();
    return prepared.rollsBack()
        || (repeat != null && repeat.rows() > 1)
        || Verdict.pendsOnResult(prepared.request(), prepared.plan());
  }

  /// Every statement a transaction of its own. Of one row that may be repeated either the first
  /// statement writes it or nothing is written at all. What it met is read in a second statement,
  /// because the first one's snapshot may be older.
  ///
  /// A row that is not there in the second statement is hidden, or was taken away in between: then
  /// the insert has a second chance.
  private HttpAnswer apart(RequestConnection connection, Statement statement) throws SQLException {
    return apart(connection, statement, inOneSync(connection, statement));
  }

  /// Ends what a batch began: its insert is the first statement.
  HttpAnswer after(Result inserted, RequestConnection connection) throws SQLException {
    return apart(connection, Objects.requireNonNull(prepared.statement()), inserted);
  }

  private HttpAnswer apart(RequestConnection connection, Statement statement, Result first)
      throws SQLException {
    Prepared.Repeat repeat = prepared.repeat();
    Result result = first;
    for (int attempt = 0; attempt < 2; attempt++) {
      if (attempt > 0) result = inOneSync(connection, statement);
      if (repeat == null || result.rows() == repeat.rows()) {
        return answered(new Settled(result, false, against(result)));
      }
      RequestSettings reading = new RequestSettings(settings.caller(), true, settings.settings());
      Result existing = connection.inOneSync(reading, repeat.existing(), Result::read);
      if (existing.rows() > 0) return answered(new Settled(existing, true, against(existing)));
    }
    throw hidden(Objects.requireNonNull(repeat));
  }

  /// Begin, everything, and the end that the result deserves: one that may not stand is rolled back
  /// before anybody has seen it.
  private HttpAnswer together(RequestConnection connection, Statement statement)
      throws SQLException {
    Settled settled =
        connection.inTransaction(
            settings,
            transaction -> {
              before(transaction);
              Settled end = settled(transaction, statement);
              boolean stands = end.refusal() == null;
              boolean rollsBack = prepared.rollsBack() && !settings.readOnly();
              if (stands && rollsBack) transaction.checkDeferred();
              return new Outcome<>(end, stands && !rollsBack);
            });
    return answered(settled);
  }

  /// What PostgreSQL would do, and with `analyze` does.
  private HttpAnswer explained(
      RequestConnection connection, Statement statement, Media.Explained wanted)
      throws SQLException {
    Set<String> options =
        wanted.options().stream().map(Media.Explained.Option::word).collect(toSet());
    String shown =
        connection.inTransaction(
            settings,
            transaction -> {
              before(transaction);
              String plan = transaction.plan(statement, wanted.json(), options);
              return new Outcome<>(plan, !prepared.rollsBack());
            });
    times.end(StepTimes.Step.TRANSACTION);
    return answers().explained(wanted, shown);
  }

  private void before(RequestConnection.Transaction transaction) throws SQLException {
    Statement before = prepared.before();
    if (before != null) transaction.query(before, _ -> true);
  }

  private ResultAnswer answers() {
    return new ResultAnswer(prepared.request(), prepared.profile(), prepared.rules());
  }

  private Settled settled(RequestConnection.Transaction transaction, Statement statement)
      throws SQLException {
    Result result = within(transaction, statement);
    Prepared.Repeat repeat = prepared.repeat();
    if (repeat == null || result.rows() == repeat.rows()) {
      return new Settled(result, false, against(result));
    }
    if (transaction.query(repeat.unseen(), Result::read).rows() > 0) {
      return new Settled(result, false, hidden(repeat));
    }
    Result existing = transaction.query(repeat.existing(), Result::read);
    return new Settled(existing, result.rows() == 0, against(existing));
  }

  /// The planner is asked in the same transaction: it sees the caller's policies and claims too.
  private Result inOneSync(RequestConnection connection, Statement statement) throws SQLException {
    Statement estimated = prepared.estimated();
    if (estimated == null) return connection.inOneSync(settings, statement, Result::read);
    Explained<Result> explained =
        connection.inOneSync(settings, estimated, statement, Result::read);
    return RowEstimate.of(explained.plan()).applied(prepared.plan(), explained.value());
  }

  private Result within(RequestConnection.Transaction transaction, Statement statement)
      throws SQLException {
    Statement estimated = prepared.estimated();
    if (estimated == null) return transaction.query(statement, Result::read);
    RowEstimate estimate = RowEstimate.of(transaction.plan(estimated, true, Set.of()));
    return estimate.applied(prepared.plan(), transaction.query(statement, Result::read));
  }

  /// How a request ended.
  ///
  /// @param repeated whether every row of an insert was there already
  /// @param refusal why the result may not stand
  private record Settled(Result result, boolean repeated, @Nullable Refusal refusal) {}

  private @Nullable Refusal against(Result result) {
    Optional<Refusal> against = Verdict.against(prepared.request(), prepared.plan(), result);
    return against.orElse(null);
  }

  private HttpAnswer answered(Settled settled) {
    times.end(StepTimes.Step.TRANSACTION);
    if (settled.refusal() != null) throw settled.refusal();
    Prepared.Repeat repeat = prepared.repeat();
    return repeat != null && settled.repeated()
        ? answers().repeated(repeat.plan(), settled.result())
        : answers().of(prepared.plan(), settled.result());
  }

  /// The key is taken by a row that the caller may not see: the answer of an ordinary table.
  private static Refusal hidden(Prepared.Repeat repeat) {
    return new Refusal(
        ErrorCode.DUPLICATE,
        "duplicate key value violates unique constraint"
            + (repeat.key().constraint() == null ? "" : " \"" + repeat.key().constraint() + "\""),
        null,
        null);
  }
}
