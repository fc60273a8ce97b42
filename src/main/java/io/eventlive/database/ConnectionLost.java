package io.eventlive.database;

import java.sql.SQLException;

/// The connection ended, or its answer could not be trusted, while a request used it. The request
/// is not run again: whoever asked decides what that means.
@SuppressWarnings("serial") // never serialised
public final class ConnectionLost extends SQLException {
  /// SQL's own state for a transaction whose end nobody saw.
  private static final String OUTCOME_UNKNOWN = "08007";

  private static final String CONNECTION_FAILURE = "08006";

  private final boolean mayHaveWritten;

  ConnectionLost(String what, boolean mayHaveWritten, Throwable cause) {
    super(what, mayHaveWritten ? OUTCOME_UNKNOWN : CONNECTION_FAILURE, cause);
    this.mayHaveWritten = mayHaveWritten;
  }

  ConnectionLost(String what, boolean mayHaveWritten) {
    super(what, mayHaveWritten ? OUTCOME_UNKNOWN : CONNECTION_FAILURE);
    this.mayHaveWritten = mayHaveWritten;
  }

  /// Whether the request's writes may stand although it got no answer. False is certain: nothing
  /// was written.
  public boolean mayHaveWritten() {
    return mayHaveWritten;
  }
}
