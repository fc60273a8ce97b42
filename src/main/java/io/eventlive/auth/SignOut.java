package io.eventlive.auth;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Which of a person's devices are signed out.
enum SignOut {
  GLOBAL,
  LOCAL,
  OTHERS;

  /// @throws AuthRefusal where there is no such scope
  static SignOut of(String scope) {
    return switch (scope) {
      case "", "global" -> GLOBAL;
      case "local" -> LOCAL;
      case "others" -> OTHERS;
      default -> throw AuthRefusal.invalid("Unsupported logout scope \"" + scope + "\"");
    };
  }

  /// A token without session ends everything: there is nothing smaller that it could mean. Where
  /// more ends than one device, so do the codes that would make another session, and whoever is
  /// about to begin one is waited for: the person has to be signed out of a transaction.
  ///
  /// @return the sessions that are over now
  List<UUID> end(Connection connection, UUID user, Optional<UUID> session) throws SQLException {
    if (this != LOCAL || session.isEmpty()) {
      UserRows.lock(connection, user);
      Outstanding.forgetExchanges(connection, user);
    }
    if (session.isEmpty()) return Sessions.endAll(connection, user);
    return switch (this) {
      case GLOBAL -> Sessions.endAll(connection, user);
      case LOCAL -> Sessions.endOne(connection, user, session.get());
      case OTHERS -> Sessions.endOthers(connection, user, session.get());
    };
  }
}
