package io.eventlive.database;

import io.eventlive.database.NoDatabase.Kind;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// A PostgreSQL server of our own: started from the binaries on the class path, started again when
/// it dies, stopped cleanly at the end.
///
/// The supervisor thread alone starts and replaces the postmaster after [#start] has returned;
/// `closing` is the only field that another thread writes.
final class EmbeddedPostgres implements AutoCloseable {
  /// What the binaries in the POM are.
  static final String MAJOR_VERSION = "18";

  /// The database that is served.
  static final String DATABASE = "postgres";

  private static final Duration START_LIMIT = Duration.ofMinutes(5); // crash recovery takes long
  private static final Duration RETRIES_END_AFTER = Duration.ofSeconds(30);
  private static final Duration WATCH_EVERY = Duration.ofMillis(100);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final ClusterFolder folder;
  private final PostgresPrograms programs;
  private final Observer observer;
  private final int port;
  private final Thread supervisor;
  private volatile Postmaster postmaster;
  private volatile boolean closing;

  private EmbeddedPostgres(
      ClusterFolder folder, PostgresPrograms programs, Observer observer, Postmaster postmaster) {
    this.folder = folder;
    this.programs = programs;
    this.observer = observer;
    this.port = postmaster.port();
    this.postmaster = postmaster;
    this.supervisor = Thread.ofVirtual().name("postgres-supervisor").unstarted(this::supervise);
  }

  /// Starts the cluster in `home`, making it first where there is none.
  ///
  /// @param home a folder for this cluster alone
  /// @param binaries where PostgreSQL's programs are unpacked, shared between clusters
  /// @param connections how many it has to have room for
  static EmbeddedPostgres start(
      Path home, Path binaries, Passwords passwords, int connections, Observer observer)
      throws NoDatabase {
    ClusterFolder folder = null;
    try {
      folder = ClusterFolder.take(home, connections);
      PostgresPrograms programs =
          PostgresPrograms.of(PostgresBinaries.unpacked(binaries), folder.path());
      folder.makeCluster(programs, passwords.administrator());
      folder.stopOrphan(programs);
      Postmaster postmaster = firstStart(folder, programs);
      EmbeddedPostgres started = new EmbeddedPostgres(folder, programs, observer, postmaster);
      started.supervisor.start();
      folder = null;
      return started;
    } catch (IOException e) {
      throw new NoDatabase(Kind.NOT_STARTABLE, "The folder " + home + " cannot be used: " + e, e);
    } finally {
      if (folder != null) {
        release(folder);
      }
    }
  }

  Address address() {
    return new Address("127.0.0.1", port, DATABASE, Map.of("sslmode", "disable"));
  }

  /// The postmaster of the moment.
  Postmaster postmaster() {
    return postmaster;
  }

  /// Where PostgreSQL keeps its data.
  Path data() {
    return folder.data();
  }

  /// Tries ports until one is really free, and waits for a dead server's memory to be let go.
  private static Postmaster firstStart(ClusterFolder folder, PostgresPrograms programs)
      throws NoDatabase, IOException {
    long end = System.nanoTime() + RETRIES_END_AFTER.toNanos();
    while (true) {
      folder.writeConfiguration(freePort());
      if (programs.start(folder.data(), folder.startLog(), START_LIMIT).succeeded()
          && Postmaster.find(folder.data()) instanceof Postmaster.Found.Ours(Postmaster started)) {
        return started;
      }
      String words = folder.lastWords();
      boolean passes =
          words.contains("shared memory block") || words.contains("could not create any TCP/IP");
      if (!passes || System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        throw new NoDatabase(
            Kind.NOT_STARTABLE,
            "PostgreSQL does not start: %s (its log is in %s)."
                .formatted(words.isEmpty() ? "it said nothing" : words, folder.path()));
      }
      dismissLeftBehind(folder);
      LockSupport.parkNanos(FIRST_PAUSE.toNanos());
    }
  }

  private void supervise() {
    while (!closing) {
      LockSupport.parkNanos(WATCH_EVERY.toNanos());
      if (!closing && !postmaster.isRunning()) {
        observer.observe(new Observation.PostgresDied(postmaster.process().pid()));
        startAgain();
      }
    }
  }

  /// On the same port, because everybody has the address; tries for ever, ever slower.
  private void startAgain() {
    long began = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; !closing; attempt++) {
      String problem;
      try {
        dismissLeftBehind(folder);
        folder.stopOrphan(programs);
        folder.writeConfiguration(port);
        PostgresPrograms.Result result =
            programs.start(folder.data(), folder.startLog(), START_LIMIT);
        if (result.succeeded()
            && Postmaster.find(folder.data()) instanceof Postmaster.Found.Ours(Postmaster found)) {
          postmaster = found;
          observer.observe(
              new Observation.PostgresStartedAgain(
                  attempt, Duration.ofNanos(System.nanoTime() - began)));
          return;
        }
        problem = folder.lastWords();
      } catch (IOException | NoDatabase e) {
        problem = String.valueOf(e.getMessage());
      } catch (RuntimeException e) { // whatever it is, the next attempt may do
        observer.observe(
            new Observation.UnexpectedFailure("starting PostgreSQL", Optional.empty(), e));
        problem = String.valueOf(e.getMessage());
      }
      observer.observe(new Observation.PostgresDoesNotStart(attempt, problem));
      LockSupport.parkNanos(pause.toNanos());
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  /// Backends of a dead postmaster hold its shared memory until they notice; a busy one does not.
  private static void dismissLeftBehind(ClusterFolder folder) {
    Postmaster.leftBehind(folder.data()).forEach(ProcessHandle::destroy);
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return probe.getLocalPort();
    }
  }

  private static void release(ClusterFolder folder) {
    try {
      folder.close();
    } catch (IOException _) {
      // the lock ends with the process at the latest
    }
  }

  /// Stops PostgreSQL: no new connections, open transactions rolled back, everything on disk.
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(supervisor);
    boolean interrupted = false;
    while (supervisor.isAlive()) {
      try {
        supervisor.join();
      } catch (InterruptedException _) { // PostgreSQL is stopped first, then the flag is restored
        interrupted = true;
      }
    }
    try {
      if (postmaster.isRunning()) {
        folder.stop(programs, postmaster);
      }
    } catch (NoDatabase e) {
      observer.observe(new Observation.PostgresDoesNotStop(e.sentence()));
    } finally {
      release(folder);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
