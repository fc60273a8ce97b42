package io.eventlive.rest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.eventlive.answers.AnswerStore;
import io.eventlive.answers.AnswerStore.Filled;
import io.eventlive.answers.Audience;
import io.eventlive.answers.Claims;
import io.eventlive.answers.Fill;
import io.eventlive.answers.Membership;
import io.eventlive.answers.OwnWrites;
import io.eventlive.answers.Private;
import io.eventlive.answers.Snapshot;
import io.eventlive.answers.Stored;
import io.eventlive.changes.ChangeFeed;
import io.eventlive.database.Caller;
import io.eventlive.database.RequestConnection;
import io.eventlive.database.Workers;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Language;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import io.eventlive.rest.Held.AnswerKey;
import io.eventlive.rest.Held.StandingKey;
import io.eventlive.rest.query.Witnessed;
import io.eventlive.schema.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads whose answers serve several callers: from memory where one is held, else together with
/// whoever asks the same.
///
/// # Standing
///
/// Where policies ask for membership, an answer is held for a standing, and a caller's standing is
/// held as a fact of its own. It is not kept up to date by rules of ours about who is a member: it
/// is asked of PostgreSQL, as a part of the first read that needs it, stored by the same rule as
/// every answer, and ended by every told change of the rows that it was read from. That costs one
/// query for each person and webinar, and cannot disagree with the policies.
///
/// A fact and an answer are given together only if they were right together: both of one statement,
/// or both ripe and holding, which is right as of the feed's place. An answer that is not ripe yet
/// (a heartbeat has to come back, five times a second) is waited for.
///
/// # Flights
///
/// Whoever asks the same as somebody who waits for PostgreSQL waits with him, unless the query
/// began before the caller's own last write. Where membership is asked for, only the same person
/// shares the answer directly; others take it from memory when it is ripe.
///
/// May be used from any thread; nothing here blocks but a flight's own run.
public final class SharedReads implements AutoCloseable {
  /// How the sharing is done.
  ///
  /// @param on whether anything is shared
  /// @param longestWait for an answer to become ripe
  /// @param staleness how long ago a query may have begun that others join
  /// @param checkedOf of how many answers from memory one is compared; 0 for none
  public record Settings(boolean on, Duration longestWait, Duration staleness, int checkedOf) {
    public static final Settings OFF = new Settings(false, Duration.ZERO, Duration.ZERO, 0);
  }

  /// One request, on its way to an answer.
  interface Rider {
    HttpRequest request();

    Caller caller();

    Prepared prepared();

    /// Runs it. Whatever goes wrong is an answer too.
    HttpAnswer read(RequestConnection connection, Sharing.Shared how, Consumer<Witnessed> seen);

    void send(HttpAnswer answer);

    void turnAway(Workers.Reason reason);

    Optional<Workers.Ticket> ticket();
  }

  private final Settings settings;
  private final SharingRules rules;
  private final AnswerStore<Held> store;
  private final OwnWrites writes;
  private final Workers workers;
  private final Observer observer;
  private final Ripening ripening;
  private final Cache<Caller, Claims> claims = Caffeine.newBuilder().maximumSize(20_000).build();
  private final ConcurrentMap<Object, SharedFlight> flights = new ConcurrentHashMap<>();
  private final Set<QualifiedName> suspended = ConcurrentHashMap.newKeySet();
  private volatile long epoch;

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder collapsed = new LongAdder();
  private final LongAdder alone = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /// @param feed of the database that the workers ask; not started yet
  /// @param schemaAsOf `pg_current_snapshot()` as of which the catalogue in force is known
  public SharedReads(
      Settings settings,
      AnswerStore.Limits limits,
      ChangeFeed feed,
      Supplier<String> schemaAsOf,
      Workers workers,
      Observer observer) {
    this.settings = settings;
    this.rules = new SharingRules(!feed.equals(ChangeFeed.NONE));
    this.store = new AnswerStore<>(feed, limits, schemaAsOf, System::nanoTime);
    this.writes = new OwnWrites(limits.staleness());
    this.workers = workers;
    this.observer = observer;
    this.ripening = new Ripening(this::again, settings.longestWait());
  }

