package io.eventlive.database;

import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The two transaction shapes over one JDBC connection. Confined to the thread that owns it.
///
/// # One Sync
///
/// pgjdbc splits the text at `;`, sends both statements and then one Sync, and PostgreSQL ends an
/// implicit transaction at a Sync. So the settings hold for the statement and for nothing after it.
/// The driver sends a Sync in between as well when (a) a statement has a parameter of unspecified
/// type, or (b) it estimates that the answers so far exceed 64 KB, at 250 bytes a statement. The
/// statement would then run as our login, without the caller's claims. Hence every parameter is
/// bound as text, [Statement] holds one statement only, so that there are always two, and every
/// answer has to show the role and a number made for this request.
final class PostgresRequestConnection implements RequestConnection, AutoCloseable {
  private static final Pattern PLAIN_ROLE = Pattern.compile("[A-Za-z0-9_]{1,63}");

  /// What PostgreSQL says when it ends the connection rather than the statement.
  private static final Set<String> SERVER_ENDS_CONNECTION =
      Set.of("57P01", "57P02", "57P03", "57P04", "57P05");

  private static final Set<String> EXPLAIN_OPTIONS =
      Set.of("analyze", "verbose", "settings", "buffers", "wal");

  private static final Statement PROOF = new Statement("select " + WITNESS, List.of());

  private static final String EXPLAIN = "explain (format json) ";

  private static final Executor SAME_THREAD = Runnable::run;

  private final Connection connection;
  private final Observer observer;
  private final RandomGenerator random;

  PostgresRequestConnection(Connection connection, Observer observer, RandomGenerator random) {
    this.connection = connection;
    this.observer = observer;
    this.random = random;
  }

  @Override
  public <T> T inOneSync(RequestSettings settings, Statement statement, ResultReader<T> reader)
      throws SQLException {
    String nonce = nonce();
    SettingsQuery query = implicit(settings, nonce);
    String role = settings.caller().role();
    String sql = query.sql() + "; " + marked(role, statement.sql());
    boolean writes = !settings.readOnly();
    try (PreparedStatement prepared = prepare(sql)) {
      bind(prepared, statement.parameters(), bind(prepared, query.values(), 1));
      prepared.execute();
      return next(prepared, role, nonce, writes, reader);
    } catch (SQLException e) {
      throw judged(e, writes);
    }
  }

  /// The explained statement stands between the settings and the one that shows the witness: had
  /// its answer been of another transaction, so would be theirs.
  @Override
  public <T> Explained<T> inOneSync(
      RequestSettings settings, Statement explained, Statement statement, ResultReader<T> reader)
      throws SQLException {
    String nonce = nonce();
    SettingsQuery query = implicit(settings, nonce);
    String role = settings.caller().role();
    String sql =
        String.join("; ", query.sql(), EXPLAIN + explained.sql(), marked(role, statement.sql()));
    boolean writes = !settings.readOnly();
    try (PreparedStatement prepared = prepare(sql)) {
      int next = bind(prepared, query.values(), 1);
      bind(prepared, statement.parameters(), bind(prepared, explained.parameters(), next));
      prepared.execute();
      String plan = prepared.getMoreResults() ? plan(prepared) : "";
      return new Explained<>(plan, next(prepared, role, nonce, writes, reader));
    } catch (SQLException e) {
      throw judged(e, writes);
    }
  }

  private static SettingsQuery implicit(RequestSettings settings, String nonce)
      throws SQLException {
    SettingsQuery query = SettingsQuery.of(settings, nonce);
    if (query.isolation().isPresent()) {
      throw new IllegalArgumentException("an isolation level needs begin … commit");
    }
    return query;
  }

  private <T> T next(
      PreparedStatement prepared, String role, String nonce, boolean writes, ResultReader<T> reader)
      throws SQLException {
    if (!prepared.getMoreResults()) {
      throw distrust(role, "no rows", writes);
    }
    try (ResultSet rows = prepared.getResultSet()) {
      requireWitness(rows, role, nonce, writes);
      return read(rows, reader);
    }
  }

  private static String plan(PreparedStatement prepared) throws SQLException {
    try (ResultSet rows = prepared.getResultSet()) {
      if (!rows.next()) throw new SQLException("explain gave no row");
      return rows.getString(1);
    }
  }

  @Override
  public <T> T inTransaction(RequestSettings settings, Work<T> work) throws SQLException {
    String nonce = nonce();
    SettingsQuery query = SettingsQuery.of(settings, nonce);
    boolean committing = false;
    boolean ended = false;
    try {
      connection.setAutoCommit(false);
      if (query.isolation().isPresent()) {
        isolate(query.isolation().get());
      }
      try (PreparedStatement prepared = prepare(query.sql())) {
        bind(prepared, query.values(), 1);
        prepared.execute();
      }
      Outcome<T> outcome = work.run(new Open(settings.caller().role(), nonce));
      if (outcome.commit()) {
        committing = !settings.readOnly();
        connection.commit();
      } else {
        connection.rollback();
      }
      ended = true;
      connection.setAutoCommit(true);
      return outcome.value();
    } catch (SQLException e) {
      throw judged(e, committing);
    } finally {
      if (!ended) {
        undo();
      }
    }
  }

  /// One open transaction.
  private final class Open implements Transaction {
    private final String role;
    private final String nonce;

    private Open(String role, String nonce) {
      this.role = role;
      this.nonce = nonce;
    }

    @Override
    public <T> T query(Statement statement, ResultReader<T> reader) throws SQLException {
      try (PreparedStatement prepared = prepare(marked(role, statement.sql()))) {
        bind(prepared, statement.parameters(), 1);
        if (!prepared.execute()) {
          throw distrust(role, "no rows", false);
        }
        try (ResultSet rows = prepared.getResultSet()) {
          requireWitness(rows, role, nonce, false);
          return reader.read(rows);
        }
      }
    }

