package io.eventlive.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.eventlive.admission.Admission;
import io.eventlive.admission.Ticket;
import io.eventlive.auth.Callers;
import io.eventlive.database.Caller;
import io.eventlive.database.ConnectionLost;
import io.eventlive.database.Insert;
import io.eventlive.database.Inserted;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.RequestSettings;
import io.eventlive.database.Statement;
import io.eventlive.database.Workers;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.Handler;
import io.eventlive.http.Handler.Reply;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Language;
import io.eventlive.http.Refusal;
import io.eventlive.http.Routes;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import io.eventlive.registration.Flights;
import io.eventlive.registration.Passenger;
import io.eventlive.registration.RowKey;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.plan.Planner;
import io.eventlive.rest.query.Result;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.response.FailureAnswer;
import io.eventlive.rest.response.ResultAnswer;
import io.eventlive.rest.response.Verdict;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.QualifiedName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The door of the dialect: everything under `/rest/v1`.
///
/// A request is read and planned on the event loop, from memory; what is impossible is refused
/// there and reaches no database. The rest waits in the workers' queue. Large requests, and those
/// whose token takes long to verify, are read on a virtual thread of their own, so that they do not
/// hold up the loop.
///
/// May be used from any thread.
public final class RestRoutes {
  /// Bytes from which reading a request is no longer the loop's business.
  private static final int LARGE_BODY = 16 * 1024;

  private static final int LARGE_QUERY = 4 * 1024;

  /// What web servers log for a request whose client did not wait.
  private static final int CLIENT_LEFT = 499;

  private final RestConfig config;
  private final Callers callers;
  private final Supplier<Optional<Catalogue>> catalogue;
  private final Planner planner;
  private final Workers workers;
  private final Admission admission;
  private final KindOfCall kind;
  private final Observer observer;
  private final Impossible impossible;
  private final FailureAnswer failures = new FailureAnswer();
  private final RulesInForce rules;
  private final Descriptions descriptions;
  private final Cache<Shape, Prepared> seen;
  private final Flights<Result, HttpAnswer> flights;
  private final Together together;

  /// @param rules what clients may do, as configuration and database say
  public RestRoutes(
      RestConfig config,
      RulesInForce rules,
      Callers callers,
      Supplier<Optional<Catalogue>> catalogue,
      Planner planner,
      Workers workers,
      Admission admission,
      Observer observer) {
    this.config = config;
    this.callers = callers;
    this.catalogue = catalogue;
    this.planner = planner;
    this.workers = workers;
    this.admission = admission;
    this.kind = KindOfCall.of(admission);
    this.observer = observer;
    this.impossible = new Impossible(observer);
    this.rules = rules;
    this.descriptions = new Descriptions(rules);
    this.flights =
        new Flights<>(workers, config.insertFollowers(), config.batching(), Result::read, observer);
    this.together = new Together(config.batching(), observer);
    this.seen = Caffeine.newBuilder().maximumSize(config.cachedShapes()).build();
  }

  public void register(Routes routes) {
    Handler.Handover begin = this::begin;
    routes.below(ApiRequest.BASE_PATH, begin);
  }

  private void begin(HttpRequest request, Reply to) {
    DialectRules now = catalogue.get().map(rules::of).orElse(config.rules());
    String header = now.traceHeader().toLowerCase(Locale.ROOT);
    Optional<String> trace = header.isEmpty() ? Optional.empty() : request.headers().first(header);
    Reply traced = trace.<Reply>map(id -> new Traced(to, now.traceHeader(), id)).orElse(to);
    Reply reply = new Spoken(traced, now.verbosity());
    StepTimes times = StepTimes.begin(now.serverTiming());
    boolean large = request.body().length > LARGE_BODY || request.query().length() > LARGE_QUERY;
    boolean describes = request.path().length() <= ApiRequest.BASE_PATH.length() + 1;
    if (large || describes || callers.mayBurn(request)) {
      Thread.ofVirtual()
          .name("slow-to-read-" + request.id())
          .start(() -> handle(request, reply, times));
    } else {
      handle(request, reply, times);
    }
  }

