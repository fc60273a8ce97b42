package io.eventlive.server;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/// The command line: reads the arguments, runs one command, and turns whatever prevents it into one
/// sentence on standard error and an exit code.
public final class Commands {
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  public Commands(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = Map.copyOf(environment);
    this.out = out;
    this.err = err;
  }

  /// Runs what the arguments ask for, until it is done.
  public ExitCode run(String... arguments) {
    CommandLine line =
        new CommandLine(new Root())
            .addSubcommand("serve", new ServeCommand(environment, err))
            .addSubcommand("keys", new KeysCommand(environment, out))
            .addSubcommand("rehearse", new RehearseCommand(environment, out, err))
            .setExpandAtFiles(false)
            .setParameterExceptionHandler(this::refuseUsage)
            .setExecutionExceptionHandler(this::explain)
            .setOut(writer(out))
            .setErr(writer(err));
    int number = line.execute(arguments);
    for (ExitCode code : ExitCode.values()) if (code.number() == number) return code;
    throw new IllegalStateException("No command ends with " + number);
  }

  private int refuseUsage(ParameterException usage, String[] arguments) {
    CommandLine command = usage.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    err.println("%s: %s (%s --help)".formatted(name, UsageSentence.of(usage), name));
    return ExitCode.BAD_INPUT.number();
  }

  private int explain(Exception failure, CommandLine command, CommandLine.ParseResult result) {
    String name = command.getCommandSpec().qualifiedName();
    if (failure instanceof CannotStart reason) {
      err.println("%s: %s".formatted(name, reason.sentence()));
      return reason.exitCode().number();
    }
    err.println("%s: This is a fault of EventLive; please report what follows.".formatted(name));
    failure.printStackTrace(err);
    return ExitCode.UNREACHABLE.number();
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /// What is there when no command is named.
  @Command(
      name = "eventlive",
      description = "A live-event backend that stays up in the minute when everybody joins.",
      mixinStandardHelpOptions = true,
      versionProvider = VersionLine.class,
      synopsisSubcommandLabel = "COMMAND",
      footer = {
        "",
        "Exit codes: 0 done, 1 findings, 2 bad input, port or folder in use, 3 not startable."
      })
  private static final class Root implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "A command is missing.");
    }
  }

  static final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"EventLive " + Version.number()};
    }
  }
}
