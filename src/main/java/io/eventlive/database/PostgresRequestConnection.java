package io.eventlive.database;

import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The two transaction shapes over one JDBC connection. Confined to the thread that owns it.
///
/// # One Sync
///
/// pgjdbc splits the text at `;`, sends the statements and then one Sync, and PostgreSQL ends an
/// implicit transaction at a Sync. So the settings hold for the statement and for nothing after it.
/// The driver sends a Sync in between as well when (a) a statement has a parameter of unspecified
/// type, or (b) it estimates that the answers so far exceed 64 KB, at 250 bytes a statement. The
/// statement would then run as our login, without the caller's claims. Hence every parameter is
/// bound as text, [Statement] holds one statement only, so that there are two, one more where a
/// plan is asked for and one more after a write, and every answer has to show the role and a number
/// made for this request.
///
/// # Its transaction's id
///
/// Asked for by a statement of its own behind the one that writes, because only then everything of
/// that one has happened, its triggers included. In both shapes it travels with what is sent
/// anyway.
final class PostgresRequestConnection implements RequestConnection, AutoCloseable {
  private static final Pattern PLAIN_ROLE = Pattern.compile("[A-Za-z0-9_]{1,63}");

  /// What PostgreSQL says when it ends the connection rather than the statement.
  private static final Set<String> SERVER_ENDS_CONNECTION =
      Set.of("57P01", "57P02", "57P03", "57P04", "57P05");

  private static final Set<String> EXPLAIN_OPTIONS =
      Set.of("analyze", "verbose", "settings", "buffers", "wal");

  private static final Statement PROOF = new Statement("select " + WITNESS, List.of());

  private static final String XID = "select pg_current_xact_id_if_assigned()::text, " + WITNESS;

  private static final String XID_AND_COMMIT =
      "select pg_current_xact_id_if_assigned()::text; commit";

  /// What `eventlive.insert_together` raises where a member did not run under its own name.
  private static final String MIXED = "EL002";

  private static final Executor SAME_THREAD = Runnable::run;

  private final Connection connection;
  private final Observer observer;
  private final RandomGenerator random;
  private final PreparedInserts preparedInserts = new PreparedInserts();
  private OptionalLong writtenBy = OptionalLong.empty();

  PostgresRequestConnection(Connection connection, Observer observer, RandomGenerator random) {
    this.connection = connection;
    this.observer = observer;
    this.random = random;
  }

  @Override
  public <T> T inOneSync(RequestSettings settings, Statement statement, ResultReader<T> reader)
      throws SQLException {
    return inOneSync(settings, List.of(), statement, reader).value();
  }

  @Override
  public <T> Explained<T> inOneSync(
      RequestSettings settings, Statement explained, Statement statement, ResultReader<T> reader)
      throws SQLException {
    Statement explain = explain(explained, true, Set.of());
    return inOneSync(settings, List.of(explain), statement, reader);
  }

  /// What comes before stands between the settings and the statement that shows the witness: had
  /// its answer been of another transaction, so would be theirs.
  private <T> Explained<T> inOneSync(
      RequestSettings settings, List<Statement> before, Statement statement, ResultReader<T> reader)
      throws SQLException {
    writtenBy = OptionalLong.empty();
    String nonce = nonce();
    SettingsQuery query = SettingsQuery.of(settings, nonce);
    if (query.isolation().isPresent()) {
      throw new IllegalArgumentException("an isolation level needs begin … commit");
    }
    String role = settings.caller().role();
    List<String> texts = new ArrayList<>(List.of(query.sql()));
    before.forEach(each -> texts.add(each.sql()));
    texts.add(marked(role, statement.sql()));
    boolean writes = !settings.readOnly();
    if (writes) texts.add(XID);
    try (PreparedStatement prepared = prepare(String.join("; ", texts))) {
      int next = bind(prepared, query.values(), 1);
      for (Statement each : before) next = bind(prepared, each.parameters(), next);
      bind(prepared, statement.parameters(), next);
      prepared.execute();
      StringBuilder plan = new StringBuilder();
      for (int i = 0; i < before.size() && prepared.getMoreResults(); i++) {
        plan.append(lines(prepared));
      }
      if (!writes) {
        return new Explained<>(plan.toString(), next(prepared, role, nonce, false, reader));
      }
      Explained<T> answer =
          new Explained<>(plan.toString(), next(prepared, role, nonce, true, reader));
      writtenBy = next(prepared, role, nonce, true, PostgresRequestConnection::xid);
      return answer;
    } catch (SQLException e) {
      throw judged(e, writes);
    }
  }

