package io.eventlive.observation;

import java.time.Duration;
import java.util.Optional;

/// Everything worth telling an operator: one record per kind of event. The log writer and the
/// metrics each switch over it without a default, so that a new kind cannot be forgotten.
public sealed interface Observation {
  /// A request was answered, or its client left before it could be (status 499).
  ///
  /// @param route low-cardinality name of what was asked, such as `/rest/v1/webinars`
  /// @param path decoded path as it came; like all texts of the client's no longer than a line
  ///   shows
  /// @param query raw query as it came; whoever writes it down redacts it
  /// @param errorCode wire code when the answer is an error
  /// @param role database role in force; empty where none was decided
  /// @param client the address that asked; whoever writes it down shortens it
  record RequestAnswered(
      String requestId,
      String method,
      String route,
      String path,
      String query,
      int status,
      Optional<String> errorCode,
      Optional<String> role,
      Duration duration,
      long requestBytes,
      long answerBytes,
      String client,
      String clientInfo,
      String userAgent)
      implements Observation {
    public RequestAnswered {
      method = Redaction.kept(method);
      path = Redaction.kept(path);
      query = Redaction.kept(query);
      clientInfo = Redaction.kept(clientInfo);
      userAgent = Redaction.kept(userAgent);
    }
  }

  /// The embedded PostgreSQL is gone although nobody stopped it.
  record PostgresDied(long pid) implements Observation {}

  /// The embedded PostgreSQL runs again after it had died.
  ///
  /// @param attempts how many starts it took
  record PostgresStartedAgain(int attempts, Duration duration) implements Observation {}

  /// The embedded PostgreSQL died and an attempt to start it again failed; the next one follows.
  record PostgresDoesNotStart(int attempt, String problem) implements Observation {}

  /// The embedded PostgreSQL did not come to an end when it was told to.
  record PostgresDoesNotStop(String problem) implements Observation {}

  /// A connection was refused because as many as allowed are open.
  record ConnectionRefused(String client, int open) implements Observation {}

  /// Something failed that nobody foresaw; logged here and nowhere else.
  ///
  /// @param activity what was being done, such as `GET /rest/v1/*`
  /// @param requestId the request in question; empty outside of requests
  record UnexpectedFailure(String activity, Optional<String> requestId, Throwable cause)
      implements Observation {}

  /// A feature answered one request twice; the second answer was dropped. A programming error.
  record AnsweredTwice(String requestId, String route) implements Observation {}

  /// The catalogue was read from the database.
  ///
  /// @param changed whether anything differs from what was known; then the epoch is a new one
  record CatalogueRead(
      Cause cause, long epoch, boolean changed, int tables, int functions, Duration duration)
      implements Observation {
    /// Why it was read.
    public enum Cause {
      START,
      NOTIFIED,
      DIFFERENCE_FOUND,
      RECONNECTED
    }
  }

  /// A setting of PostgREST that the database gives cannot be read; the server's own holds instead.
  ///
  /// @param expected what its value has to look like
  record DatabaseSettingUnusable(String name, String expected) implements Observation {}

  /// The connection that watches the catalogue failed. What was known before still serves.
  record CatalogueWatchLost(String problem, Duration retryIn) implements Observation {}

  /// An answer did not show the role and number that its request had set: it was discarded and its
  /// connection closed. Never normal; the role that policies judged by may have been wrong.
  ///
  /// @param shown the role that the answer shows instead, or what it lacks
  record WitnessMissed(String role, String shown) implements Observation {}

  /// A request's connection ended while the request used it.
  ///
  /// @param mayHaveWritten whether its writes may stand
  record RequestConnectionLost(boolean mayHaveWritten, String problem) implements Observation {}

  /// No connection for requests can be had; until it is back they are turned away at once.
  record DatabaseUnreachable(String problem) implements Observation {}

  /// Connections for requests can be had again.
  record DatabaseReachable(Duration after) implements Observation {}

  /// The database acknowledges commits that a power cut may undo.
  ///
  /// @param setting which of its settings says so
  record DatabaseNotDurable(String setting) implements Observation {}

  /// Row level security binds `service_role` in a database that is served as it is, unlike in a
  /// Supabase project: whoever holds its key sees no more than policies show it.
  record ServiceRoleBound() implements Observation {}

  /// The database holds people of a demonstration, whose password everybody knows, and this server
  /// shows none: they were banned.
  record DemonstrationLockedOut(int people) implements Observation {}

  /// Inserts of several callers were committed together.
  ///
  /// @param table with its schema
  /// @param members how many
  /// @param refused how many of them PostgreSQL refused, each alone
  record InsertsTogether(String table, int members, int refused) implements Observation {}

  /// An insert had a transaction of its own, although those of its table may share one.
  ///
  /// @param reason in a word, such as `locked` or `rows`
  record InsertAlone(String table, String reason) implements Observation {}

  /// Somebody was let in.
  ///
  /// @param method `password`, `sign_up`, `anonymous` or `refresh_token`
  record SignInSucceeded(String method) implements Observation {}

