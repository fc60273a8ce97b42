package io.eventlive.auth;

import java.sql.SQLException;
import java.sql.SQLTransientException;

/// Something that PostgreSQL or the way to it refused while signing somebody in or out.
@SuppressWarnings("serial") // never serialised
final class DatabaseTrouble extends RuntimeException {
  private final SQLException cause;

  DatabaseTrouble(SQLException cause) {
    super(cause);
    this.cause = cause;
  }

  /// Whether the same request may succeed a moment later: no connection free, none to be had, or
  /// the server going down.
  boolean passing() {
    if (cause instanceof SQLTransientException) return true;
    String state = state();
    return state.startsWith("08") || state.startsWith("53") || state.startsWith("57");
  }

  /// Whether a unique key stood in the way.
  boolean duplicate() {
    return state().equals("23505");
  }

  /// Whether the text itself cannot be stored, as U+0000 cannot.
  boolean unstorableText() {
    return state().equals("22P05") || state().equals("22021");
  }

  private String state() {
    String state = cause.getSQLState();
    return state == null ? "" : state;
  }
}
