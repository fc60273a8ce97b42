package io.eventlive.schema;

import io.eventlive.database.ConnectionSource;
import io.eventlive.database.Notifications;
import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The catalogue as it is now. It is read once at the start and again when the database says so
/// (`notify pgrst`), when a fingerprint of it differs, and after its connection was lost; until a
/// new one is complete, the old one serves.
///
/// One virtual thread owns the connection and is the only writer of [#current]; any thread may
/// read. A change is seen after at most the debounce (where it is notified) or one poll, plus the
/// reading itself.
public final class LiveCatalogue implements AutoCloseable {
  /// How long things take.
  ///
  /// @param poll between two looks at the fingerprint
  /// @param debounce after a notification, so that one migration makes one reload
  /// @param firstRetry after the connection was lost; doubled with each failure
  /// @param longestRetry where doubling ends
  public record Timing(
      Duration poll, Duration debounce, Duration firstRetry, Duration longestRetry) {
    public static final Timing STANDARD =
        new Timing(
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofSeconds(32));
  }

  private static final Set<String> RELOAD = Set.of("", "reload schema", "reload config");
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final ConnectionSource source;
  private final CatalogueReader reader;
  private final Observer observer;
  private final Timing timing;
  private final Thread thread;
  private volatile CatalogueReader.Snapshot snapshot;
  private volatile boolean closing;

  private LiveCatalogue(
      ConnectionSource source,
      CatalogueReader reader,
      Observer observer,
      Timing timing,
      Connection connection)
      throws SQLException {
    this.source = source;
    this.reader = reader;
    this.observer = observer;
    this.timing = timing;
    listen(connection);
    this.snapshot = reader.snapshot(connection, 1);
    this.thread = Thread.ofVirtual().name("catalogue").unstarted(() -> watch(connection));
  }

  /// Reads the catalogue and begins to watch it.
  ///
  /// @param source of a connection that may read `pg_catalog` and listen; it is kept
  /// @throws SQLException where the first reading fails
  public static LiveCatalogue start(
      ConnectionSource source, CatalogueReader reader, Observer observer, Timing timing)
      throws SQLException {
    long begin = System.nanoTime();
    Connection connection = source.open();
    try {
      LiveCatalogue live = new LiveCatalogue(source, reader, observer, timing, connection);
      live.observe(Observation.CatalogueRead.Cause.START, true, begin);
      live.thread.start();
      return live;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  public Catalogue current() {
    return snapshot.catalogue();
  }

  /// `pg_current_snapshot()` of a transaction in which [#current] was found to be right: what that
  /// snapshot shows of the schema is known.
  public String asOf() {
    return snapshot.asOf();
  }

  private void watch(Connection first) {
    @Nullable Connection open = first;
    Duration retry = timing.firstRetry();
    do {
      try (Connection connection = open == null ? reconnected() : open) {
        retry = timing.firstRetry();
        follow(connection);
      } catch (SQLException | RuntimeException e) {
        if (closing) return;
        if (e instanceof RuntimeException fault) {
          observer.observe(
              new Observation.UnexpectedFailure("watching the catalogue", Optional.empty(), fault));
        }
        observer.observe(new Observation.CatalogueWatchLost(String.valueOf(e.getMessage()), retry));
        if (!pause(retry)) return;
        Duration doubled = retry.multipliedBy(2);
        retry = doubled.compareTo(timing.longestRetry()) < 0 ? doubled : timing.longestRetry();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
      open = null;
    } while (!closing);
  }

  private Connection reconnected() throws SQLException {
    Connection connection = source.open();
    try {
      listen(connection);
      reload(connection, Observation.CatalogueRead.Cause.RECONNECTED);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /// Until the connection fails or the thread is interrupted.
  private void follow(Connection connection) throws SQLException, InterruptedException {
    long poll = timing.poll().toNanos();
    long polled = System.nanoTime();
    while (!closing) {
      if (Thread.interrupted()) throw new InterruptedException();
      long wait = Math.max(1, Duration.ofNanos(polled + poll - System.nanoTime()).toMillis());
      if (heard(connection, wait)) {
        heardWithin(connection, timing.debounce());
        reload(connection, Observation.CatalogueRead.Cause.NOTIFIED);
        polled = System.nanoTime();
      } else if (System.nanoTime() - polled >= poll) {
        Fingerprint found = Fingerprint.of(connection);
        if (found.text().equals(snapshot.fingerprint())) {
          snapshot = snapshot.seenAgain(found.asOf());
        } else {
          reload(connection, Observation.CatalogueRead.Cause.DIFFERENCE_FOUND);
        }
        polled = System.nanoTime();
      }
    }
  }

  /// Waits the whole time, so that what comes with a first notification is answered with it.
  private static void heardWithin(Connection connection, Duration time)
      throws SQLException, InterruptedException {
    Thread.sleep(time);
    Notifications.arrived(connection);
  }

  private static boolean heard(Connection connection, long waitMs) throws SQLException {
    return Notifications.await(connection, Duration.ofMillis(waitMs)).stream()
        .anyMatch(RELOAD::contains);
  }

  private void reload(Connection connection, Observation.CatalogueRead.Cause cause)
      throws SQLException {
    long begin = System.nanoTime();
    CatalogueReader.Snapshot old = snapshot;
    CatalogueReader.Snapshot read = reader.snapshot(connection, old.catalogue().epoch());
    boolean changed =
        !read.catalogue().says(old.catalogue()) || !read.fingerprint().equals(old.fingerprint());
    snapshot = changed ? read.next() : old.seenAgain(read.asOf());
    observe(cause, changed, begin);
  }

  private void observe(Observation.CatalogueRead.Cause cause, boolean changed, long begin) {
    Catalogue catalogue = snapshot.catalogue();
    observer.observe(
        new Observation.CatalogueRead(
            cause,
            catalogue.epoch(),
            changed,
            catalogue.tables().size(),
            catalogue.functions().size(),
            Duration.ofNanos(System.nanoTime() - begin)));
  }

  private static void listen(Connection connection) throws SQLException {
    // A server that vanished without a word must not hold the thread.
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(SILENCE_LIMIT.toMillis()));
    try (Statement statement = connection.createStatement()) {
      statement.execute("listen pgrst");
    }
  }

  private static boolean pause(Duration time) {
    try {
      Thread.sleep(time);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Stops watching; the last catalogue stays readable.
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
