package io.eventlive.webinar;

import io.eventlive.changes.Change;
import io.eventlive.changes.ChangeListener;
import io.eventlive.changes.Epoch;
import io.eventlive.changes.Gap;
import io.eventlive.changes.Relation;
import io.eventlive.changes.Row;
import io.eventlive.changes.Transaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// How many registrations and questions each webinar has, counted in memory: loaded once, then kept
/// by the change feed. No row of the database counts anything, so nobody waits for one, and nobody
/// has to ask the database how many there are.
///
/// Exactly `count(*)` as of what the feed has told; a transaction counts as a whole, when it has
/// been told. The feed's thread writes, any thread reads. One entry for each webinar that has any.
public final class LiveCounters implements ChangeListener {
  /// What is counted.
  private enum Counted {
    REGISTRATIONS("registrations"),
    QUESTIONS("questions");

    private final String table;

    Counted(String table) {
      this.table = table;
    }

    static @Nullable Counted of(Relation relation) {
      if (!relation.name().schema().equals("public")) return null;
      for (Counted each : values()) if (each.table.equals(relation.name().name())) return each;
      return null;
    }
  }

  /// How many a webinar has.
  public record Counts(long registrations, long questions) {
    static final Counts NONE = new Counts(0, 0);

    private Counts plus(Counted what, long more) {
      return switch (what) {
        case REGISTRATIONS -> new Counts(registrations + more, questions);
        case QUESTIONS -> new Counts(registrations, questions + more);
      };
    }

    private Counts without(Counted what) {
      return switch (what) {
        case REGISTRATIONS -> new Counts(0, questions);
        case QUESTIONS -> new Counts(registrations, 0);
      };
    }
  }

  private final Map<String, Counts> counts = new ConcurrentHashMap<>();
  private volatile boolean following;

  // of the transaction that is being told
  private final Map<Counted, Map<String, Long>> open = new EnumMap<>(Counted.class);
  private final Set<Counted> emptied = EnumSet.noneOf(Counted.class);

  /// What a webinar has; empty while the change feed is not followed.
  public Optional<Counts> of(String webinar) {
    return following ? Optional.of(counts.getOrDefault(webinar, Counts.NONE)) : Optional.empty();
  }

  /// Every webinar that has any, by its id; empty while the change feed is not followed.
  public Optional<Map<String, Counts>> all() {
    return following ? Optional.of(new TreeMap<>(counts)) : Optional.empty();
  }

  @Override
  public void load(Connection snapshot) throws SQLException {
    counts.clear();
    for (Counted each : Counted.values()) {
      try (Statement statement = snapshot.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "select webinar_id::text, count(*) from public.%s group by webinar_id"
                      .formatted(each.table))) {
        while (rows.next()) count(each, rows.getString(1), rows.getLong(2));
      }
    }
  }

  @Override
  public void follows(Epoch epoch) {
    following = true;
  }

  @Override
  public void begin(Transaction transaction) {
    open.clear();
    emptied.clear();
  }

  @Override
  public void change(Transaction transaction, Change change) {
    switch (change) {
      case Change.Inserted inserted -> note(inserted.relation(), inserted.row(), 1);
      case Change.Deleted deleted -> note(deleted.relation(), deleted.before(), -1);
      case Change.Updated updated -> {
        // Both tables have the webinar in their key or are told whole.
        note(updated.relation(), updated.before(), -1);
        note(updated.relation(), updated.after(), 1);
      }
      case Change.Truncated truncated -> truncated.relations().forEach(this::empty);
      case Change.SchemaChanged _, Change.Spoken _ -> {}
    }
  }

  private void note(Relation relation, Row row, long more) {
    Counted what = Counted.of(relation);
    if (what == null) return;
    OptionalInt position = relation.position("webinar_id");
    String webinar =
        position.isPresent() && row.tells(position.getAsInt())
            ? row.text(position.getAsInt())
            : null;
    if (webinar == null) {
      throw new IllegalStateException(relation.name() + " does not tell of which webinar a row is");
    }
    open.computeIfAbsent(what, _ -> new HashMap<>()).merge(webinar, more, Long::sum);
  }

  private void empty(Relation relation) {
    Counted what = Counted.of(relation);
    if (what == null) return;
    emptied.add(what);
    open.remove(what);
  }

  @Override
  public void commit(Transaction transaction) {
    for (Counted what : emptied) counts.replaceAll((_, old) -> old.without(what));
    open.forEach((what, changes) -> changes.forEach((webinar, more) -> count(what, webinar, more)));
    if (!emptied.isEmpty()) counts.values().removeIf(Counts.NONE::equals);
  }

  private void count(Counted what, String webinar, long more) {
    counts.compute(
        webinar,
        (_, old) -> {
          Counts sum = (old == null ? Counts.NONE : old).plus(what, more);
          return sum.equals(Counts.NONE) ? null : sum;
        });
  }

  @Override
  public void gap(Gap gap) {
    following = false;
  }
}
