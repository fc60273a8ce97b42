package io.eventlive.database;

import io.eventlive.database.NoDatabase.Kind;
import io.eventlive.folder.PrivateFiles;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/// The database that is served: started or connected to, checked, brought up to date, and then lent
/// out as [#workers()] for requests, [#signIn()] for sign-in and [#watcher()] for whoever listens.
public final class Database implements AutoCloseable {
  /// Connections besides those of requests and sign-in: watchers, migrations, an operator's look.
  private static final int SPARE_CONNECTIONS = 10;

  private static final Duration DRAIN_ON_CLOSE = Duration.ofSeconds(10);

  private final @Nullable EmbeddedPostgres embedded;
  private final String administratorUrl;
  private final Ready ready;
  private final ConnectionWorkers workers;
  private final Pool signIn;

  private Database(
      @Nullable EmbeddedPostgres embedded,
      String administratorUrl,
      Ready ready,
      ConnectionWorkers workers,
      Pool signIn) {
    this.embedded = embedded;
    this.administratorUrl = administratorUrl;
    this.ready = ready;
    this.workers = workers;
    this.signIn = signIn;
  }

  /// A database with everything in place.
  ///
  /// @param fsync what `show fsync` says
  private record Ready(Logins logins, String serverVersion, String schemaVersion, boolean fsync) {}

  /// Starts or connects, checks, and in an EventLive schema migrates. Nothing is left running where
  /// it fails.
  ///
  /// @param queue where requests wait for a worker; nobody else's
  public static Database start(
      DatabaseConfig config, JobQueue queue, Observer observer, SecureRandom random)
      throws NoDatabase {
    try {
      PrivateFiles.makeFolder(config.folder());
      return switch (config.source()) {
        case DatabaseConfig.Source.Embedded source ->
            startEmbedded(config, source, queue, observer, random);
        case DatabaseConfig.Source.Foreign source ->
            connect(config, source, queue, observer, random);
      };
    } catch (IOException e) {
      throw new NoDatabase(
          Kind.BAD_INPUT, "The folder " + config.folder() + " cannot be used: " + e, e);
    } catch (SQLException e) {
      throw new NoDatabase(
          Kind.UNSUITABLE, "The database turned away what start-up needs: " + e.getMessage(), e);
    } catch (FlywayException e) {
      throw new NoDatabase(
          Kind.UNSUITABLE, "The schema cannot be brought up to date: " + e.getMessage(), e);
    }
  }

