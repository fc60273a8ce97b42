package io.eventlive.registration;

import io.eventlive.schema.Catalogue;
import io.eventlive.schema.Table;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Which inserts may share a transaction, and how many.
///
/// @param tables names, with or without a schema; without, in the first exposed one
/// @param members of one batch at most; with 1 everybody goes alone
/// @param waiting how many may wait for a batch into one table
/// @param lockWait how long a member may wait for a lock before it goes alone
public record Batching(List<String> tables, int members, int waiting, Duration lockWait) {
  /// More subtransactions than this do not fit into what a session of PostgreSQL keeps at hand, and
  /// every other session's snapshots become slow.
  public static final int MOST = 64;

  /// What triggers may do to a row that shares its transaction with others: these look at the row
  /// and at committed facts, and leave nothing behind in the session that another member would meet
  /// unawares.
  private static final Set<String> REVIEWED =
      Set.of("eventlive.take_seat", "eventlive.fill_organisation");

  public static final Batching DEFAULT =
      new Batching(
          List.of("registrations", "questions", "messages"), MOST, 10_000, Duration.ofMillis(100));

  public Batching {
    tables = List.copyOf(tables);
    if (members < 1 || members > MOST) throw new IllegalArgumentException("members is " + members);
    if (waiting < 1) throw new IllegalArgumentException("waiting is " + waiting);
    if (!lockWait.isPositive()) throw new IllegalArgumentException("no time to wait for a lock");
  }

  /// The same with everybody alone.
  public Batching off() {
    return new Batching(tables, 1, waiting, lockWait);
  }

  public boolean isOff() {
    return members == 1;
  }

  /// Whether a table is one of those that are named.
  public boolean names(Table table, Catalogue catalogue) {
    String inFirst = catalogue.exposedSchemas().getFirst();
    return tables.contains(table.name().schema() + "." + table.name().name())
        || (table.name().schema().equals(inFirst) && tables.contains(table.name().name()));
  }

  /// Whether PostgreSQL is done with a row of the table when its insert is.
  public static boolean isFit(Table table) {
    return table.kind() == Table.Kind.TABLE
        && !table.onInsert().later()
        && REVIEWED.containsAll(table.onInsert().triggers());
  }
}
