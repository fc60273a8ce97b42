package io.eventlive.server;

import io.eventlive.admission.Admission;
import io.eventlive.admission.Call;
import io.eventlive.admission.Turnstile;
import io.eventlive.auth.AuthConfig;
import io.eventlive.auth.AuthRoutes;
import io.eventlive.auth.EmailMeans;
import io.eventlive.auth.Sweep;
import io.eventlive.auth.TokenCallers;
import io.eventlive.changes.ChangeFeed;
import io.eventlive.console.ConsoleRoutes;
import io.eventlive.console.CounterRoutes;
import io.eventlive.console.Installation;
import io.eventlive.console.OutboxRoutes;
import io.eventlive.database.Database;
import io.eventlive.database.NoDatabase;
import io.eventlive.http.Doorway;
import io.eventlive.http.ErrorCatalogue;
import io.eventlive.http.HttpConfig;
import io.eventlive.http.NotOffered;
import io.eventlive.http.Routes;
import io.eventlive.mail.Mailer;
import io.eventlive.mail.Outbox;
import io.eventlive.mail.SmtpMailer;
import io.eventlive.observation.Metrics;
import io.eventlive.observation.Observation;
import io.eventlive.observation.ObservationLog;
import io.eventlive.observation.Observer;
import io.eventlive.registration.IdempotentTables;
import io.eventlive.registration.NotIdempotent;
import io.eventlive.rest.RestConfig;
import io.eventlive.rest.RestRoutes;
import io.eventlive.rest.RulesInForce;
import io.eventlive.rest.SharedReads;
import io.eventlive.rest.plan.CatalogueHints;
import io.eventlive.rest.plan.InputSyntax;
import io.eventlive.rest.plan.Planner;
import io.eventlive.schema.CatalogueReader;
import io.eventlive.schema.LiveCatalogue;
import io.eventlive.schema.PreConfiguration;
import io.eventlive.webinar.DemoEvent;
import io.eventlive.webinar.Hosts;
import io.eventlive.webinar.LiveCounters;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The whole server: everything is made here, in the order in which it needs one another, and put
/// away in reverse. Started and stopped by one thread.
public final class Server implements AutoCloseable {
  private final Configuration configuration;
  private final Opened opened;
  private final Keys keys;
  private final Database database;
  private final ChangeFeed feed;
  private final Doorway doorway;
  private final String url;
  private final int demonstrationPeople;

  private Server(
      Configuration configuration,
      Opened opened,
      Keys keys,
      Database database,
      ChangeFeed feed,
      Doorway doorway,
      String url,
      int demonstrationPeople) {
    this.configuration = configuration;
    this.opened = opened;
    this.keys = keys;
    this.database = database;
    this.feed = feed;
    this.doorway = doorway;
    this.url = url;
    this.demonstrationPeople = demonstrationPeople;
  }

  /// Starts a server that answers when this returns.
  ///
  /// @throws CannotStart in one sentence; nothing that this start made is left behind then
  public static Server start(Configuration configuration, Clock clock, SecureRandom random)
      throws CannotStart {
    Opened opened = new Opened();
    try {
      return open(configuration, opened, clock, random);
    } catch (CannotStart | RuntimeException failure) {
      opened.close();
      throw failure;
    } catch (NoDatabase failure) {
      opened.close();
      throw CannotStart.of(failure);
    } catch (SQLException failure) {
      opened.close();
      throw CannotStart.unreachable(
          "The database turned away what start-up needs: " + failure.getMessage(), failure);
    } catch (IOException failure) {
      opened.close();
      throw CannotStart.badInput(String.valueOf(failure.getMessage()), failure);
    }
  }