  /// Where nothing is shared.
  public static SharedReads none(Workers workers) {
    return new SharedReads(
        Settings.OFF, AnswerStore.Limits.DEFAULT, ChangeFeed.NONE, () -> "1:1:", workers, _ -> {});
  }

  /* --- Who may share --- */

  /// Whether the answer may be shared, and if not, why.
  Sharing sharing(Prepared prepared, String role) {
    if (!settings.on()) return OFF;
    Sharing known = prepared.sharing().get(role);
    if (known == null) {
      known = rules.of(prepared, role);
      prepared.sharing().put(role, known);
    }
    if (known instanceof Sharing.Shared shared && !suspended.isEmpty()) {
      for (QualifiedName table : shared.tables()) {
        if (suspended.contains(table))
          return new Sharing.Alone(new Private.Suspended(table.name()));
      }
    }
    return known;
  }

  /// Whether the answer that was just given from memory is one of those that are compared.
  boolean checkIsDue() {
    int of = settings.checkedOf();
    return of > 0 && ThreadLocalRandom.current().nextInt(of) == 0;
  }

  /// Compares what a caller is given from memory with what PostgreSQL says.
  void check(Rider rider) {
    if (!(sharing(rider.prepared(), rider.caller().role()) instanceof Sharing.Shared shared))
      return;
    Asking asking =
        asking(shared, rider.caller(), System.nanoTime() - settings.staleness().toNanos());
    if (asking == null) return;
    Stored<Held> found = store.find(new AnswerKey(shared.question(), asking.audience()));
    if (found == null || !(found.value() instanceof Held.Answer answer) || !answer.comparable()) {
      return;
    }
    Audience.Standing standing = asking.audience().standing();
    Held.Standing member =
        standing == null ? null : new Held.Standing(standing.attendee(), standing.host());
    workers.offer(new ShadowCheck(this, rider, shared, found, member));
  }

  /// Waits until everything is told that was committed before a moment.
  ///
  /// @return false where that does not happen soon
  boolean awaitTold(long nanos) {
    for (int round = 0; round < 500 && !store.isTold(nanos); round++) {
      LockSupport.parkNanos(10_000_000);
    }
    return store.isTold(nanos);
  }

  /// A fault of ours: somebody may have been shown what he should not see.
  void foundWrong(Set<QualifiedName> tables) {
    suspended.addAll(tables);
    store.drop();
    for (QualifiedName table : tables) {
      observer.observe(new Observation.SharedAnswerWrong(table.schema() + "." + table.name()));
    }
  }

  private static final Sharing OFF = new Sharing.Alone(new Private.Off());

  /// The caller as far as writes go: a person, or a key at an address.
  static String writer(Caller caller, HttpRequest request) {
    return caller.subject().orElseGet(() -> caller.role() + "@" + request.remoteAddress());
  }

  /// A write of the caller's is about to be answered.
  void wrote(Caller caller, HttpRequest request) {
    if (settings.on()) writes.acknowledge(writer(caller, request));
  }

  /* --- From memory --- */

  /// In whose name an answer is looked for.
  ///
  /// @param fact the caller's standing; null where nobody asks for it
  private record Asking(Audience audience, @Nullable Stored<Held> fact) {}

  /// The answer, if one is held that this caller may have now.
  @Nullable HttpAnswer held(HttpRequest request, Caller caller, Prepared prepared) {
    if (!(sharing(prepared, caller.role()) instanceof Sharing.Shared shared)) return null;
    noticeEpoch(prepared);
    long last = writes.lastNanos(writer(caller, request));
    Asking asking = asking(shared, caller, last);
    if (asking == null) return null;
    Stored<Held> found = store.find(new AnswerKey(shared.question(), asking.audience()));
    if (found == null || !isSince(found, last) || !isTogether(asking.fact(), found)) return null;
    if (!(found.value() instanceof Held.Answer answer)) return null;
    hits.increment();
    List<String> tags = request.headers().all("if-none-match");
    return !tags.isEmpty() && answer.isKnownBy(tags) ? answer.unchanged() : answer.hit();
  }

