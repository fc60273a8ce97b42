package io.eventlive.rehearsal;

/// A rehearsal that does not begin, with one sentence for the person at the terminal. Carries no
/// stack trace: it is an outcome, not a fault.
@SuppressWarnings("serial") // never serialised
public final class CannotRehearse extends Exception {
  private final boolean unreachable;

  private CannotRehearse(String sentence, boolean unreachable) {
    super(sentence, null, false, false);
    this.unreachable = unreachable;
  }

  static CannotRehearse because(String sentence) {
    return new CannotRehearse(sentence, false);
  }

  static CannotRehearse unreachable(String sentence) {
    return new CannotRehearse(sentence, true);
  }

  /// Whether the server could not be reached, rather than having nothing to rehearse with.
  public boolean unreachable() {
    return unreachable;
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
