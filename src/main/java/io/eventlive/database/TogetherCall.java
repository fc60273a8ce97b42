package io.eventlive.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The call of `eventlive.insert_together`: members taken apart into the arrays that it wants, and
/// its rows put together again.
///
/// Confined to the connection's thread.
final class TogetherCall {
  /// The smallest of the members' limits on time holds for the whole call. It has to stand before
  /// the call, since PostgreSQL looks at it when a statement begins.
  private static final String SQL =
      """
      select set_config('statement_timeout', ?, true);
      select total, rows, body, headers, status, inserted,
        error_code, error_message, error_detail, error_hint,
        written_by, eventlive_role, eventlive_nonce
      from eventlive.insert_together(?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;

  private final List<Insert> inserts;
  private final List<String> settingValues = new ArrayList<>();
  private final List<String> roles = new ArrayList<>();
  private final List<String> nonces = new ArrayList<>();
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<String> statements = new ArrayList<>();
  private final List<Integer> statementNumbers = new ArrayList<>();
  private final List<String> parameters = new ArrayList<>();
  private List<String> settingNames = List.of();

  private TogetherCall(List<Insert> inserts) {
    this.inserts = inserts;
  }

  /// The call for these members.
  ///
  /// @param nonces one for each member
  static TogetherCall of(List<Insert> inserts, PreparedInserts prepared, List<String> nonces)
      throws SQLException {
    TogetherCall call = new TogetherCall(inserts);
    for (int i = 0; i < inserts.size(); i++) call.add(inserts.get(i), prepared, nonces.get(i));
    return call;
  }

  private void add(Insert insert, PreparedInserts prepared, String nonce) throws SQLException {
    SettingsQuery query = SettingsQuery.of(insert.settings(), nonce);
    if (insert.settings().readOnly() || query.isolation().isPresent()) {
      throw new IllegalArgumentException("a member cannot choose the transaction");
    }
    if (settingNames.isEmpty()) settingNames = query.names();
    if (!settingNames.equals(query.names())) {
      throw new IllegalArgumentException("members of one batch set the same settings");
    }
    String role = insert.settings().caller().role();
    settingValues.addAll(query.values());
    roles.add(role);
    nonces.add(nonce);
    String name = prepared.name(role, insert.statement().sql());
    int number =
        numbers.computeIfAbsent(
            name,
            _ -> {
              statements.add(insert.statement().sqlOverAnArray());
              return statements.size();
            });
    statementNumbers.add(number);
    parameters.add(ArrayText.of(insert.statement().parameters()));
  }

  PreparedStatement bound(Connection connection, List<String> forgotten, long lockMillis)
      throws SQLException {
    PreparedStatement call =
        connection.prepareStatement(
            SQL, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
    call.setString(
        1, inserts.getFirst().settings().settings().getOrDefault(Insert.STATEMENT_TIMEOUT, "0"));
    call.setArray(2, texts(connection, settingNames));
    call.setArray(3, texts(connection, settingValues));
    call.setArray(4, texts(connection, new ArrayList<>(numbers.keySet())));
    call.setArray(5, texts(connection, statements));
    call.setArray(6, connection.createArrayOf("int4", statementNumbers.toArray()));
    call.setArray(7, texts(connection, parameters));
    call.setArray(
        8, connection.createArrayOf("bool", inserts.stream().map(Insert::onlyOne).toArray()));
    call.setArray(9, texts(connection, forgotten));
    call.setInt(10, (int) lockMillis);
    return call;
  }

  private static java.sql.Array texts(Connection connection, List<String> texts)
      throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }

  /// What became of each member, in order; empty where the rows do not prove it.
  <T> List<Inserted<T>> read(ResultSet rows, RequestConnection.ResultReader<T> reader)
      throws SQLException {
    List<Inserted<T>> outcomes = new ArrayList<>();
    for (int i = 0; i < inserts.size(); i++) {
      boolean proven =
          rows.next()
              && roles.get(i).equals(rows.getString("eventlive_role"))
              && nonces.get(i).equals(rows.getString("eventlive_nonce"));
      if (!proven) return List.of();
      outcomes.add(outcome(rows, reader));
    }
    return rows.next() ? List.of() : outcomes;
  }

  private static <T> Inserted<T> outcome(ResultSet row, RequestConnection.ResultReader<T> reader)
      throws SQLException {
    String state = row.getString("error_code");
    if (state == null) {
      OptionalLong writtenBy = xid(row.getString("written_by"));
      row.previous(); // a reader begins before its row
      return new Inserted.Carried<>(reader.read(row), writtenBy);
    }
    if (state.isEmpty()) return new Inserted.Undone<>();
    return new Inserted.Refused<>(
        new MemberRefused(
            state,
            row.getString("error_message"),
            row.getString("error_detail"),
            row.getString("error_hint")));
  }

  private static OptionalLong xid(@Nullable String text) {
    return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseUnsignedLong(text));
  }

  String firstRole() {
    return roles.getFirst();
  }
}
