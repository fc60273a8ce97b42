package io.eventlive.server;

/// How a command ended, as the process's exit code. Stable: scripts and service managers read it.
public enum ExitCode {
  /// What was asked for is done; for `serve`, a clean stop.
  DONE(0),

  /// A check found something that would hurt.
  FINDINGS(1),

  /// Usage, bad input, a port or folder in use.
  BAD_INPUT(2),

  /// The server or the database cannot be reached or started.
  UNREACHABLE(3);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
