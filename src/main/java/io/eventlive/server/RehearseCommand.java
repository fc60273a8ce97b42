package io.eventlive.server;

import io.eventlive.rehearsal.CannotRehearse;
import io.eventlive.rehearsal.OldPlatform;
import io.eventlive.rehearsal.Outcome;
import io.eventlive.rehearsal.Plan;
import io.eventlive.rehearsal.Rehearsal;
import io.eventlive.rehearsal.Report;
import io.eventlive.rehearsal.Shape;
import io.eventlive.rehearsal.SupabaseJs;
import io.eventlive.rehearsal.Target;
import io.eventlive.rehearsal.Witness;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Lets a crowd in, and reports how it went.
@Command(
    name = "rehearse",
    description = "Let a crowd of the old client join, all in one minute, and report how it went.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.VersionLine.class,
    footer = {
      "",
      "Without --url it starts a server of its own on a made-up event, and removes both.",
      "Only accounts whose addresses nobody can own (example.com) take part, on any server.",
      "Exit codes: 0 no error was shown to anybody, 1 some were or the run does not count."
    })
final class RehearseCommand implements Callable<Integer> {
  private static final Duration PUTTING_AWAY = Duration.ofMinutes(3);

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;
  private final StopRequest stop = new StopRequest();

  @Option(names = "--attendees", paramLabel = "N", required = true, description = "Who arrive.")
  private int attendees;

  @Option(
      names = "--over",
      paramLabel = "TIME",
      required = true,
      converter = Time.class,
      description = "In which time they arrive, such as 60s.")
  private Duration over = Duration.ZERO;

  @Option(
      names = "--shape",
      paramLabel = "doors-open|even",
      converter = ShapeName.class,
      description = "How arrivals lie in it (doors-open).")
  private Shape shape = Shape.DOORS_OPEN;

  @Option(
      names = "--stay",
      paramLabel = "TIME",
      converter = Time.class,
      description = "How long everything goes on after that (60s).")
  private Duration stay = Plan.DEFAULT_STAY;

  @Option(
      names = "--client",
      paramLabel = "legacy",
      converter = ClientName.class,
      description = "Whose calls they make: those of the old webinar platform (legacy).")
  private String client = ClientName.LEGACY;

  @Option(
      names = "--supabase-js",
      paramLabel = "2.81.1|2.119.1",
      converter = ClientVersion.class,
      description = "As which version: the former asks nothing again, the latter reads (2.81.1).")
  private SupabaseJs supabaseJs = SupabaseJs.AT_THE_INCIDENT;

  @Option(names = "--webinar", paramLabel = "SLUG", description = "Which event.")
  private @Nullable String webinar;

  @Option(
      names = "--skip",
      paramLabel = "N",
      description = "Pass over so many of the registered, for a second crowd at the same time (0).")
  private int skip;

  @Option(names = "--messages", paramLabel = "N", description = "Chat messages a second (1).")
  private double messages = Plan.Habits.ON_THE_DAY.messagesPerSecond();

  @Option(
      names = "--on-questions",
      paramLabel = "SHARE",
      description = "Share of attendees whose tab with the questions polls (0.25).")
  private double onQuestions = Plan.Habits.ON_THE_DAY.onQuestions();

  @Option(names = "--dashboards", paramLabel = "N", description = "Hosts' dashboards (1).")
  private int dashboards = Plan.Habits.ON_THE_DAY.dashboards();

  @Option(names = "--sockets", paramLabel = "N", description = "Connections at most (4096).")
  private int sockets = Plan.DEFAULT_SOCKETS;

  @Option(names = "--seed", paramLabel = "N", description = "Of everything random (42).")
  private long seed = 42;

