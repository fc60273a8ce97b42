package io.eventlive.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;

/// How each of our roles gets into the database that is served.
record Logins(Function<Role, Login> of) {
  Login of(Role role) {
    return of.apply(role);
  }

  /// Each role with a password of its own.
  static Logins byPassword(Address address, Passwords passwords) {
    return new Logins(role -> new Login(address, role.sqlName(), passwords.of(role)));
  }

  /// Everybody through the one login that the operator gave, as the role in question where that
  /// role exists and the login may become it, and as the login itself otherwise. Nobody becomes
  /// EventLive's owner or replicator, who have no rights in a database that is not ours.
  static Logins through(LibpqUrl url, Connection connection) throws SQLException {
    Map<Role, Login> logins = new java.util.EnumMap<>(Role.class);
    Login plain = new Login(url.address(), url.user(), url.password());
    for (Role role : Role.values()) {
      boolean ours = role == Role.EVENTLIVE_OWNER || role == Role.EVENTLIVE_REPLICATOR;
      logins.put(role, ours ? plain : plain.beginningWith(becoming(role, connection)));
    }
    return new Logins(role -> java.util.Objects.requireNonNull(logins.get(role)));
  }

  /// A superuser gives up being one for the whole session: with `set role` alone it could still
  /// take any role.
  private static String becoming(Role role, Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select case
                when us.rolsuper then format('set session authorization %I', them.rolname)
                else format('set role %I', them.rolname)
              end
            from pg_roles us, pg_roles them
            where us.rolname = current_user
              and them.rolname = ?
              and them.rolname <> us.rolname
              and pg_has_role(us.oid, them.oid, 'member')
            """)) {
      statement.setString(1, role.sqlName());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }
}
