package io.eventlive.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What PostgreSQL said to one member of a batch.
@SuppressWarnings("serial") // never serialised
final class MemberRefused extends SQLException {
  private final ServerMessage said;

  MemberRefused(
      String state, @Nullable String message, @Nullable String detail, @Nullable String hint) {
    super(message, state);
    this.said = new ServerMessage(String.valueOf(message), filled(detail), filled(hint));
  }

  ServerMessage said() {
    return said;
  }

  /// PL/pgSQL gives an empty text for what an error does not have.
  private static @Nullable String filled(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
