package io.eventlive.server;

import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What is wrong with a command line, in one sentence.
final class UsageSentence {
  private static final int WORTH_SUGGESTING = 3;

  private UsageSentence() {}

  static String of(ParameterException usage) {
    CommandSpec command = usage.getCommandLine().getCommandSpec();
    if (usage instanceof UnmatchedArgumentException unmatched) {
      return unknown(unmatched.getUnmatched().getFirst(), command);
    }
    if (usage instanceof OverwrittenOptionException twice) {
      return "%s was given twice.".formatted(name(twice));
    }
    String message = String.valueOf(usage.getMessage()).strip().replaceAll("\\s+", " ");
    return message.endsWith(".") ? message : message + ".";
  }

  private static String name(OverwrittenOptionException twice) {
    return twice.getOverwritten() instanceof OptionSpec option
        ? option.longestName()
        : "An argument";
  }

  private static String unknown(String argument, CommandSpec command) {
    boolean option = argument.startsWith("-");
    String name = option ? argument.split("=", 2)[0] : argument;
    List<String> known =
        option
            ? command.options().stream().map(spec -> spec.longestName()).toList()
            : List.copyOf(command.subcommands().keySet());
    String suggestion =
        known.stream()
            .filter(candidate -> Nearness.distance(candidate, name) <= WORTH_SUGGESTING)
            .min(Comparator.comparingInt(candidate -> Nearness.distance(candidate, name)))
            .map("; did you mean %s?"::formatted)
            .orElse(".");
    return "There is no %s %s%s"
        .formatted(option ? "option" : known.isEmpty() ? "argument" : "command", name, suggestion);
  }
}