  private void handle(HttpRequest request, Reply reply, StepTimes times) {
    Caller caller = null;
    try {
      caller = callers.of(request);
      times.end(StepTimes.Step.JWT);
      Prepared prepared = prepared(request, caller, times);
      Optional<HttpAnswer> known = fromMemory(prepared, caller);
      if (known.isPresent()) {
        reply.send(timed(known.get(), times).onRoute(route(prepared)).toRole(caller.role()));
        return;
      }
      queue(request, reply, caller, prepared, times);
    } catch (Refusal refusal) {
      if (caller != null) impossible.observe(request, caller.role(), refusal);
      reply.send(toRole(failures.of(refusal), caller));
    } catch (RuntimeException | Error failure) {
      reply.send(toRole(unexpected(request, failure), caller));
    }
  }

  /// The answer, where the catalogue alone knows it.
  private Optional<HttpAnswer> fromMemory(Prepared prepared, Caller caller) {
    return switch (prepared.plan()) {
      case Plan.Describe describe -> Optional.of(ResultAnswer.of(describe));
      case Plan.Document document ->
          Optional.of(
              ResultAnswer.of(
                  document,
                  descriptions.of(prepared.catalogue(), prepared.schema(), caller.role()),
                  prepared.profile()));
      case Plan.Read _, Plan.Mutate _, Plan.Call _ -> Optional.empty();
    };
  }

  private Prepared prepared(HttpRequest request, Caller caller, StepTimes times) {
    Catalogue current =
        catalogue
            .get()
            .orElseThrow(() ->
                FailureAnswer.later(
                    ErrorCode.CATALOGUE_NOT_READY,
                    "Could not query the database for the schema cache. Retrying.",
                    Integer.toString(admission.soon())));
    boolean kept = request.method().equals("GET") || request.method().equals("HEAD");
    if (!kept) return prepare(request, caller, current, times);

    Shape shape = Shape.of(request);
    Prepared known = seen.getIfPresent(shape);
    if (known != null && isFrom(known, current)) return known;
    Prepared fresh = prepare(request, caller, current, times);
    if (shape.isSmall()) seen.put(shape, fresh);
    return fresh;
  }

  @SuppressWarnings("ReferenceEquality") // a catalogue is one immutable snapshot; a new one is new
  private static boolean isFrom(Prepared prepared, Catalogue current) {
    return prepared.catalogue() == current;
  }

  private Prepared prepare(HttpRequest request, Caller caller, Catalogue current, StepTimes times) {
    DialectRules inForce = rules.of(current);
    ApiRequest asked = ApiRequest.of(request, config.requestLimits(), inForce);
    times.end(StepTimes.Step.PARSE);
    Plan plan = planner.plan(asked, current, caller.role(), inForce);
    Prepared prepared = Prepared.of(asked, current, inForce, Planner.schema(asked, current), plan);
    times.end(StepTimes.Step.PLAN);
    return prepared;
  }

  private void queue(
      HttpRequest request, Reply reply, Caller caller, Prepared prepared, StepTimes times) {
    Ticket ticket = admission.ticket(kind.of(prepared), caller, request);
    RestJob job = new RestJob(request, reply, caller, prepared, ticket, times);
    Optional<RowKey> row = prepared.rowThatMayRepeat();
    Optional<QualifiedName> table = together.tableOf(prepared, request.body().length);
    boolean meetsOthers = row.isPresent() || table.isPresent();
    boolean taken = meetsOthers ? flights.offer(row, table, new Boarded(job)) : workers.offer(job);
    if (!taken) job.turnAway(new Workers.Reason.QueueFull());
  }

  /// One request on its way to a worker.
  private final class RestJob implements Workers.Job {
    private final HttpRequest request;
    private final Reply reply;
    private final Caller caller;
    private final Prepared prepared;
    private final Ticket ticket;
    private final StepTimes times;
    private @Nullable RequestSettings settings;