  /// @param options of `explain`, by word
  private static Statement explain(Statement statement, boolean json, Set<String> options) {
    if (!EXPLAIN_OPTIONS.containsAll(options)) {
      throw new IllegalArgumentException("no options of explain: " + options);
    }
    List<String> all = new ArrayList<>(List.of(json ? "format json" : "format text"));
    options.stream().sorted().forEach(all::add);
    return new Statement(
        "explain (" + String.join(", ", all) + ") " + statement.sql(), statement.parameters());
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

  private static OptionalLong xid(ResultSet rows) throws SQLException {
    String xid = rows.next() ? rows.getString(1) : null;
    return xid == null ? OptionalLong.empty() : OptionalLong.of(Long.parseUnsignedLong(xid));
  }

  /// A plan comes line by line as text, and in one row as JSON.
  private static String lines(PreparedStatement prepared) throws SQLException {
    StringBuilder lines = new StringBuilder();
    try (ResultSet rows = prepared.getResultSet()) {
      while (rows.next()) lines.append(rows.getString(1)).append('\n');
    }
    return lines.toString();
  }

  @Override
  public <T> T inTransaction(RequestSettings settings, Work<T> work) throws SQLException {
    writtenBy = OptionalLong.empty();
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
        writtenBy = commit();
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

  @Override
  public <T> List<Inserted<T>> together(
      List<Insert> inserts, Duration lockWait, ResultReader<T> reader) throws SQLException {
    writtenBy = OptionalLong.empty();
    List<String> nonces = inserts.stream().map(_ -> nonce()).toList();
    TogetherCall call = TogetherCall.of(inserts, preparedInserts, nonces);
    try (PreparedStatement prepared =
        call.bound(connection, preparedInserts.forgotten(), lockWait.toMillis())) {
      prepared.execute();
      if (!prepared.getMoreResults()) throw distrust(call.firstRole(), "no rows", true);
      try (ResultSet rows = prepared.getResultSet()) {
        List<Inserted<T>> outcomes = read(rows, row -> call.read(row, reader));
        if (outcomes.isEmpty()) throw distrust(call.firstRole(), "a batch unproven", true);
        for (Inserted<T> each : outcomes) {
          if (each instanceof Inserted.Carried<T>(_, OptionalLong by) && by.isPresent()) {
            writtenBy = by;
          }
        }
        return outcomes;
      }
    } catch (SQLException e) {
      if (MIXED.equals(e.getSQLState())) throw distrust(call.firstRole(), "another's", false);
      throw judged(e, true);
    }
  }

  @Override
  public OptionalLong writtenBy() {
    return writtenBy;
  }

  private OptionalLong commit() throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(XID_AND_COMMIT)) {
      prepared.execute();
      try (ResultSet row = prepared.getResultSet()) {
        return xid(row);
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
    public String plan(Statement statement, boolean json, Set<String> options) throws SQLException {
      Statement explain = explain(statement, json, options);
      try (PreparedStatement prepared = prepare(explain.sql())) {
        bind(prepared, explain.parameters(), 1);
        prepared.execute();
        String plan = lines(prepared);
        query(PROOF, _ -> true);
        return plan;
      }
    }

    @Override
    public void checkDeferred() throws SQLException {
      try (java.sql.Statement statement = connection.createStatement()) {
        statement.execute("set constraints all immediate");
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
