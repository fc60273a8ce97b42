package io.eventlive.server;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Prints the keys of an installation as `KEY=value` lines, whether its server runs or not.
@Command(
    name = "keys",
    description = "Print the address and the keys of an installation as KEY=value lines.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.VersionLine.class)
final class KeysCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final PrintStream out;

  @Option(names = "--data", paramLabel = "DIR", description = "Data folder (default: .eventlive).")
  private @Nullable Path data;

  KeysCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws CannotStart {
    Settings settings = Settings.of(environment).with(Setting.DATA, "--data", data);
    Path folder = Configuration.dataFolder(settings);
    Keys keys =
        new KeyRing(new KeyForge(new SecureRandom()), Clock.systemUTC())
            .read(folder, BroughtKeys.of(settings));
    String expected = Configuration.expectedUrl(settings);
    String url =
        RunningServer.read(folder)
            .filter(server -> !server.url().isEmpty() && server.lives())
            .map(RunningServer::url)
            .orElse(expected);
    out.print("SUPABASE_URL=" + url + "\n" + EnvFile.lines(keys.byName()));
    out.flush();
    return ExitCode.DONE.number();
  }
}
