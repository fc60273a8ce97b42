package io.eventlive.database;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Which database, and how much of it requests may use.
///
/// @param folder where passwords are kept, and the embedded cluster; made with mode 0700
/// @param source the database
/// @param requestConnections workers, and so connections, for requests
/// @param signInConnections connections for sign-in
/// @param signInWait how long a sign-in may wait for one of them
/// @param silenceLimit after how long without a byte from PostgreSQL a connection is given up; has
///   to be longer than the longest statement timeout
public record DatabaseConfig(
    Path folder,
    Source source,
    int requestConnections,
    int signInConnections,
    Duration signInWait,
    Duration silenceLimit) {

  public static final int DEFAULT_REQUEST_CONNECTIONS = 16;
  public static final int DEFAULT_SIGN_IN_CONNECTIONS = 4;
  public static final Duration DEFAULT_SIGN_IN_WAIT = Duration.ofSeconds(8);
  public static final Duration DEFAULT_SILENCE_LIMIT = Duration.ofSeconds(60);

  private static final int MOST_CONNECTIONS = 1_000;

  public DatabaseConfig {
    requireWithin("request connections", requestConnections, 1, MOST_CONNECTIONS);
    requireWithin("sign-in connections", signInConnections, 1, MOST_CONNECTIONS);
    if (!signInWait.isPositive()) {
      throw new IllegalArgumentException("a sign-in's wait must be positive");
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
        DEFAULT_SIGN_IN_CONNECTIONS,
        DEFAULT_SIGN_IN_WAIT,
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
