package io.eventlive;

/// The command line: one subcommand per verb.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {}
}
