package io.eventlive.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// An error in PostgreSQL's own words, apart from what the driver makes of it.
public record ServerMessage(String message, @Nullable String detail, @Nullable String hint) {
  /// What PostgreSQL said; the driver's sentence where the error is the driver's.
  public static ServerMessage of(SQLException problem) {
    if (problem instanceof MemberRefused member) return member.said();
    ServerErrorMessage server =
        problem instanceof PSQLException known ? known.getServerErrorMessage() : null;
    if (server == null) return new ServerMessage(String.valueOf(problem.getMessage()), null, null);
    return new ServerMessage(
        String.valueOf(server.getMessage()), server.getDetail(), server.getHint());
  }
}
