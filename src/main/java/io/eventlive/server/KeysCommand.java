package io.eventlive.server;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Prints the keys of an installation as `KEY=value` lines, or changes those that sign access
/// tokens, whether its server runs or not.
@Command(
    name = "keys",
    description = "Print the address and the keys of an installation as KEY=value lines.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.VersionLine.class,
    footer = {"", "A running server takes up changed signing keys within a second."})
final class KeysCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final PrintStream out;

  @Option(names = "--data", paramLabel = "DIR", description = "Data folder (default: .eventlive).")
  private @Nullable Path data;

  @ArgGroup private @Nullable SigningOption signing;

  /// What is done with the keys that sign access tokens: one thing at a time.
  private static final class SigningOption {
    @Option(
        names = "--signing",
        description = "Print the ids of the keys that sign access tokens instead.")
    private boolean list;

    @Option(
        names = "--rotate",
        description = "Let the standby key sign access tokens from now on, and make a new one.")
    private boolean rotate;

    @Option(
        names = "--revoke",
        paramLabel = "ID",
        description = "Take a signing key away; every access token that it signed ends.")
    private String revoke = "";
  }

  KeysCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws CannotStart {
    Settings settings = Settings.of(environment).with(Setting.DATA, "--data", data);
    Path folder = Configuration.dataFolder(settings);
    BroughtKeys brought = BroughtKeys.of(settings);
    Keys keys =
        new KeyRing(new KeyForge(new SecureRandom()), Clock.systemUTC()).read(folder, brought);
    Map<String, String> values =
        signing == null ? keys.byName() : signingKeys(signing, folder, brought);
    if (signing == null) out.print("SUPABASE_URL=" + url(settings, folder) + "\n");
    out.print(EnvFile.lines(values));
    out.flush();
    return ExitCode.DONE.number();
  }

  private static String url(Settings settings, Path folder) throws CannotStart {
    String expected = Configuration.expectedUrl(settings);
    return RunningServer.read(folder)
        .filter(server -> !server.url().isEmpty() && server.lives())
        .map(RunningServer::url)
        .orElse(expected);
  }

  private static Map<String, String> signingKeys(
      SigningOption option, Path folder, BroughtKeys brought) throws CannotStart {
    if (!brought.signingKeys().isEmpty()) {
      throw CannotStart.badInput(
          "The signing keys are those of %s; change them there."
              .formatted(Setting.SIGNING_KEYS.variable()));
    }
    Optional<SigningKeyChain> chain = done(option, new SigningKeyFile(folder, new SecureRandom()));
    Map<String, String> values = new LinkedHashMap<>();
    values.put("SIGNING_KEY", chain.map(keys -> keys.current().getKeyID()).orElse(""));
    values.put("STANDBY_SIGNING_KEY", chain.map(keys -> keys.standby().getKeyID()).orElse(""));
    values.put("PREVIOUS_SIGNING_KEYS", chain.map(SigningKeyChain::previousIds).orElse(""));
    return values;
  }

  private static Optional<SigningKeyChain> done(SigningOption option, SigningKeyFile file)
      throws CannotStart {
    if (option.list) return file.read();
    return Optional.of(option.rotate ? file.rotate() : file.revoke(option.revoke.strip()));
  }
}