  @Option(names = "--url", paramLabel = "URL", description = "A server that runs.")
  private @Nullable URI url;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "With --url: that server's data folder, for its keys (.eventlive).")
  private @Nullable Path data;

  @Option(
      names = "--plain-http",
      description = "Send that server's keys over http although it is not this machine.")
  private boolean plainHttp;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for report.md, report.html and result.json; else the report is printed.")
  private @Nullable Path folder;

  RehearseCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws CannotStart {
    Plan plan = plan();
    try (Signals signals = Signals.heed(stop, PUTTING_AWAY)) {
      Outcome outcome = url == null ? onItsOwn(plan) : against(url, plan);
      boolean fine = outcome.counts() && outcome.failed() == 0 && outcome.errors() == 0;
      ExitCode code = fine ? ExitCode.DONE : ExitCode.FINDINGS;
      signals.ended(code);
      return code.number();
    }
  }

  private Plan plan() throws CannotStart {
    try {
      return new Plan(
          attendees,
          over,
          shape,
          stay,
          supabaseJs,
          webinar,
          skip,
          new Plan.Habits(messages, onQuestions, dashboards),
          sockets,
          seed);
    } catch (IllegalArgumentException wrong) {
      throw CannotStart.badInput("A rehearsal cannot be like that: " + wrong.getMessage() + ".");
    }
  }

  private Outcome onItsOwn(Plan plan) throws CannotStart {
    if (data != null) {
      throw CannotStart.badInput("--data is about a server that runs: name it with --url.");
    }
    if (plan.skip() + plan.attendees() > OldPlatform.MOST_PEOPLE) {
      throw CannotStart.badInput(
          "The made-up event has %d people; name a server with --url for more."
              .formatted(OldPlatform.MOST_PEOPLE));
    }
    err.println("Making a database of 100,000 rows and starting a server on it …");
    try (ThrowAwayServer server =
        ThrowAwayServer.start(plan.skip() + plan.attendees(), new SecureRandom())) {
      return rehearse(plan, server.target(), "a server of its own");
    }
  }

  private Outcome against(URI url, Plan plan) throws CannotStart {
    Settings settings = Settings.of(environment).with(Setting.DATA, "--data", data);
    Keys keys =
        new KeyRing(new KeyForge(new SecureRandom()), Clock.systemUTC())
            .read(Configuration.dataFolder(settings), BroughtKeys.of(settings));
    Target target;
    try {
      target = new Target(withoutSlash(url), keys.anonKey(), keys.serviceRoleKey());
    } catch (IllegalArgumentException wrong) {
      throw CannotStart.badInput("--url: " + wrong.getMessage() + ".");
    }
    if (!plainHttp && "http".equals(url.getScheme()) && !isThisMachine(url)) {
      throw CannotStart.badInput(
          "%s is not this machine, and http would show the service_role key to everybody on the way: use https, or say --plain-http."
              .formatted(url));
    }
    return rehearse(plan, target, url.toString());
  }

  private static URI withoutSlash(URI url) {
    return URI.create(url.toString().replaceFirst("/+$", ""));
  }

  private static boolean isThisMachine(URI url) {
    try {
      return InetAddress.getByName(url.getHost()).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }

  private Outcome rehearse(Plan plan, Target target, String name) throws CannotStart {
    err.println(
        "%d attendees with the %s client arrive within %d s at %s."
            .formatted(plan.attendees(), client, plan.over().toSeconds(), target));
    try {
      Outcome outcome =
          new Rehearsal(target, Clock.systemUTC(), Witness.NONE)
              .run(plan, this::tell, stop::isAsked);
      Report report = new Report(outcome, name);
      if (folder == null) out.print(report.markdown());
      else report.write(folder);
      out.flush();
      err.println(report.summary());
      return outcome;
    } catch (CannotRehearse reason) {
      throw reason.unreachable()
          ? CannotStart.unreachable(reason.sentence(), reason)
          : CannotStart.badInput(reason.sentence(), reason);
    } catch (IOException failure) {
      throw CannotStart.badInput("The report cannot be written: " + failure, failure);
    }
  }

  private void tell(Rehearsal.Progress progress) {
    err.println(
        "%4d s: %d arrived, %d joined, %d requests in flight of %d, %d errors"
            .formatted(
                progress.since().toSeconds(),
                progress.arrived(),
                progress.joined(),
                progress.inFlight(),
                progress.requests(),
                progress.errors()));
  }

  private static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Settings.readDuration(text)
          .orElseThrow(() -> new TypeConversionException("'" + text + "' is no time such as 60s"));
    }
  }

  private static final class ShapeName implements ITypeConverter<Shape> {
    @Override
    public Shape convert(String text) {
      return Shape.of(text)
          .orElseThrow(
              () -> new TypeConversionException("'" + text + "' is not doors-open or even"));
    }
  }

  private static final class ClientName implements ITypeConverter<String> {
    private static final String LEGACY = "legacy";

    @Override
    public String convert(String text) {
      if (text.equals(LEGACY)) return text;
      throw new TypeConversionException("'" + text + "' is not legacy, the only one so far");
    }
  }

  private static final class ClientVersion implements ITypeConverter<SupabaseJs> {
    @Override
    public SupabaseJs convert(String text) {
      return SupabaseJs.of(text)
          .orElseThrow(
              () -> new TypeConversionException("'" + text + "' is not 2.81.1 or 2.119.1"));
    }
  }
}