    private RestJob(
        HttpRequest request,
        Reply reply,
        Caller caller,
        Prepared prepared,
        Ticket ticket,
        StepTimes times) {
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
    public void turnAway(Workers.Reason reason) {
      String appointment = Integer.toString(admission.refuse(ticket, reason));
      Language language = Language.preferredBy(request.headers());
      send(failures.of(reason, language, appointment, ticket.hasText()));
    }

    @Override
    public Optional<Workers.Ticket> ticket() {
      return Optional.of(ticket);
    }

    /// Made once, on the worker's thread.
    private RequestSettings inForce() {
      RequestSettings made = settings;
      if (made == null) {
        made = TransactionSettings.of(request, caller, prepared);
        settings = made;
      }
      return made;
    }

    private HttpAnswer answer(RequestConnection connection) {
      try {
        return attempt(execution -> execution.on(connection));
      } catch (ConnectionLost lost) {
        return refused(lost);
      }
    }

    private HttpAnswer attempt(Running running) throws ConnectionLost {
      try {
        times.end(StepTimes.Step.QUEUE);
        HttpAnswer answer = running.answer(new Execution(prepared, inForce(), times));
        times.end(StepTimes.Step.RESPONSE);
        return timed(answer, times);
      } catch (Refusal refusal) {
        return failures.of(refusal);
      } catch (ConnectionLost lost) {
        throw lost;
      } catch (SQLException problem) {
        return refused(problem);
      } catch (RuntimeException | Error failure) {
        return unexpected(request, failure);
      }
    }

    private HttpAnswer refused(SQLException problem) {
      Optional<String> anonymous = prepared.rules().tokens().anonymousRole();
      return failures.of(
          problem,
          anonymous.filter(caller.role()::equals).isPresent(),
          Language.preferredBy(request.headers()));
    }

    private void fail(Throwable failure) {
      send(unexpected(request, failure));
    }

    private void send(HttpAnswer answer) {
      reply.send(answer.onRoute(route(prepared)).toRole(caller.role()));
    }
  }

  private interface Running {
    HttpAnswer answer(Execution execution) throws SQLException;
  }

  /// An insert among others: of the same row, or in the same batch.
  private record Boarded(RestJob job) implements Passenger<Result, HttpAnswer> {
    /// Everything that PostgreSQL or the answer's form could depend on.
    private record Likeness(RequestSettings settings, String query, ByteBuffer body) {}

    @Override
    public Optional<Workers.Ticket> ticket() {
      return job.ticket();
    }

    @Override
    public Object likeness() {
      return new Likeness(job.inForce(), job.request.query(), ByteBuffer.wrap(job.request.body()));
    }

    @Override
    public Object caller() {
      return job.caller.subject().<Object>map(subject -> subject).orElse(job.caller);
    }

    @Override
    public String place() {
      return job.prepared
          .rowThatMayRepeat()
          .map(row -> String.join(" ", row.values()))
          .orElseGet(() -> new String(job.request.body(), StandardCharsets.UTF_8));
    }

    @Override
    public Insert insert() {
      boolean onlyOne = Verdict.pendsOnResult(job.prepared.request(), job.prepared.plan());
      Statement statement = Objects.requireNonNull(job.prepared.statement());
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
      return job.prepared.rowThatMayRepeat().isPresent();
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

  private static HttpAnswer timed(HttpAnswer answer, StepTimes times) {
    return times.measured() ? answer.with("Server-Timing", times.header()) : answer;
  }

  /// The client learns the request's id and nothing of the cause.
  private HttpAnswer unexpected(HttpRequest request, Throwable failure) {
    observer.observe(
        new Observation.UnexpectedFailure(
            request.method() + " " + ApiRequest.BASE_PATH, Optional.of(request.id()), failure));
    Language language = Language.preferredBy(request.headers());
    return failures.of(
        new Refusal(
            ErrorCode.INTERNAL,
            ErrorCode.INTERNAL.sentence(language),
            "Request " + request.id(),
            null));
  }

  private static String route(Prepared prepared) {
    String target = prepared.request().action().target();
    return switch (prepared.plan()) {
      case Plan.Call _ -> ApiRequest.BASE_PATH + "/rpc/" + target;
      case Plan.Read _, Plan.Mutate _, Plan.Describe _, Plan.Document _ ->
          ApiRequest.BASE_PATH + "/" + target;
    };
  }

  private static HttpAnswer toRole(HttpAnswer answer, @Nullable Caller caller) {
    return caller == null ? answer : answer.toRole(caller.role());
  }
}
