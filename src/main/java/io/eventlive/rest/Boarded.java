package io.eventlive.rest;

import io.eventlive.database.ConnectionLost;
import io.eventlive.database.Insert;
import io.eventlive.database.Inserted;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestSettings;
import io.eventlive.database.Statement;
import io.eventlive.database.Workers;
import io.eventlive.http.HttpAnswer;
import io.eventlive.registration.Passenger;
import io.eventlive.rest.query.Result;
import io.eventlive.rest.response.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/// An insert among others: of the same row, or in the same batch.
record Boarded(RestJob job) implements Passenger<Result, HttpAnswer> {
  /// Everything that PostgreSQL or the answer's form could depend on.
  private record Likeness(RequestSettings settings, String query, ByteBuffer body) {}

  @Override
  public Optional<Workers.Ticket> ticket() {
    return job.ticket();
  }

  @Override
  public Object likeness() {
    return new Likeness(
        job.inForce(), job.request().query(), ByteBuffer.wrap(job.request().body()));
  }

  @Override
  public Object caller() {
    return job.caller().subject().<Object>map(subject -> subject).orElse(job.caller());
  }

  @Override
  public String place() {
    return job.prepared()
        .rowThatMayRepeat()
        .map(row -> String.join(" ", row.values()))
        .orElseGet(() -> new String(job.request().body(), StandardCharsets.UTF_8));
  }

  @Override
  public Insert insert() {
    boolean onlyOne = Verdict.pendsOnResult(job.prepared().request(), job.prepared().plan());
    Statement statement = Objects.requireNonNull(job.prepared().statement());
    return new Insert(job.inForce(), statement, onlyOne);
  }

  @Override
  public HttpAnswer run(RequestConnection connection) throws ConnectionLost {
    return job.attempt(execution -> execution.on(connection));
  }

  @Override
  public HttpAnswer finish(Inserted<Result> inserted, RequestConnection connection)
      throws ConnectionLost {
    return switch (inserted) {
      case Inserted.Carried<Result>(Result result, _) ->
          job.attempt(execution -> execution.after(result, connection));
      case Inserted.Refused<Result>(SQLException problem) -> job.refused(problem);
      case Inserted.Undone<Result> _ -> throw new IllegalStateException("it has to go alone");
    };
  }

  @Override
  public boolean mayRunAgain() {
    return job.prepared().rowThatMayRepeat().isPresent();
  }

  @Override
  public HttpAnswer lost(ConnectionLost problem) {
    return job.refused(problem);
  }

  @Override
  public HttpAnswer repeated(HttpAnswer first) {
    return first.status() == 201
        ? new HttpAnswer(200, first.headers(), first.body(), first.remarks())
        : first;
  }

  @Override
  public void answer(HttpAnswer answer) {
    job.send(answer);
  }

  @Override
  public void turnAway(Workers.Reason reason) {
    job.turnAway(reason);
  }

  @Override
  public void fail(Throwable failure) {
    job.fail(failure);
  }
}
