package io.eventlive.webinar;

import io.eventlive.changes.Change;
import io.eventlive.changes.ChangeListener;
import io.eventlive.changes.Epoch;
import io.eventlive.changes.Gap;
import io.eventlive.changes.Relation;
import io.eventlive.changes.Row;
import io.eventlive.changes.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Who runs webinars, in memory: loaded once, then kept by the change feed. It decides who goes
/// first and nothing else; what a host may do is decided in the database
/// (`eventlive.webinars_as('host')`), whose rule this repeats, except that members of an agency
/// without clients count too.
///
/// While the feed is not followed nobody is a host. The feed's thread writes, any thread asks.
public final class Hosts implements ChangeListener, Predicate<String> {
  /// Where it is written who runs something.
  private enum Membership {
    AGENCY("agency_members", "agency_id"),
    CLIENT("client_members", "client_id"),
    WEBINAR("registrations", "webinar_id");

    private final String table;
    private final String of;

    Membership(String table, String of) {
      this.table = table;
      this.of = of;
    }

    /// The roles in it that run something.
    private Set<String> roles() {
      return switch (this) {
        case AGENCY -> Set.of("owner", "admin");
        case CLIENT -> Set.of("owner", "admin", "operator", "member");
        case WEBINAR -> Set.of("host", "moderator", "관리자", "운영자");
      };
    }

    static @Nullable Membership in(Relation relation) {
      if (!relation.name().schema().equals("public")) return null;
      for (Membership each : values()) if (each.table.equals(relation.name().name())) return each;
      return null;
    }
  }

  /// The key of a row: all of it is in the table's replica identity.
  private record Member(Membership membership, String of, String person) {}

  private final Set<Member> members = new HashSet<>();
  private final Map<String, Integer> memberships = new ConcurrentHashMap<>();
  private volatile boolean following;

  // of the transaction that is being told
  private final Map<Member, Boolean> open = new HashMap<>();
  private final Set<Membership> emptied = EnumSet.noneOf(Membership.class);

  /// Whether a person runs webinars, as far as the feed has told.
  @Override
  public boolean test(String person) {
    return following && memberships.containsKey(person);
  }

  @Override
  public void load(Connection snapshot) throws SQLException {
    members.clear();
    memberships.clear();
    for (Membership each : Membership.values()) {
      try (PreparedStatement statement =
          snapshot.prepareStatement(
              "select %s::text, user_id::text from public.%s where role = any (?)"
                  .formatted(each.of, each.table))) {
        statement.setArray(1, snapshot.createArrayOf("text", each.roles().toArray()));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) keep(new Member(each, rows.getString(1), rows.getString(2)), true);
        }
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
      case Change.Inserted inserted -> noteNow(inserted.relation(), inserted.row());
      case Change.Deleted deleted -> noteGone(deleted.relation(), deleted.before());
      case Change.Updated updated -> {
        noteGone(updated.relation(), updated.before());
        noteNow(updated.relation(), updated.after());
      }
      case Change.Truncated truncated -> truncated.relations().forEach(this::empty);
      case Change.SchemaChanged _, Change.Spoken _ -> {}
    }
  }

  private void noteNow(Relation relation, Row row) {
    Membership membership = Membership.in(relation);
    if (membership == null || !membership.roles().contains(text(relation, row, "role"))) return;
    open.put(member(membership, relation, row), true);
  }

  /// Most rows that go are of attendees, and of no account.
  private void noteGone(Relation relation, Row row) {
    Membership membership = Membership.in(relation);
    if (membership == null) return;
    Member member = member(membership, relation, row);
    if (members.contains(member) || open.containsKey(member)) open.put(member, false);
  }

  private static Member member(Membership membership, Relation relation, Row row) {
    return new Member(
        membership, text(relation, row, membership.of), text(relation, row, "user_id"));
  }

  private static String text(Relation relation, Row row, String column) {
    OptionalInt position = relation.position(column);
    String text = position.isPresent() ? row.text(position.getAsInt()) : null;
    if (text == null) throw new IllegalStateException(relation.name() + " tells no " + column);
    return text;
  }

  private void empty(Relation relation) {
    Membership membership = Membership.in(relation);
    if (membership == null) return;
    emptied.add(membership);
    open.keySet().removeIf(member -> member.membership == membership);
  }

  @Override
  public void commit(Transaction transaction) {
    if (!emptied.isEmpty()) {
      Set<Member> gone = new HashSet<>(members);
      gone.removeIf(member -> !emptied.contains(member.membership));
      gone.forEach(member -> keep(member, false));
    }
    open.forEach(this::keep);
  }

  private void keep(Member member, boolean runs) {
    boolean changed = runs ? members.add(member) : members.remove(member);
    if (!changed) return;
    memberships.compute(
        member.person,
        (_, old) -> {
          int number = (old == null ? 0 : old) + (runs ? 1 : -1);
          return number == 0 ? null : number;
        });
  }

  @Override
  public void gap(Gap gap) {
    following = false;
  }
}
