package io.eventlive.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.eventlive.admission.Admission;
import io.eventlive.admission.Ticket;
import io.eventlive.auth.Callers;
import io.eventlive.database.Caller;
import io.eventlive.database.Workers;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.Handler;
import io.eventlive.http.Handler.Reply;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Refusal;
import io.eventlive.http.Routes;
import io.eventlive.observation.Observer;
import io.eventlive.registration.Flights;
import io.eventlive.registration.RowKey;
import io.eventlive.rest.plan.Plan;
import io.eventlive.rest.plan.Planner;
import io.eventlive.rest.query.Result;
import io.eventlive.rest.request.ApiRequest;
import io.eventlive.rest.request.DialectRules;
import io.eventlive.rest.response.FailureAnswer;
import io.eventlive.rest.response.ResultAnswer;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.QualifiedName;
import java.util.Locale;
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

  private final RestConfig config;
  private final Callers callers;
  private final Supplier<Optional<Catalogue>> catalogue;
  private final Planner planner;
  private final Workers workers;
  private final Admission admission;
  private final KindOfCall kind;
  private final Impossible impossible;
  private final FailureAnswer failures = new FailureAnswer();
  private final RulesInForce rules;
  private final Descriptions descriptions;
  private final Cache<Shape, Prepared> seen;
  private final Flights<Result, HttpAnswer> flights;
  private final Together together;
  private final SharedReads shared;
  private final RestDesk desk;

  /// @param rules what clients may do, as configuration and database say
  public RestRoutes(
      RestConfig config,
      RulesInForce rules,
      Callers callers,
      Supplier<Optional<Catalogue>> catalogue,
      Planner planner,
      Workers workers,
      Admission admission,
      SharedReads shared,
      Observer observer) {
    this.config = config;
    this.callers = callers;
    this.catalogue = catalogue;
    this.planner = planner;
    this.workers = workers;
    this.admission = admission;
    this.kind = KindOfCall.of(admission);
    this.shared = shared;
    this.desk = new RestDesk(admission, shared, failures, observer);
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
        reply.send(
            RestDesk.timed(known.get(), times)
                .onRoute(RestDesk.route(prepared))
                .toRole(caller.role()));
        return;
      }
      HttpAnswer held = shared.held(request, caller, prepared);
      if (held != null) {
        reply.send(RestDesk.timed(held, times));
        if (shared.checkIsDue()) shared.check(job(request, reply, caller, prepared, times));
        return;
      }
      queue(request, reply, caller, prepared, times);
    } catch (Refusal refusal) {
      if (caller != null) impossible.observe(request, caller.role(), refusal);
      reply.send(toRole(failures.of(refusal), caller));
    } catch (RuntimeException | Error failure) {
      reply.send(toRole(desk.unexpected(request, failure), caller));
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
    RestJob job = job(request, reply, caller, prepared, times);
    if (!taken(job)) job.turnAway(new Workers.Reason.QueueFull());
  }

  private RestJob job(
      HttpRequest request, Reply reply, Caller caller, Prepared prepared, StepTimes times) {
    Ticket ticket = admission.ticket(kind.of(prepared), caller, request);
    return new RestJob(desk, request, reply, caller, prepared, ticket, times);
  }

  private boolean taken(RestJob job) {
    Optional<RowKey> row = job.prepared().rowThatMayRepeat();
    Optional<QualifiedName> table = together.tableOf(job.prepared(), job.request().body().length);
    if (row.isPresent() || table.isPresent()) return flights.offer(row, table, new Boarded(job));
    return job.sharing() instanceof Sharing.Shared ? shared.offer(job) : workers.offer(job);
  }

  private static HttpAnswer toRole(HttpAnswer answer, @Nullable Caller caller) {
    return caller == null ? answer : answer.toRole(caller.role());
  }
}