  private static Database startEmbedded(
      DatabaseConfig config,
      DatabaseConfig.Source.Embedded source,
      JobQueue queue,
      Observer observer,
      SecureRandom random)
      throws NoDatabase, IOException, SQLException {
    Passwords passwords = Passwords.kept(config.folder().resolve("passwords"), random);
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(
            config.folder(), source.binaries(), passwords, connections(config), observer);
    try {
      Address address = postgres.address();
      try (Connection administrator =
          address.connect(Passwords.ADMINISTRATOR, passwords.administrator())) {
        Ready ready = prepare(administrator, address, passwords, observer);
        String url = LibpqUrl.text(address, Passwords.ADMINISTRATOR, passwords.administrator());
        return serve(postgres, url, ready, config, queue, observer, random);
      }
    } catch (SQLException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private static Database connect(
      DatabaseConfig config,
      DatabaseConfig.Source.Foreign source,
      JobQueue queue,
      Observer observer,
      SecureRandom random)
      throws NoDatabase, IOException, SQLException {
    LibpqUrl url = LibpqUrl.parse(source.url());
    try (Connection administrator = ForeignDatabase.connect(url)) {
      ForeignDatabase.requireSuitable(administrator, url, connections(config));
      Ready ready =
          switch (mode(source, administrator)) {
            case EVENTLIVE -> {
              ForeignDatabase.requireNone(
                  Right.missing(administrator, Right.OF_THE_ADMINISTRATOR), url);
              Passwords passwords = Passwords.kept(config.folder().resolve("passwords"), random);
              yield prepare(administrator, url.address(), passwords, observer);
            }
            case EXISTING -> {
              if (!ForeignDatabase.passesRowSecurity(administrator, "service_role")) {
                observer.observe(new Observation.ServiceRoleBound());
              }
              yield look(administrator, Logins.through(url, administrator), "existing", observer);
            }
          };
      requireRights(ready.logins(), url);
      return serve(null, source.url(), ready, config, queue, observer, random);
    }
  }

  private static SchemaMode mode(DatabaseConfig.Source.Foreign source, Connection connection)
      throws SQLException {
    SchemaMode asked = source.schema();
    if (asked != null) return asked;
    return Migrations.haveRun(connection) ? SchemaMode.EVENTLIVE : SchemaMode.EXISTING;
  }

  private static void requireRights(Logins logins, LibpqUrl url) throws SQLException, NoDatabase {
    Map<Role, List<Right>> wanted =
        new EnumMap<>(
            Map.of(
                Role.AUTHENTICATOR, Right.OF_REQUESTS,
                Role.SUPABASE_AUTH_ADMIN, Right.OF_SIGN_IN,
                Role.EVENTLIVE_WATCHER, Right.OF_THE_WATCHER));
    List<String> missing = new ArrayList<>();
    for (Map.Entry<Role, List<Right>> entry : wanted.entrySet()) {
      try (Connection connection = logins.of(entry.getKey()).open()) {
        missing.addAll(Right.missing(connection, entry.getValue()));
      }
    }
    ForeignDatabase.requireNone(missing, url);
  }

  /// Roles, passwords and schema, in that order.
  private static Ready prepare(
      Connection administrator, Address address, Passwords passwords, Observer observer)
      throws SQLException {
    Bootstrap.run(administrator);
    Logins logins = Logins.byPassword(address, passwords);
    for (Role role : Role.values()) {
      if (!letsIn(logins.of(role))) {
        Bootstrap.setPassword(administrator, role, passwords.of(role));
      }
    }
    String version = Migrations.run(address, passwords.of(Role.EVENTLIVE_OWNER));
    return look(administrator, logins, version, observer);
  }

  private static boolean letsIn(Login login) {
    try (Connection _ = login.open()) {
      return true;
    } catch (SQLException _) { // the password is not in force, or not any more
      return false;
    }
  }

  private static Ready look(
      Connection connection, Logins logins, String schemaVersion, Observer observer)
      throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select current_setting('server_version'),
                       current_setting('fsync')::boolean,
                       current_setting('synchronous_commit') <> 'off'
                """)) {
      row.next();
      boolean fsync = row.getBoolean(2);
      if (!fsync || !row.getBoolean(3)) {
        observer.observe(
            new Observation.DatabaseNotDurable(fsync ? "synchronous_commit" : "fsync"));
      }
      return new Ready(logins, row.getString(1), schemaVersion, fsync);
    }
  }

  private static Database serve(
      @Nullable EmbeddedPostgres embedded,
      String administratorUrl,
      Ready ready,
      DatabaseConfig config,
      JobQueue queue,
      Observer observer,
      SecureRandom random) {
    String silence = Long.toString(config.silenceLimit().toSeconds());
    Login requests =
        ready.logins().of(Role.AUTHENTICATOR).withOptions(Map.of("socketTimeout", silence));
    Login signIn =
        ready.logins().of(Role.SUPABASE_AUTH_ADMIN).withOptions(Map.of("socketTimeout", silence));
    ConnectionWorkers workers =
        ConnectionWorkers.start(
            new Connections(requests, observer, random),
            config.requestConnections(),
            queue,
            observer);
    return new Database(
        embedded,
        administratorUrl,
        ready,
        workers,
        Pool.of("sign-in", signIn, config.signInConnections(), config.signInWait()));
  }

  private static int connections(DatabaseConfig config) {
    return config.requestConnections() + config.signInConnections() + SPARE_CONNECTIONS;
  }

  /// For requests.
  public Workers workers() {
    return workers;
  }

  /// How many requests wait for a worker at the moment.
  public int waiting() {
    return workers.waiting();
  }

  /// Whether a connection for requests could be had when one was last asked for; from memory.
  public boolean reachable() {
    return workers.reachable();
  }

  /// Pooled connections for sign-in; closing one gives it back.
  public ConnectionSource signIn() {
    return signIn;
  }

  /// Connections of their own for LISTEN and for reading the catalogue.
  public ConnectionSource watcher() {
    return ready.logins().of(Role.EVENTLIVE_WATCHER);
  }

  /// Connections as the owner of EventLive's schema, for seeding.
  public ConnectionSource owner() {
    return ready.logins().of(Role.EVENTLIVE_OWNER);
  }

  /// Connections on which the WAL is read, where the login may do so.
  public Replication.Source replication() {
    return () -> Replication.open(ready.logins().of(Role.EVENTLIVE_REPLICATOR));
  }

  /// Connections that say whether [#replication] may be asked for.
  public ConnectionSource replicator() {
    return ready.logins().of(Role.EVENTLIVE_REPLICATOR);
  }

  /// The role that requests begin as: `authenticator`, or the operator's own login where a foreign
  /// database has no such role.
  public String requestLogin() throws SQLException {
    try (Connection connection = ready.logins().of(Role.AUTHENTICATOR).open();
        java.sql.Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select current_user")) {
      row.next();
      return row.getString(1);
    }
  }

  /// A libpq URL: of the embedded cluster's superuser, or the one that the operator gave.
  public String administratorUrl() {
    return administratorUrl;
  }

  /// What the database is, for the start line: `PostgreSQL 18.6 (embedded)`.
  public String description() {
    String where = embedded == null ? "" : " (embedded)";
    return "PostgreSQL " + ready.serverVersion() + where;
  }

  /// The newest migration's version; `existing` for a schema that is not ours.
  public String schemaVersion() {
    return ready.schemaVersion();
  }

  /// Whether a commit is on disk when it is acknowledged, as the database says of itself.
  public boolean fsync() {
    return ready.fsync();
  }

  /// The embedded cluster's process of the moment; empty for a foreign database.
  Optional<Postmaster> postmaster() {
    return Optional.ofNullable(embedded).map(EmbeddedPostgres::postmaster);
  }

  /// Finishes the requests that were taken and takes no more.
  ///
  /// @return whether all of them came to an end in time
  public boolean drain(Duration limit) {
    return workers.drain(limit);
  }

  /// Drains, lets go of every connection, and stops the embedded cluster.
  @Override
  public void close() {
    workers.drain(DRAIN_ON_CLOSE);
    signIn.close();
    if (embedded != null) {
      embedded.close();
    }
  }
}