    @Override
    public String planShown(Statement statement, boolean json, Set<String> options)
        throws SQLException {
      if (!EXPLAIN_OPTIONS.containsAll(options)) {
        throw new IllegalArgumentException("no options of explain: " + options);
      }
      List<String> all = new ArrayList<>(List.of(json ? "format json" : "format text"));
      options.stream().sorted().forEach(all::add);
      String sql = "explain (" + String.join(", ", all) + ") " + statement.sql();
      try (PreparedStatement prepared = prepare(sql)) {
        bind(prepared, statement.parameters(), 1);
        StringBuilder lines = new StringBuilder();
        try (ResultSet rows = prepared.executeQuery()) {
          while (rows.next()) lines.append(rows.getString(1)).append('\n');
        }
        query(PROOF, _ -> true);
        return lines.toString();
      }
    }

    @Override
    public void checkDeferred() throws SQLException {
      try (java.sql.Statement statement = connection.createStatement()) {
        statement.execute("set constraints all immediate");
      }
    }

    @Override
    public String explain(Statement statement) throws SQLException {
      try (PreparedStatement prepared = prepare(EXPLAIN + statement.sql())) {
        bind(prepared, statement.parameters(), 1);
        prepared.execute();
        return plan(prepared);
      }
    }
  }

  /// Whether the connection can take another request, as far as this side knows.
  boolean isOpen() {
    try {
      return !connection.isClosed();
    } catch (SQLException _) { // a connection that cannot say so is of no use
      return false;
    }
  }

  /// Asks PostgreSQL whether it is still there.
  boolean answers(int withinSeconds) {
    try {
      return connection.isValid(withinSeconds);
    } catch (SQLException _) { // only for a negative limit
      return false;
    }
  }

  /// Ends the connection in good order: between requests.
  void leave() {
    try {
      connection.close();
    } catch (SQLException _) { // it had ended already
      close();
    }
  }

  /// Ends the connection at once, without waiting for what is under way.
  @Override
  public void close() {
    try {
      connection.abort(SAME_THREAD);
    } catch (SQLException e) {
      observer.observe(
          new Observation.RequestConnectionLost(false, String.valueOf(e.getMessage())));
    }
  }

  /// A statement per role: PostgreSQL would plan a shared one anew whenever the role changes.
  private static String marked(String role, String sql) {
    String mark = PLAIN_ROLE.matcher(role).matches() ? role : Integer.toHexString(role.hashCode());
    return "/* " + mark + " */ " + sql;
  }

  /// Scrollable, so that the witness can be read before the reader starts at the first row.
  private PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(
        sql, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
  }

  private static int bind(
      PreparedStatement prepared, List<? extends @Nullable String> values, int first)
      throws SQLException {
    int index = first;
    for (String value : values) {
      if (value == null) {
        prepared.setNull(index++, Types.VARCHAR); // Types.NULL would leave the type unspecified
      } else {
        prepared.setString(index++, value);
      }
    }
    return index;
  }

  private void isolate(String level) throws SQLException {
    String known =
        switch (level.toLowerCase(java.util.Locale.ROOT)) {
          case "serializable" -> "serializable";
          case "repeatable read" -> "repeatable read";
          case "read committed", "read uncommitted" -> "read committed";
          default ->
              throw new SQLException(
                  "invalid value for parameter \"transaction_isolation\": \"" + level + "\"",
                  "22023");
        };
    try (java.sql.Statement statement = connection.createStatement()) {
      statement.execute("set transaction isolation level " + known);
    }
  }

  private void requireWitness(ResultSet rows, String role, String nonce, boolean mayHaveWritten)
      throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    int count = columns.getColumnCount();
    if (count < 2 || !columns.getColumnLabel(count).equals("eventlive_nonce")) {
      throw distrust(role, "no witness", mayHaveWritten);
    }
    if (!rows.next()) {
      throw distrust(role, "no rows", mayHaveWritten);
    }
    String shownRole = rows.getString(count - 1);
    if (!role.equals(shownRole) || !nonce.equals(rows.getString(count))) {
      throw distrust(role, String.valueOf(shownRole), mayHaveWritten);
    }
    rows.beforeFirst();
  }

  private ConnectionLost distrust(String role, String shown, boolean mayHaveWritten) {
    observer.observe(new Observation.WitnessMissed(role, shown));
    close();
    return new ConnectionLost(
        "the answer does not show that it was made for role " + role + " (" + shown + ")",
        mayHaveWritten);
  }

  /// In this shape everything is committed before the reader begins.
  private static <T> T read(ResultSet rows, ResultReader<T> reader) {
    try {
      return reader.read(rows);
    } catch (SQLException e) {
      throw new IllegalStateException("an answer cannot be read", e);
    }
  }

  /// Tells a lost connection from a refused statement.
  private SQLException judged(SQLException problem, boolean mayHaveWritten) {
    if (problem instanceof ConnectionLost) {
      return problem;
    }
    if (isOpen() && !SERVER_ENDS_CONNECTION.contains(String.valueOf(problem.getSQLState()))) {
      return problem;
    }
    close();
    observer.observe(
        new Observation.RequestConnectionLost(
            mayHaveWritten, String.valueOf(problem.getMessage())));
    return new ConnectionLost("the connection to the database was lost", mayHaveWritten, problem);
  }

  private void undo() {
    if (!isOpen()) {
      return;
    }
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException _) { // an end of the connection rolls back as well
      close();
    }
  }

  private String nonce() {
    return HexFormat.of().toHexDigits(random.nextLong());
  }
}