  /// Somebody was not let in. Says nothing about who it was.
  ///
  /// @param reason the wire code of the refusal
  record SignInRefused(String method, String reason) implements Observation {}

  /// A sign-in was turned away because too many passwords are being checked.
  ///
  /// @param waiting how many wait for a thread
  record PasswordLaneFull(int waiting) implements Observation {}

  /// A mail server took a letter. Like all observations of mail it names no address.
  ///
  /// @param kind what the letter was for, such as `sign_in`
  /// @param attempts how many it took
  /// @param duration since the letter was handed in
  record MailSent(String kind, int attempts, Duration duration) implements Observation {}

  /// An attempt to send a letter failed.
  ///
  /// @param reason such as `rejected_550`, `unreachable`, `too_slow`; never the server's own words
  /// @param again whether another attempt follows; otherwise the letter is lost
  record MailFailed(String kind, int attempts, String reason, boolean again)
      implements Observation {}

  /// A letter was not taken at all.
  ///
  /// @param reason `queue_full` or `stopped`
  record MailRefused(String kind, String reason) implements Observation {}

  /// A letter went into the outbox, because no mail server is set.
  record MailKept(String kind) implements Observation {}

  /// Access tokens are signed and believed with other keys from now on.
  ///
  /// @param signingKey id of the one that signs; empty for the shared secret
  /// @param believed how many are believed, the shared secret among them
  record SigningKeysChanged(String signingKey, int believed) implements Observation {}

  /// The file of the signing keys holds what cannot be used; the keys stay as they were.
  record SigningKeysUnusable(String problem) implements Observation {}

  /// An answer that was shared turned out to be another one than PostgreSQL would have given. Never
  /// normal; the table's answers are private from now on.
  ///
  /// @param table that was read
  record SharedAnswerWrong(String table) implements Observation {}

  /// A request asked for what cannot be, and was refused before it reached the database.
  ///
  /// @param code wire code of the refusal
  /// @param subject what cannot be, in words that hold no value of the caller's
  /// @param first whether it is the first of its kind from this kind of client
  record ImpossibleRequest(
      String requestId,
      String method,
      String path,
      String code,
      String subject,
      String role,
      String clientInfo,
      String userAgent,
      boolean first)
      implements Observation {
    public ImpossibleRequest {
      method = Redaction.kept(method);
      path = Redaction.kept(path);
      clientInfo = Redaction.kept(clientInfo);
      userAgent = Redaction.kept(userAgent);
    }
  }

  /// A request got its connection. Counted only: its line in the log is that of its answer.
  ///
  /// @param callClass with which it went, `P0` to `P4`
  /// @param waited for the connection
  record RequestAdmitted(String callClass, Duration waited) implements Observation {
    @Override
    public boolean deservesLine() {
      return false;
    }
  }

  /// A request was refused, because it would have waited for too long or had.
  ///
  /// @param callClass its own, `P0` to `P4`
  /// @param reason `waited`, `full`, `unreachable` or `stopping`
  /// @param waited since it came
  /// @param returnIn after how many seconds it was told to return
  record RequestRefused(String callClass, String reason, Duration waited, int returnIn)
      implements Observation {}

  /// More is asked of the database than it can do: from now on what can wait is refused.
  ///
  /// @param waited of those who were served, on average, or of whoever waits for longest
  /// @param perSecond how many requests can be served in a second
  record OverloadBegan(Duration waited, long perSecond) implements Observation {}

  /// Those who are served wait no longer than they should.
  record OverloadEnded(Duration lasted) implements Observation {}

  /// There will be no change feed: nothing shared is kept for longer than a moment.
  ///
  /// @param reason what the database does not allow, and what would help
  record FeedImpossible(String reason) implements Observation {}

  /// The database sets no limit to the WAL that a slot which nobody reads holds back.
  record FeedUnbounded() implements Observation {}

  /// Tables were added to the publication.
  ///
  /// @param announced whether changes of the schema leave a message in the WAL
  record TablesPublished(int added, boolean announced) implements Observation {}

  /// The publication could not be brought up to date; what was published still is.
  record PublicationRefused(String problem) implements Observation {}

  /// The change feed tells everything from here on.
  ///
  /// @param epoch how often it has begun since the start
  /// @param from the place in the WAL
  /// @param tables how many are told completely
  /// @param duration from connecting until listeners had loaded
  record FeedFollows(long epoch, String from, int tables, Duration duration)
      implements Observation {}

  /// The change feed was lost, or could not begin.
  ///
  /// @param cause what kind of loss
  /// @param followed whether something had been told before, so that it had to be dropped
  record FeedLost(String cause, String problem, boolean followed, Duration retryIn)
      implements Observation {}

  /// Listeners of the change feed took long for one transaction; everybody waited for them.
  record FeedSlow(Duration took) implements Observation {}

  /// Whether it is written into the log; what happens to every request is counted only.
  default boolean deservesLine() {
    return true;
  }
}
