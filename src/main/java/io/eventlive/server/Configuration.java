package io.eventlive.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Everything that can be set about a server, checked.
///
/// @param port 0 picks a free one
/// @param publicUrl the address by which clients reach the server, where it is not its own
/// @param dataFolder absolute
/// @param drain how long a stop waits for requests that were accepted before it
record Configuration(
    String host,
    int port,
    Optional<URI> publicUrl,
    Path dataFolder,
    boolean demo,
    Optional<Path> readyFile,
    DatabaseChoice database,
    Duration drain) {

  /// Which database is served.
  sealed interface DatabaseChoice {
    /// The one that EventLive brings along and keeps in the data folder.
    record Embedded() implements DatabaseChoice {}

    /// One that somebody else runs.
    ///
    /// @param schema empty where the database itself shows whether EventLive made it
    record Foreign(String url, Optional<Schema> schema, boolean managePublication)
        implements DatabaseChoice {
      /// Names no URL: there may be a password in it.
      @Override
      public String toString() {
        return "Foreign[schema=" + schema + "]";
      }
    }
  }

  /// Whose schema a foreign database has.
  enum Schema {
    /// EventLive's own, which a start brings up to date.
    EVENTLIVE,

    /// Somebody else's, in which a start writes nothing.
    EXISTING
  }

  private static final int HIGHEST_PORT = 65_535;

  static Configuration of(Settings settings) throws CannotStart {
    return new Configuration(
        settings.text(Setting.HOST),
        settings.number(Setting.PORT, 0, HIGHEST_PORT),
        publicUrl(settings),
        dataFolder(settings),
        settings.flag(Setting.DEMO),
        optional(settings, Setting.READY_FILE).map(file -> Path.of(file).toAbsolutePath()),
        database(settings),
        settings.duration(Setting.DRAIN, Duration.ZERO, Duration.ofMinutes(10)));
  }

  static Path dataFolder(Settings settings) {
    return Path.of(settings.text(Setting.DATA)).toAbsolutePath().normalize();
  }

  /// Where a server with these settings would be reached.
  static String expectedUrl(Settings settings) throws CannotStart {
    Optional<URI> publicUrl = publicUrl(settings);
    if (publicUrl.isPresent()) return publicUrl.get().toString();
    return url(settings.text(Setting.HOST), settings.number(Setting.PORT, 0, HIGHEST_PORT));
  }

  /// The address of a server that listens there; one that listens everywhere is named by its
  /// loopback address, because `0.0.0.0` is no place to go to.
  static String url(String host, int port) {
    String reachable =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::", "[::]" -> "[::1]";
          default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    return "http://" + reachable + ":" + port;
  }

  private static Optional<URI> publicUrl(Settings settings) throws CannotStart {
    String text = settings.text(Setting.PUBLIC_URL).replaceFirst("/+$", "");
    if (text.isEmpty()) return Optional.empty();
    try {
      URI url = URI.create(text);
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return Optional.of(url);
      }
    } catch (IllegalArgumentException _) {
      // said below, together with other addresses that are none of ours
    }
    throw settings.unusable(Setting.PUBLIC_URL, "an address such as https://live.example.com");
  }

  private static DatabaseChoice database(Settings settings) throws CannotStart {
    boolean managePublication = settings.flag(Setting.MANAGE_PUBLICATION);
    Optional<Schema> schema = schema(settings);
    Optional<String> url = optional(settings, Setting.DATABASE);
    if (url.isPresent()) {
      return new DatabaseChoice.Foreign(url.get(), schema, managePublication);
    }
    if (managePublication) throw needsDatabase(settings, Setting.MANAGE_PUBLICATION);
    // Saying what holds anyway is no mistake; the embedded database always has EventLive's schema.
    if (schema.equals(Optional.of(Schema.EXISTING))) throw needsDatabase(settings, Setting.SCHEMA);
    return new DatabaseChoice.Embedded();
  }

  private static Optional<Schema> schema(Settings settings) throws CannotStart {
    return switch (settings.text(Setting.SCHEMA)) {
      case "" -> Optional.empty();
      case "eventlive" -> Optional.of(Schema.EVENTLIVE);
      case "existing" -> Optional.of(Schema.EXISTING);
      default -> throw settings.unusable(Setting.SCHEMA, "eventlive or existing");
    };
  }

  private static CannotStart needsDatabase(Settings settings, Setting setting) {
    return CannotStart.badInput(
        "%s is about a database of your own: name it with --database."
            .formatted(settings.place(setting)));
  }

  private static Optional<String> optional(Settings settings, Setting setting) {
    String text = settings.text(setting);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
