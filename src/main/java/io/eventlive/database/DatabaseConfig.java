package io.eventlive.database;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Which database, and how much of it requests may use.
///
/// @param folder where passwords are kept, and the embedded cluster; made with mode 0700
/// @param source the database
/// @param requestConnections workers, and so connections, for requests
/// @param queueLimit requests that may wait for a worker
/// @param longestWait how long each of them may wait; so long, too, a sign-in for its connection
/// @param signInConnections connections for sign-in
/// @param silenceLimit after how long without a byte from PostgreSQL a connection is given up; has
///   to be longer than the longest statement timeout
public record DatabaseConfig(
    Path folder,
    Source source,
    int requestConnections,
    int queueLimit,
    Duration longestWait,
    int signInConnections,
    Duration silenceLimit) {

  public static final int DEFAULT_REQUEST_CONNECTIONS = 16;
  public static final int DEFAULT_QUEUE_LIMIT = 10_000;
  public static final Duration DEFAULT_LONGEST_WAIT = Duration.ofSeconds(8);
  public static final int DEFAULT_SIGN_IN_CONNECTIONS = 4;
  public static final Duration DEFAULT_SILENCE_LIMIT = Duration.ofSeconds(60);

  private static final int MOST_CONNECTIONS = 1_000;

  public DatabaseConfig {
    requireWithin("request connections", requestConnections, 1, MOST_CONNECTIONS);
    requireWithin("sign-in connections", signInConnections, 1, MOST_CONNECTIONS);
    requireWithin("the queue limit", queueLimit, 1, 1_000_000);
    if (!longestWait.isPositive()) {
      throw new IllegalArgumentException("the longest wait must be positive");
    }
    if (silenceLimit.toSeconds() < 1) {
      throw new IllegalArgumentException("the silence limit must be at least a second");
    }
  }

  /// The defaults for everything but the database itself.
  public static DatabaseConfig of(Path folder, Source source) {
    return new DatabaseConfig(
        folder,
        source,
        DEFAULT_REQUEST_CONNECTIONS,
        DEFAULT_QUEUE_LIMIT,
        DEFAULT_LONGEST_WAIT,
        DEFAULT_SIGN_IN_CONNECTIONS,
        DEFAULT_SILENCE_LIMIT);
  }

  private static void requireWithin(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " must be between " + least + " and " + most + ", not " + value);
    }
  }

  /// Where the database comes from.
  public sealed interface Source {
    /// A cluster of our own in the folder.
    ///
    /// @param binaries where PostgreSQL's programs are unpacked; may be shared by several folders
    record Embedded(Path binaries) implements Source {}

    /// A server that is already there.
    ///
    /// @param url libpq URL with user and password
    /// @param schema null: EventLive's where EventLive has made it before, else the operator's own
    record Foreign(String url, @Nullable SchemaMode schema) implements Source {
      @Override
      public String toString() {
        return "Foreign[" + schema + "]"; // the URL holds a password
      }
    }
  }
}