  private static Server open(
      Configuration configuration, Opened opened, Clock clock, SecureRandom random)
      throws CannotStart, NoDatabase, SQLException, IOException {
    HttpConfig asked = configuration.http();
    ListenAddress address = ListenAddress.free(asked.host(), asked.port());
    String publicUrl = configuration.publicUrl();
    String url = publicUrl == null ? address.url() : publicUrl;
    DataFolder folder = opened.keep("data folder", DataFolder.open(configuration.dataFolder()));
    Path readyFile = configuration.readyFile();
    if (readyFile != null) ReadyFile.at(readyFile).removeLeftover();
    Keys keys =
        new KeyRing(new KeyForge(random), clock).open(folder.path(), configuration.brought());
    SigningKeys signing =
        opened.keep(
            "signing keys",
            SigningKeys.open(folder.path(), keys.jwtSecret(), configuration.brought(), random));

    ObservationLog log = opened.keep("log", ObservationLog.open(configuration.log(), clock));
    Metrics metrics = new Metrics();
    Observer observer = log.and(metrics);
    opened.tell(observer);

    Hosts hosts = new Hosts();
    Admission admission =
        new Admission(
            configuration.admission(),
            configuration.database().requestConnections(),
            hosts,
            observer,
            random);
    Database database =
        opened.keep(
            "database",
            Database.start(configuration.database(), admission.queue(), observer, random));
    LiveCatalogue catalogue =
        opened.keep(
            "catalogue",
            LiveCatalogue.start(
                database.watcher(),
                new CatalogueReader(
                    database.requestLogin(),
                    configuration.exposedSchemas(),
                    new PreConfiguration(
                        configuration.preConfiguration(), RulesInForce.names(), observer)),
                observer,
                LiveCatalogue.Timing.STANDARD));
    ChangeFeed feed =
        opened.keep(
            "change feed",
            configuration.feed().open(database, configuration.exposedSchemas(), observer, random));
    LiveCounters counters = new LiveCounters();
    if (!database.schemaVersion().equals("existing")) {
      feed.add(counters);
      feed.add(hosts);
    }

    // Inserts share a transaction through a function that only EventLive's own schema has.
    boolean ours = !database.schemaVersion().equals("existing");
    RestConfig restConfig = ours ? configuration.rest() : configuration.rest().withoutBatches();
    RulesInForce rules = new RulesInForce(restConfig.rules(), observer);
    AuthConfig authConfig = configuration.signIn().config(keys.jwtSecret());
    TokenCallers callers =
        new TokenCallers(
            authConfig,
            signing.atStart(),
            keys.forClients(),
            () -> catalogue.current().roles(),
            () -> rules.of(catalogue.current()).tokens(),
            clock);
    signing.watch(callers::use, observer);
    EmailSettings email = configuration.email();
    Mailer mailer =
        opened.keep(
            "mail",
            email.mail().smtp().isPresent()
                ? new SmtpMailer(email.mail(), clock, observer)
                : new Outbox(email.mail(), clock, observer));
    AuthRoutes auth =
        opened.keep(
            "sign-in",
            new AuthRoutes(
                authConfig,
                callers,
                database.signIn(),
                new Turnstile(
                    configuration.database().signInConnections(),
                    configuration.database().signInWait()),
                () -> url,
                new EmailMeans(email.signIn(), mailer, email.writer(), () -> email.site(url)),
                clock,
                random,
                observer));

    opened.keep("sweep", Sweep.start(authConfig.sessions(), database.signIn(), clock, observer));

    if (configuration.demo()) seed(database, auth, clock);
    int demonstrationPeople = configuration.demo() ? 0 : lockOutDemonstration(database, observer);
    SharedReads shared =
        opened.keep(
            "shared answers",
            new SharedReads(
                configuration.sharing().reads(),
                configuration.sharing().limits(),
                feed,
                catalogue::asOf,
                database.workers(),
                observer));
    RestRoutes rest =
        new RestRoutes(
            restConfig,
            rules,
            callers,
            () -> Optional.of(catalogue.current()),
            new Planner(
                new CatalogueHints(),
                new InputSyntax(),
                idempotent(configuration, database, catalogue)::arbiterOf),
            database.workers(),
            admission,
            shared,
            observer);
    ConsoleRoutes console =
        new ConsoleRoutes(
            installation(configuration, url, keys, database, mailer, clock),
            database.workers(),
            admission.ticket(new Call.Operation()),
            database::reachable,
            () -> true, // it is read before the door opens, and kept when a reload fails
            metrics,
            keys.operatorKey(),
            clock);

    Routes routes = new Routes();
    auth.register(routes);
    rest.register(routes);
    console.register(routes);
    new CounterRoutes(counters, keys.operatorKey()).register(routes);
    ErrorCatalogue.register(routes);
    new OutboxRoutes(mailer, keys.operatorKey()).register(routes);
    NotOffered.register(routes);
    Doorway doorway =
        opened.keep(
            "doorway",
            Doorway.open(asked.withPort(address.port()), routes, observer, clock, random));
    metrics
        .gauge("http_server_open_connections", "Connections of clients.", doorway::connections)
        .gauge(
            "db_client_pending_requests",
            "Requests that wait for a database connection.",
            database::waiting);
    AdmissionGauges.register(metrics, admission);
    FeedSettings.register(metrics, feed, counters);
    SharingSettings.register(metrics, shared);
    feed.start();

    folder.keep(url);
    return new Server(
        configuration, opened, keys, database, feed, doorway, url, demonstrationPeople);
  }

  private static void seed(Database database, AuthRoutes auth, Clock clock)
      throws CannotStart, SQLException {
    if (database.schemaVersion().equals("existing")) {
      throw CannotStart.badInput(
          "--demo needs EventLive's own schema, which this database has not.");
    }
    new DemoEvent(database.owner(), auth::passwordHash, clock).seed();
  }

  private static int lockOutDemonstration(Database database, Observer observer)
      throws SQLException {
    if (database.schemaVersion().equals("existing")) return 0;
    int people = DemoEvent.lockOut(database.owner());
    if (people > 0) observer.observe(new Observation.DemonstrationLockedOut(people));
    return people;
  }

  /// In a database of somebody else's the table may be missing; in ours that is a fault.
  private static IdempotentTables idempotent(
      Configuration configuration, Database database, LiveCatalogue catalogue) throws CannotStart {
    List<String> names = configuration.idempotentTables();
    if (database.schemaVersion().equals("existing")) {
      return IdempotentTables.where(names, catalogue::current);
    }
    try {
      return IdempotentTables.declared(names, catalogue::current);
    } catch (NotIdempotent fault) {
      throw CannotStart.badInput(String.valueOf(fault.getMessage()), fault);
    }
  }

  private static Installation installation(
      Configuration configuration,
      String url,
      Keys keys,
      Database database,
      Mailer mailer,
      Clock clock) {
    return new Installation(
        Version.number(),
        url,
        keys.anonKey(),
        database.schemaVersion(),
        configuration.demo(),
        !mailer.sends(),
        clock.instant(),
        clock.getZone());
  }

  /// The address by which clients reach it.
  public String url() {
    return url;
  }

  public Keys keys() {
    return keys;
  }

  /// A libpq URL of the database's administrator.
  public String databaseUrl() {
    return database.administratorUrl();
  }

  /// How many people of an earlier demonstration were locked out at the start.
  int demonstrationPeople() {
    return demonstrationPeople;
  }

  /// Whether the database allows its WAL to be followed.
  boolean followsChanges() {
    return !feed.equals(ChangeFeed.NONE);
  }

  /// What the start line says of the database.
  String databaseDescription() {
    return database.description() + ", schema " + database.schemaVersion();
  }

  /// Takes no new requests, finishes those that were accepted, and puts everything away.
  @Override
  public void close() {
    doorway.drain(configuration.drain());
    opened.close();
  }
}
