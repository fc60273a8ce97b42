package io.eventlive.server;

import io.eventlive.database.DatabaseConfig;
import io.eventlive.database.DatabaseConfig.Source;
import io.eventlive.database.SchemaMode;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The database's settings: which one, and how much of it requests may use.
final class DatabaseSettings {
  private static final int MOST_CONNECTIONS = 1_000;

  private DatabaseSettings() {}

  static DatabaseConfig of(Settings settings, Path dataFolder) throws CannotStart {
    return new DatabaseConfig(
        dataFolder.resolve("postgres"),
        source(settings, dataFolder),
        settings.number(Setting.REQUEST_CONNECTIONS, 1, MOST_CONNECTIONS),
        settings.number(Setting.SIGN_IN_CONNECTIONS, 1, MOST_CONNECTIONS),
        settings.duration(Setting.REQUEST_WAIT, Duration.ofMillis(1), Duration.ofMinutes(10)),
        settings.duration(Setting.DATABASE_SILENCE, Duration.ofSeconds(1), Duration.ofHours(1)));
  }

  private static Source source(Settings settings, Path dataFolder) throws CannotStart {
    String url = settings.text(Setting.DATABASE);
    SchemaMode schema = schema(settings);
    if (!url.isEmpty()) return new Source.Foreign(url, schema);
    // Saying what holds anyway is no mistake: the embedded database has EventLive's schema.
    if (schema == SchemaMode.EXISTING) throw needsDatabase(settings, Setting.SCHEMA);
    if (settings.flag(Setting.MANAGE_PUBLICATION)) {
      throw needsDatabase(settings, Setting.MANAGE_PUBLICATION);
    }
    Path programs = Configuration.path(settings, Setting.PROGRAMS);
    return new Source.Embedded(programs == null ? dataFolder.resolve("programs") : programs);
  }

  private static @Nullable SchemaMode schema(Settings settings) throws CannotStart {
    return switch (settings.text(Setting.SCHEMA)) {
      case "" -> null;
      case "eventlive" -> SchemaMode.EVENTLIVE;
      case "existing" -> SchemaMode.EXISTING;
      default -> throw settings.unusable(Setting.SCHEMA, "eventlive or existing");
    };
  }

  private static CannotStart needsDatabase(Settings settings, Setting setting) {
    return CannotStart.badInput(
        "%s is about a database of your own: name it with --database."
            .formatted(settings.place(setting)));
  }
}
