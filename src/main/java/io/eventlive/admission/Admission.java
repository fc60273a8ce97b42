package io.eventlive.admission;

import io.eventlive.database.Caller;
import io.eventlive.database.JobQueue;
import io.eventlive.database.Workers;
import io.eventlive.http.HttpRequest;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// The door of admission: a request gets a [Ticket] here, waits in the [#queue], and where it was
/// refused, gets its appointment here.
///
/// May be used from any thread and never waits; the queue belongs to the workers' lock.
public final class Admission {
  /// How many visitors of one network go in a row: a whole company may be behind one address.
  private static final int TURNS_OF_A_NETWORK = 16;

  private final AdmissionConfig config;
  private final Classification classification;
  private final Predicate<String> hosts;
  private final Observer observer;
  private final Pressure pressure;
  private final Line line;
  private final Appointments appointments;

  /// @param workers how many requests are served at a time
  /// @param hosts whether a subject runs webinars; from memory
  /// @param random safe for use by several threads
  public Admission(
      AdmissionConfig config,
      int workers,
      Predicate<String> hosts,
      Observer observer,
      RandomGenerator random) {
    this.config = config;
    this.classification = new Classification(config.tables());
    this.hosts = hosts;
    this.observer = observer;
    this.pressure = new Pressure(config.overloadWait(), workers);
    this.line = new Line(config, pressure, observer);
    this.appointments = new Appointments((int) config.longestAppointment().toSeconds(), random);
  }

  /// Where requests wait; for one set of workers.
  public JobQueue queue() {
    return line;
  }

  /// From which length on a list is [Call.Breadth#BULK].
  public int bulkList() {
    return config.bulkList();
  }

  /// From which `limit` on a read is [Call.Breadth#BULK].
  public int bulkRows() {
    return config.bulkRows();
  }

  /// The ticket of a caller's request.
  public Ticket ticket(Call call, Caller caller, HttpRequest request) {
    long now = System.nanoTime();
    Standing standing = Standing.of(caller.role(), caller.subject(), hosts);
    Ticket.Share share = share(standing, request);
    int retries = RetryingClient.count(request.headers().first("x-retry-count").orElse(""));
    String client = request.headers().first("x-client-info").orElse("");
    return new Ticket(
        classification.of(call, standing),
        retries > 0 && keepsAppointment(share, now),
        RetryingClient.comesAgain(request.method(), client, retries),
        classification.hasText(call),
        person(standing),
        share,
        now);
  }

  /// A ticket of the server itself.
  public Ticket ticket(Call.Operation operation) {
    long now = System.nanoTime();
    return new Ticket(
        classification.of(operation, new Standing.Backend()),
        false,
        false,
        false,
        Optional.empty(),
        new Ticket.Share.Alone(),
        now);
  }

  /// Gives whoever is refused his appointment.
  ///
  /// @return after how many seconds to return, at least one
  public int refuse(Ticket ticket, Workers.Reason reason) {
    long now = System.nanoTime();
    CallClass callClass = ticket.callClass();
    int seconds =
        switch (reason) {
          case Workers.Reason.WaitedTooLong _, Workers.Reason.QueueFull _ ->
              appointments.give(callClass, line.waitingUpTo(callClass), pressure.perSecond(), now);
          case Workers.Reason.Unreachable _, Workers.Reason.Stopping _ ->
              appointments.giveDuringOutage();
        };
    if (ticket.share() instanceof Ticket.Share.Together together) {
      appointments.promise(together.key(), seconds, now);
    }
    observer.observe(
        new Observation.RequestRefused(
            callClass.label(), word(reason), Duration.ofNanos(now - ticket.since()), seconds));
    return seconds;
  }

  /// An appointment while nobody knows how much can be served: soon, and spread.
  public int soon() {
    return appointments.giveDuringOutage();
  }

  /// How many wait with the rank of a class.
  public int waiting(CallClass callClass) {
    return line.waiting(callClass);
  }

  /// How many requests can be served in a second, by what the last ones cost.
  public double perSecond() {
    return pressure.perSecond();
  }

  /// Whether those who are served wait for longer than they should.
  public boolean overloaded() {
    return pressure.overloaded();
  }

  private static String word(Workers.Reason reason) {
    return switch (reason) {
      case Workers.Reason.WaitedTooLong _ -> "waited";
      case Workers.Reason.QueueFull _ -> "full";
      case Workers.Reason.Unreachable _ -> "unreachable";
      case Workers.Reason.Stopping _ -> "stopping";
    };
  }

  /// A server that speaks for many is believed; anybody else must have been told to return.
  private boolean keepsAppointment(Ticket.Share share, long now) {
    return switch (share) {
      case Ticket.Share.Together together -> appointments.redeem(together.key(), now);
      case Ticket.Share.Alone _ -> true;
    };
  }

  private Ticket.Share share(Standing standing, HttpRequest request) {
    return switch (standing) {
      case Standing.Host(String subject) ->
          new Ticket.Share.Together(subject, 1, config.waitingPerPerson());
      case Standing.Person(String subject) ->
          new Ticket.Share.Together(subject, 1, config.waitingPerPerson());
      case Standing.Backend _ -> new Ticket.Share.Alone();
      case Standing.Visitor _ ->
          new Ticket.Share.Together(
              Network.of(request.remoteAddress()), TURNS_OF_A_NETWORK, config.waitingPerNetwork());
    };
  }

  private static Optional<String> person(Standing standing) {
    return switch (standing) {
      case Standing.Host(String subject) -> Optional.of(subject);
      case Standing.Person(String subject) -> Optional.of(subject);
      case Standing.Backend _, Standing.Visitor _ -> Optional.empty();
    };
  }
}
