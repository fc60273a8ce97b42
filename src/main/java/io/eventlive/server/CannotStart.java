package io.eventlive.server;

import io.eventlive.database.NoDatabase;

/// A command that cannot do its work, with one sentence for the person at the terminal and the exit
/// code for the script around it.
///
/// Carries no stack trace: it is an outcome, not a fault. What made it is its cause.
@SuppressWarnings("serial") // never serialised
public final class CannotStart extends Exception {
  private final ExitCode exitCode;

  private CannotStart(ExitCode exitCode, String sentence, Throwable cause) {
    super(sentence, cause, false, false);
    this.exitCode = exitCode;
  }

  private CannotStart(ExitCode exitCode, String sentence) {
    super(sentence, null, false, false);
    this.exitCode = exitCode;
  }

  static CannotStart badInput(String sentence) {
    return new CannotStart(ExitCode.BAD_INPUT, sentence);
  }

  static CannotStart badInput(String sentence, Throwable cause) {
    return new CannotStart(ExitCode.BAD_INPUT, sentence, cause);
  }

  static CannotStart unreachable(String sentence) {
    return new CannotStart(ExitCode.UNREACHABLE, sentence);
  }

  static CannotStart unreachable(String sentence, Throwable cause) {
    return new CannotStart(ExitCode.UNREACHABLE, sentence, cause);
  }

  /// A database that cannot be had, in the words of the package that knows.
  static CannotStart of(NoDatabase failure) {
    return switch (failure.kind()) {
      case BAD_INPUT, IN_USE -> badInput(failure.sentence(), failure);
      case UNREACHABLE, UNSUITABLE, NOT_STARTABLE -> unreachable(failure.sentence(), failure);
    };
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  /// What happened and what to do, in one sentence.
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
