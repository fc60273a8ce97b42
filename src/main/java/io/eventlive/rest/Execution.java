package io.eventlive.rest;

import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestConnection.Outcome;
import io.eventlive.database.RequestSettings;
import io.eventlive.database.Statement;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.Refusal;
import io.eventlive.rest.query.Result;
import io.eventlive.rest.request.ApiRequest;
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

    boolean pending = Verdict.pendsOnResult(prepared.request(), prepared.plan());
    Prepared.Repeat repeat = prepared.repeat();
    if (repeat != null) return repeatable(connection, statement, repeat);
    boolean begin = TransactionSettings.needBegin(settings) || (pending && !settings.readOnly());
    return begin ? judged(connection, statement) : plain(connection, statement);
  }

  private HttpAnswer plain(RequestConnection connection, Statement statement) throws SQLException {
    Result result = connection.inOneSync(settings, statement, Result::read);
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
  private HttpAnswer repeatable(
      RequestConnection connection, Statement statement, Prepared.Repeat repeat)
      throws SQLException {
    ApiRequest request = prepared.request();
    if (request.media().singular() && repeat.rows() != 1) return judged(connection, statement);

    Result inserted = connection.inOneSync(settings, statement, Result::read);
    if (inserted.rows() >= repeat.rows()) return answers().of(prepared.plan(), inserted);

    Result existing = connection.inOneSync(settings, repeat.existing(), Result::read);
    if (existing.rows() == 0) throw hidden(repeat);
    return inserted.rows() == 0
        ? answers().repeated(repeat.plan(), existing)
        : answers().of(prepared.plan(), existing);
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
