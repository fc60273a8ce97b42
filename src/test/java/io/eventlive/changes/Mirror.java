package io.eventlive.changes;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A copy of two tables in memory, made of what was loaded and what was told since, and checked at
/// each step: nothing may be missing, come twice, or come in another order than that of the
/// commits.
///
/// Whoever writes to `copied` counts `ticket` up in the same transaction. The lock of its row is
/// held until the commit, so the tickets are in the order of the commits.
final class Mirror extends Heard {
  static final String TABLES =
      """
      create table public.ticket (id int primary key, n bigint not null);
      insert into public.ticket values (1, 0);
      create table public.copied (id int primary key, value text);
      alter table public.copied replica identity full;
      grant select on public.ticket, public.copied to eventlive_owner;
      """;

  private final Map<String, String> rows = new TreeMap<>();
  private long ticket;
  private @Nullable String fault;

  @Override
  public synchronized void load(Connection snapshot) throws SQLException {
    rows.clear();
    rows.putAll(read(snapshot));
    ticket = ticket(snapshot);
  }

  @Override
  public synchronized void change(Transaction transaction, Change change) {
    super.change(transaction, change);
    switch (change) {
      case Change.Inserted inserted -> put(inserted.relation(), inserted.row(), null);
      case Change.Updated updated -> put(updated.relation(), updated.after(), updated.before());
      case Change.Deleted deleted ->
          require(
              String.valueOf(deleted.before().text(1))
                  .equals(rows.remove(deleted.before().text(0))),
              "a row that was not there was deleted");
      case Change.Truncated _ -> rows.clear();
      case Change.SchemaChanged _, Change.Spoken _ -> {}
    }
  }

  private void put(Relation relation, Row row, @Nullable Row before) {
    String value = String.valueOf(row.text(1));
    if (relation.name().name().equals("ticket")) {
      require(Long.parseLong(value) == ticket + 1, "ticket " + value + " behind " + ticket);
      ticket = Long.parseLong(value);
      return;
    }
    String old = rows.put(String.valueOf(row.text(0)), value);
    String expected = before == null ? null : before.text(1);
    require(java.util.Objects.equals(old, expected), "a row was " + old + ", not " + expected);
  }

  private void require(boolean right, String problem) {
    if (!right && fault == null) fault = problem;
  }

  synchronized Map<String, String> rows() {
    if (fault != null) throw new AssertionError(fault);
    told();
    return new TreeMap<>(rows);
  }

  static Map<String, String> read(Connection connection) throws SQLException {
    Map<String, String> all = new TreeMap<>();
    for (String row : query(connection, "select id || '=' || value from public.copied")) {
      all.put(row.substring(0, row.indexOf('=')), row.substring(row.indexOf('=') + 1));
    }
    return all;
  }

  static long ticket(Connection connection) throws SQLException {
    return Long.parseLong(query(connection, "select n::text from public.ticket").getFirst());
  }

  private static List<String> query(Connection connection, String sql) throws SQLException {
    return io.eventlive.testing.TestDatabase.rows(connection, sql);
  }
}
