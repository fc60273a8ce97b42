package io.eventlive.rest;

import io.eventlive.admission.Ticket;
import io.eventlive.answers.Private;
import io.eventlive.database.Caller;
import io.eventlive.database.ConnectionLost;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestSettings;
import io.eventlive.database.Workers;
import io.eventlive.http.Handler.Reply;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Language;
import io.eventlive.http.Refusal;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.query.Witnessed;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One request on its way to a worker.
final class RestJob implements Workers.Job, SharedReads.Rider {
  /// What web servers log for a request whose client did not wait.
  private static final int CLIENT_LEFT = 499;

  private final RestDesk desk;
  private final HttpRequest request;
  private final Reply reply;
  private final Caller caller;
  private final Prepared prepared;
  private final Ticket ticket;
  private final StepTimes times;
  private @Nullable RequestSettings settings;

  RestJob(
      RestDesk desk,
      HttpRequest request,
      Reply reply,
      Caller caller,
      Prepared prepared,
      Ticket ticket,
      StepTimes times) {
    this.desk = desk;
    this.request = request;
    this.reply = reply;
    this.caller = caller;
    this.prepared = prepared;
    this.ticket = ticket;
    this.times = times;
  }

  @Override
  public void run(RequestConnection connection) {
    boolean unwanted = reply.abandoned() && prepared.plan() instanceof Plan.Read;
    send(unwanted ? HttpAnswer.empty(CLIENT_LEFT) : answer(connection));
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public Prepared prepared() {
    return prepared;
  }

  Sharing sharing() {
    return desk.shared().sharing(prepared, caller.role());
  }

  @Override
  public HttpAnswer read(
      RequestConnection connection, Sharing.Shared how, Consumer<Witnessed> seen) {
    return labelled(answer(execution -> execution.shared(connection, how.statement(), seen)));
  }

  @Override
  public void turnAway(Workers.Reason reason) {
    String appointment = Integer.toString(desk.admission().refuse(ticket, reason));
    Language language = Language.preferredBy(request.headers());
    send(desk.failures().of(reason, language, appointment, ticket.hasText()));
  }

  @Override
  public Optional<Workers.Ticket> ticket() {
    return Optional.of(ticket);
  }

  /// Made once, on the worker's thread.
  RequestSettings inForce() {
    RequestSettings made = settings;
    if (made == null) {
      made = TransactionSettings.of(request, caller, prepared);
      settings = made;
    }
    return made;
  }

  private HttpAnswer answer(RequestConnection connection) {
    return RestDesk.timed(answer(execution -> execution.on(connection)), times);
  }

  private HttpAnswer answer(Running running) {
    try {
      return attempt(running);
    } catch (ConnectionLost lost) {
      return refused(lost);
    }
  }

  HttpAnswer attempt(Running running) throws ConnectionLost {
    try {
      times.end(StepTimes.Step.QUEUE);
      HttpAnswer answer = running.answer(new Execution(prepared, inForce(), times));
      times.end(StepTimes.Step.RESPONSE);
      return answer;
    } catch (Refusal refusal) {
      return desk.failures().of(refusal);
    } catch (ConnectionLost lost) {
      throw lost;
    } catch (SQLException problem) {
      return refused(problem);
    } catch (RuntimeException | Error failure) {
      return desk.unexpected(request, failure);
    }
  }

  HttpAnswer refused(SQLException problem) {
    Optional<String> anonymous = prepared.rules().tokens().anonymousRole();
    return desk.failures()
        .of(
            problem,
            anonymous.filter(caller.role()::equals).isPresent(),
            Language.preferredBy(request.headers()));
  }

  void fail(Throwable failure) {
    send(desk.unexpected(request, failure));
  }

  /// A write is noted before it is acknowledged, whatever came of it.
  @Override
  public void send(HttpAnswer answer) {
    boolean reads = prepared.plan() instanceof Plan.Read;
    if (!inForceReads()) desk.shared().wrote(caller, request);
    boolean alone = reads && answer.header(CacheStatus.NAME).isEmpty();
    if (alone && sharing() instanceof Sharing.Alone(Private why)) {
      desk.shared().countAlone();
      reply.send(labelled(answer.with(CacheStatus.NAME, CacheStatus.bypass(why))));
    } else {
      reply.send(labelled(answer));
    }
  }

  private boolean inForceReads() {
    return switch (prepared.plan()) {
      case Plan.Read _, Plan.Describe _, Plan.Document _ -> true;
      case Plan.Mutate _ -> false;
      case Plan.Call call -> call.readOnly();
    };
  }

  private HttpAnswer labelled(HttpAnswer answer) {
    return answer.onRoute(RestDesk.route(prepared)).toRole(caller.role());
  }

  /// How a request is carried out.
  @FunctionalInterface
  interface Running {
    HttpAnswer answer(Execution execution) throws SQLException;
  }
}