  /// Another catalogue is in force: what was held under the old one is not asked for again.
  private void noticeEpoch(Prepared prepared) {
    long now = prepared.catalogue().epoch();
    if (now > epoch) {
      epoch = now;
      store.drop();
    }
  }

  private boolean isSince(Stored<Held> stored, long last) {
    return stored.begunNanos() - last > 0 || store.isTold(last);
  }

  /// Whether an answer and the fact that lets the caller have it were right together: the fact has
  /// to hold still, after the answer was found.
  private boolean isTogether(@Nullable Stored<Held> fact, Stored<Held> answer) {
    if (fact == null) return true;
    boolean together = fact.isOfOneFillWith(answer) || (store.isRipe(fact) && store.isRipe(answer));
    return together && fact.holds();
  }

  private @Nullable Asking asking(Sharing.Shared shared, Caller caller, long last) {
    Claims said = claims.get(caller, Claims::of);
    List<String> values = shared.claims().isEmpty() ? List.of() : said.values(shared.claims());
    if (shared.webinar().isEmpty()) {
      return new Asking(new Audience(caller.role(), values, null), null);
    }
    String webinar = shared.webinar().get();
    if (caller.subject().isEmpty()) {
      Audience nobody =
          new Audience(caller.role(), values, new Audience.Standing(webinar, false, false));
      return new Asking(nobody, null);
    }
    if (said.subject().isEmpty()) return null;
    Stored<Held> fact = store.find(new StandingKey(said.subject().get(), webinar));
    if (fact == null || !isSince(fact, last)) return null;
    if (!(fact.value() instanceof Held.Standing standing)) return null;
    return new Asking(
        new Audience(
            caller.role(),
            values,
            new Audience.Standing(webinar, standing.attendee(), standing.host())),
        fact);
  }

  /* --- From PostgreSQL --- */

  /// Takes a request that [#held] had no answer for.
  ///
  /// @return false where there is no room for it
  boolean offer(Rider rider) {
    return offer(new Ripening.Waiting(rider, System.nanoTime()));
  }

  private boolean offer(Ripening.Waiting waiting) {
    Rider rider = waiting.rider();
    if (!(sharing(rider.prepared(), rider.caller().role()) instanceof Sharing.Shared shared)) {
      throw new IllegalStateException("a request that is private");
    }
    long last = writes.lastNanos(writer(rider.caller(), rider.request()));
    Asking asking = asking(shared, rider.caller(), last);
    boolean patient = !ripening.isOver(waiting);
    if (asking != null && asking.fact() != null && patient) {
      Stored<Held> found = store.find(new AnswerKey(shared.question(), asking.audience()));
      if (found != null && isSince(found, last)) return ripening.add(waiting);
    }
    return fly(waiting, shared, patient ? asking : null, last);
  }

  /// What has to be equal for two requests to fly together.
  private record FlightKey(Object question, Object audience, Language language) {}

  /// Somebody whose standing is not known yet.
  private record Person(String role, String claims) {}

