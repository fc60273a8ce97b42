package io.eventlive.rest;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestConnection.Outcome;
import io.eventlive.database.RequestSettings;
import io.eventlive.database.Statement;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.Refusal;
import io.eventlive.rest.query.Result;
import io.eventlive.rest.response.ResultAnswer;
import io.eventlive.rest.response.Verdict;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs a prepared request on a worker's connection, in the transaction shape that it needs.
record Execution(Prepared prepared, RequestSettings settings) {
  /// Runs it.
  ///
  /// @throws SQLException what PostgreSQL said
  /// @throws Refusal where the result may not stand; nothing has been written then
  HttpAnswer on(RequestConnection connection) throws SQLException {
    Statement statement = prepared.statement();
    if (statement == null) throw new IllegalStateException("nothing to run");

    Prepared.Repeat repeat = prepared.repeat();
    if (repeat != null) return repeatable(connection, statement, repeat);
    boolean pending = Verdict.pendsOnResult(prepared.request(), prepared.plan());
    return pending && !settings.readOnly()
        ? judged(connection, statement)
        : plain(connection, statement);
  }

  private HttpAnswer plain(RequestConnection connection, Statement statement) throws SQLException {
    Result result = result(connection, settings, statement);
    Verdict.against(prepared.request(), prepared.plan(), result).ifPresent(Execution::refuse);
    return answers().of(prepared.plan(), result);
  }

  /// A result that may not stand is rolled back before anybody has seen it.
  private HttpAnswer judged(RequestConnection connection, Statement statement) throws SQLException {
    Judged judged =
        connection.inTransaction(
            settings,
            transaction -> {
              Result result = transaction.query(statement, Result::read);
              Judged verdict = judge(result);
              return new Outcome<>(verdict, verdict.refusal() == null);
            });
    if (judged.refusal() != null) throw judged.refusal();
    return answers().of(prepared.plan(), judged.result());
  }

  private record Judged(Result result, @Nullable Refusal refusal) {}

  private Judged judge(Result result) {
    Optional<Refusal> against = Verdict.against(prepared.request(), prepared.plan(), result);
    return new Judged(result, against.orElse(null));
  }

  /// An insert that leaves alone what is there already. What it did not insert is then read: in a
  /// statement of its own, because the first one's snapshot may be older than the row it met.
  ///
  /// Of one row either the first statement writes it or nothing is written at all, so each may be a
  /// transaction. Several rows stand or fall together.
  private HttpAnswer repeatable(
      RequestConnection connection, Statement statement, Prepared.Repeat repeat)
      throws SQLException {
    if (repeat.rows() > 1) {
      return prepared.request().media().singular()
          ? judged(connection, statement)
          : repeatableTogether(connection, statement, repeat);
    }
    Result inserted = result(connection, settings, statement);
    if (inserted.rows() == 1) return answers().of(prepared.plan(), inserted);

    RequestSettings reading = new RequestSettings(settings.caller(), true, settings.settings());
    Result existing = result(connection, reading, repeat.existing());
    if (existing.rows() == 0) throw hidden(repeat);
    return answers().repeated(repeat.plan(), existing);
  }

  private HttpAnswer repeatableTogether(
      RequestConnection connection, Statement statement, Prepared.Repeat repeat)
      throws SQLException {
    Optional<HttpAnswer> answer =
        connection.inTransaction(
            settings,
            transaction -> {
              Result inserted = transaction.query(statement, Result::read);
              if (inserted.rows() == repeat.rows()) {
                return new Outcome<>(Optional.of(answers().of(prepared.plan(), inserted)), true);
              }
              if (transaction.query(repeat.unseen(), Result::read).rows() > 0) {
                return new Outcome<>(Optional.empty(), false);
              }
              Result existing = transaction.query(repeat.existing(), Result::read);
              HttpAnswer told =
                  inserted.rows() == 0
                      ? answers().repeated(repeat.plan(), existing)
                      : answers().of(prepared.plan(), existing);
              return new Outcome<>(Optional.of(told), true);
            });
    return answer.orElseThrow(() -> hidden(repeat));
  }

  /// One statement, in one round trip where that can be.
  private static Result result(
      RequestConnection connection, RequestSettings inForce, Statement statement)
      throws SQLException {
    if (!TransactionSettings.needBegin(inForce)) {
      return connection.inOneSync(inForce, statement, Result::read);
    }
    return connection.inTransaction(
        inForce, transaction -> new Outcome<>(transaction.query(statement, Result::read), true));
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

  private static void refuse(Refusal refusal) {
    throw refusal;
  }

  private ResultAnswer answers() {
    return new ResultAnswer(prepared.request(), prepared.profile());
  }
}
