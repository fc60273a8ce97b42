package io.eventlive.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who a session belongs to, remembered for a moment: the old client asks before every other call,
/// so that one person asks many times a second.
///
/// What this node ends is forgotten at once: a look-up that began before the end is waited for and
/// thrown away. What another node ends is believed for no longer than the entry lives.
final class KnownUsers {
  private static final long MAX_BYTES = 64L << 20;

  private static final String FIND =
      "select "
          + UserRows.COLUMNS
          + """
          ,
            cast(? as uuid) is null
              or exists (
                select from auth.sessions as session
                where session.id = cast(? as uuid) and session.user_id = u.id
              ) as session_lives
          from auth.users as u
          where u.id = ? and u.deleted_at is null
          """;

  /// What is known of a token's owner.
  sealed interface Known {
    /// Somebody who is signed in.
    ///
    /// @param json the person as `GET /user` answers
    record Here(UUID id, String json, @Nullable Instant bannedUntil) implements Known {}

    record NoUser() implements Known {}

    record NoSession() implements Known {}
  }

  private record Key(UUID userId, Optional<UUID> sessionId) {}

  private final AuthDatabase database;
  private final Cache<Key, Known> known;
  private final EndedAccess ended;

  /// @param ended is told what ends here
  KnownUsers(AuthDatabase database, Duration lifetime, Ticker ticker, EndedAccess ended) {
    this.database = database;
    this.ended = ended;
    this.known =
        Caffeine.newBuilder()
            .expireAfterWrite(lifetime)
            .maximumWeight(MAX_BYTES)
            .weigher((Key _, Known value) -> weight(value))
            .ticker(ticker)
            .build();
  }

  /// @param sessionId empty for a token that somebody else issued with our secret
  Known find(UUID userId, Optional<UUID> sessionId) {
    return known.get(
        new Key(userId, sessionId), key -> database.run(connection -> load(connection, key)));
  }

  /// Forgets a person and these sessions of theirs. To be called after the commit.
  void forget(UUID userId, Collection<UUID> sessionIds) {
    known.invalidate(new Key(userId, Optional.empty()));
    sessionIds.forEach(session -> known.invalidate(new Key(userId, Optional.of(session))));
  }

  /// These sessions are over. To be called after the commit.
  void end(UUID userId, Collection<UUID> sessionIds) {
    ended.endSessions(sessionIds);
    forget(userId, sessionIds);
  }

  /// A person is gone, with these sessions. To be called after the commit.
  void remove(UUID userId, Collection<UUID> sessionIds) {
    ended.remove(userId);
    end(userId, sessionIds);
  }

  /// A person with these sessions is kept out, or no longer. To be called after the commit.
  ///
  /// @param until empty where a ban is lifted
  void ban(UUID userId, Optional<Instant> until, Collection<UUID> sessionIds) {
    ended.ban(userId, until);
    forget(userId, sessionIds);
  }

  private static Known load(Connection connection, Key key) throws SQLException {
    @Nullable UUID session = key.sessionId().orElse(null);
    return AuthDatabase.query(connection, FIND, KnownUsers::read, session, session, key.userId());
  }

  private static Known read(ResultSet rows) throws SQLException {
    if (!rows.next()) return new Known.NoUser();
    if (!rows.getBoolean("session_lives")) return new Known.NoSession();
    User user = UserRows.user(rows);
    return new Known.Here(user.id(), UserJson.user(user).toString(), user.bannedUntil());
  }

  private static int weight(Known value) {
    return switch (value) {
      case Known.Here here -> 300 + here.json().length();
      case Known.NoUser _, Known.NoSession _ -> 200;
    };
  }
}
