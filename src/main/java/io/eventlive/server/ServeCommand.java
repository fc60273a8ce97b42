package io.eventlive.server;

import io.eventlive.database.DatabaseConfig.Source;
import io.eventlive.webinar.DemoPeople;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs a server until a signal asks it to stop.
@Command(
    name = "serve",
    description = "Serve webinars over Supabase's protocols, from an embedded PostgreSQL or yours.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.VersionLine.class,
    footer = {
      "",
      "Every option has a variable, EVENTLIVE_PORT for --port and so on; an option wins.",
      "The other settings are described in docs/reference/configuration.md."
    })
final class ServeCommand implements Callable<Integer> {
  /// What stopping may take beyond the drain: PostgreSQL writes everything to disk.
  private static final Duration PUTTING_AWAY = Duration.ofSeconds(90);

  private final Map<String, String> environment;
  private final PrintStream err;
  private final StopRequest stop = new StopRequest();

  @Option(names = "--port", paramLabel = "PORT", description = "Port, or 0 for a free one (8080).")
  private @Nullable String port;

  @Option(names = "--host", paramLabel = "HOST", description = "Address (127.0.0.1).")
  private @Nullable String host;

  @Option(names = "--data", paramLabel = "DIR", description = "Data folder (.eventlive).")
  private @Nullable Path data;

  @Option(
      names = "--demo",
      description = "Seed a demonstration: an agency, two clients, three webinars.")
  private @Nullable Boolean demo;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "File to write, for its owner alone, when the server answers.")
  private @Nullable Path readyFile;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = "PostgreSQL 15 or newer to use instead of the embedded one.")
  private @Nullable String database;

  @Option(
      names = "--schema",
      paramLabel = "eventlive|existing",
      description =
          "With --database: bring EventLive's schema up to date, or write nothing (existing).")
  private @Nullable String schema;

  @Option(
      names = "--manage-publication",
      description = "With --database: let EventLive create a publication for its change feed.")
  private @Nullable Boolean managePublication;

  @Option(
      names = "--stop-with-input",
      description = "Stop when standard input ends, and so with the process that holds it.")
  private boolean stopWithInput;

  ServeCommand(Map<String, String> environment, PrintStream err) {
    this.environment = environment;
    this.err = err;
  }

  @Override
  public Integer call() throws CannotStart, IOException {
    long began = System.nanoTime();
    Configuration configuration = configuration();
    if (stopWithInput)
      Thread.ofPlatform().name("standard-input").daemon().start(this::awaitInputsEnd);
    try (Signals signals = Signals.heed(stop, configuration.drain().plus(PUTTING_AWAY))) {
      serve(configuration, began);
      signals.ended(ExitCode.DONE);
    }
    return ExitCode.DONE.number();
  }

  private void awaitInputsEnd() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
      stop.ask("standard input ended");
    } catch (IOException failure) {
      stop.ask("standard input failed: " + failure.getMessage());
    }
  }

  private void serve(Configuration configuration, long began) throws CannotStart, IOException {
    Path place = configuration.readyFile();
    ReadyFile ready = place == null ? null : ReadyFile.at(place);
    String reason;
    long stopping;
    try (Server server =
        Server.start(configuration, Clock.system(ZoneId.systemDefault()), new SecureRandom())) {
      try {
        err.println(
            "EventLive %s answers at %s (%s) after %d ms."
                .formatted(
                    Version.number(), server.url(), server.databaseDescription(), ms(began)));
        if (!server.followsChanges()) {
          err.println(
              "There is no change feed: nothing is shared for longer than a moment (see the log).");
        }
        if (configuration.demo()) {
          err.println(
              "Demonstration: sign in as %s or attendee1@example.com with the password %s."
                  .formatted(DemoPeople.HOST_ADDRESS, DemoPeople.PASSWORD));
        }
        if (server.demonstrationPeople() > 0) {
          err.println(
              ("This database holds %d people of a demonstration, whose password everybody knows:"
                      + " they may not sign in without --demo.")
                  .formatted(server.demonstrationPeople()));
        }
        if (ready != null) {
          ready.write(
              server.url(), server.keys(), server.databaseUrl(), ProcessHandle.current().pid());
        }
        reason = awaitStop(configuration, server);
      } finally {
        if (ready != null) ready.remove();
      }
      stopping = System.nanoTime();
    }
    err.println("EventLive stopped after %d ms: %s.".formatted(ms(stopping), reason));
  }

  private String awaitStop(Configuration configuration, Server server) {
    String cache = System.getProperty(AotCache.PROPERTY, "");
    boolean embedded = configuration.database().source() instanceof Source.Embedded;
    if (cache.isEmpty() || !embedded) return stop.await();
    try (AotCache _ = AotCache.begin(Path.of(cache), server.databaseUrl())) {
      return stop.await();
    }
  }

  private Configuration configuration() throws CannotStart {
    return Configuration.of(
        Settings.of(environment)
            .with(Setting.PORT, "--port", port)
            .with(Setting.HOST, "--host", host)
            .with(Setting.DATA, "--data", data)
            .with(Setting.DEMO, "--demo", demo)
            .with(Setting.READY_FILE, "--ready-file", readyFile)
            .with(Setting.DATABASE, "--database", database)
            .with(Setting.SCHEMA, "--schema", schema)
            .with(Setting.MANAGE_PUBLICATION, "--manage-publication", managePublication));
  }

  private static long ms(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toMillis();
  }
}
