package io.eventlive.database;

/// There is no database to serve from, said in one sentence that an operator can act on.
@SuppressWarnings("serial") // never serialised
public final class NoDatabase extends Exception {
  private final Kind kind;

  public NoDatabase(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  public NoDatabase(Kind kind, String sentence, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  /// What an exit code is chosen by.
  public Kind kind() {
    return kind;
  }

  /// The sentence.
  public String sentence() {
    return String.valueOf(getMessage());
  }

  /// Why there is none.
  public enum Kind {
    /// What the operator named cannot be used as it is: a malformed URL, a folder that is not ours.
    BAD_INPUT,
    /// Another server uses the folder.
    IN_USE,
    /// Nothing answers at the address, or it does not let us in.
    UNREACHABLE,
    /// It answers, but is too old or gives too few rights.
    UNSUITABLE,
    /// The embedded PostgreSQL does not start.
    NOT_STARTABLE
  }
}