  private boolean fly(
      Ripening.Waiting waiting, Sharing.Shared shared, @Nullable Asking asking, long last) {
    Rider rider = waiting.rider();
    Object audience =
        asking == null
            ? new Person(rider.caller().role(), rider.caller().claims())
            : asking.audience();
    Language language = Language.preferredBy(rider.request().headers());
    FlightKey key = new FlightKey(shared.question(), audience, language);
    SharedFlight mine = new SharedFlight(this, key, shared, waiting);
    SharedFlight there = flights.putIfAbsent(key, mine);
    while (there != null) {
      if (there.board(waiting, last)) return true;
      // It is full, closed, or began too early for this caller: later ones join his.
      if (flights.replace(key, there, mine)) break;
      there = flights.putIfAbsent(key, mine);
    }
    // One that landed since this request looked has left its answer before it left the sky.
    HttpAnswer known = held(rider.request(), rider.caller(), rider.prepared());
    if (known != null) {
      List<Ripening.Waiting> aboard = mine.close();
      rider.send(known);
      aboard.stream().filter(each -> !each.equals(waiting)).forEach(this::again);
      return true;
    }
    if (workers.offer(mine)) return true;
    flights.remove(key, mine);
    mine.close().stream()
        .skip(1) // the leader: he is told here
        .forEach(other -> other.rider().turnAway(new Workers.Reason.QueueFull()));
    return false;
  }

  /// Once more, from the beginning: something is known by now that was not.
  void again(Ripening.Waiting waiting) {
    Rider rider = waiting.rider();
    HttpAnswer known = held(rider.request(), rider.caller(), rider.prepared());
    if (known != null) {
      rider.send(known);
    } else if (!offer(waiting)) {
      rider.turnAway(new Workers.Reason.QueueFull());
    }
  }

  boolean mayJoin(long begunNanos, long last) {
    boolean fresh = System.nanoTime() - begunNanos <= settings.staleness().toNanos();
    return fresh && begunNanos - last > 0 && store.isKnown();
  }

  void landed(SharedFlight flight) {
    flights.remove(flight.key(), flight);
  }

  Fill begin() {
    return store.begin();
  }

  void abandon(Fill fill) {
    store.abandon(fill);
  }

  /// Whether it ran under the policies that it was judged by.
  static boolean isProven(Sharing.Shared shared, Witnessed seen) {
    return seen.policies().equals(shared.proof()) && seen.functions().equals(shared.functions());
  }

  /// Stores what may be stored of a read, and gives the answer in its forms.
  Fill.Outcome store(
      Fill fill, Sharing.Shared shared, Rider rider, Witnessed seen, Held.@Nullable Answer answer) {
    Caller caller = rider.caller();
    Claims said = claims.get(caller, Claims::of);
    List<Filled<Held>> results = new ArrayList<>();
    Audience.Standing standing =
        shared
            .webinar()
            .map(webinar -> new Audience.Standing(webinar, seen.attendee(), seen.host()))
            .orElse(null);
    if (answer != null) {
      Audience audience = new Audience(caller.role(), said.values(shared.claims()), standing);
      AnswerKey key = new AnswerKey(shared.question(), audience);
      results.add(new Filled<>(key, shared.reads(), answer, answer.weight()));
    }
    if (standing != null && said.subject().isPresent()) {
      String person = said.subject().get();
      results.add(
          new Filled<>(
              new StandingKey(person, standing.webinar()),
              Membership.reads(person, standing.webinar()),
              new Held.Standing(standing.attendee(), standing.host()),
              64));
    }
    long horizon = rider.prepared().catalogue().grounds().horizon();
    Fill.Outcome outcome = store.end(fill, Snapshot.parse(seen.snapshot()), horizon, results);
    misses.increment();
    if (outcome != Fill.Outcome.STORED) refused.increment();
    return outcome;
  }

  /* --- Numbers --- */

  public long hits() {
    return hits.sum();
  }

  public long misses() {
    return misses.sum();
  }

  public long collapsed() {
    return collapsed.sum();
  }

  public long alone() {
    return alone.sum();
  }

  public long refused() {
    return refused.sum();
  }

  void countCollapsed() {
    collapsed.increment();
  }

  void countAlone() {
    alone.increment();
  }

  /// Nobody is kept waiting any more.
  @Override
  public void close() {
    ripening.close();
  }

  /// For the metrics: what became of reads that may be shared.
  public AnswerStore<?> store() {
    return store;
  }
}
