package io.eventlive;

import io.eventlive.server.Commands;
import java.io.PrintStream;
import java.util.Map;

/// The command line: one subcommand per verb.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, System.getenv(), System.out, System.err));
  }

  /// Runs one command until it is done, and says how it ended.
  ///
  /// @return the exit code: 0 done, 1 findings, 2 bad input, 3 not reachable or not startable
  static int run(
      String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    return new Commands(environment, out, err).run(arguments).number();
  }
}
