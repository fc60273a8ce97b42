package io.eventlive.changes;

import io.eventlive.changes.Decoded.Begun;
import io.eventlive.changes.Decoded.Changed;
import io.eventlive.changes.Decoded.Committed;
import io.eventlive.changes.Decoded.Described;
import io.eventlive.changes.Decoded.Emitted;
import io.eventlive.schema.QualifiedName;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the messages of PostgreSQL's output plugin `pgoutput`, protocol version 1: each message is
/// whole, and whole transactions follow one another in commit order.
///
/// Remembers how tables look, since a table is described before its first change and again when it
/// has changed. Whatever a message holds, reading it takes no longer and no more memory than its
/// bytes explain, and ends in a [Decoded] or an [Unreadable]. Belongs to the feed's thread.
final class PgOutput {
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  private static final int MOST_RELATIONS = 100_000;
  private static final int TRANSACTIONAL = 1;
  private static final int KEY = 1;

  private final Map<Integer, Relation> relations = new HashMap<>();
  private boolean open;

  /// Reads one message.
  ///
  /// @throws Unreadable where it is none; nothing that comes behind it can be trusted then
  Decoded read(ByteBuffer message) throws Unreadable {
    Wire wire = new Wire(message);
    Decoded decoded =
        switch (wire.letter("a message")) {
          case 'B' -> begin(wire);
          case 'C' -> commit(wire);
          case 'R' -> describe(wire);
          case 'Y' -> type(wire);
          case 'O' -> origin(wire);
          case 'I' -> insert(wire);
          case 'U' -> update(wire);
          case 'D' -> delete(wire);
          case 'T' -> truncate(wire);
          case 'M' -> emitted(wire);
          default -> throw new Unreadable("a message of a kind that pgoutput does not have");
        };
    wire.requireEnd();
    return decoded;
  }

  private Decoded begin(Wire wire) throws Unreadable {
    if (open) throw new Unreadable("a transaction begins inside another one");
    Begun begun = new Begun(new Lsn(wire.int64()), time(wire), wire.int32());
    open = true;
    return begun;
  }

  private Decoded commit(Wire wire) throws Unreadable {
    requireOpen();
    open = false;
    wire.int8();
    Lsn commit = new Lsn(wire.int64());
    Lsn end = new Lsn(wire.int64());
    time(wire);
    return new Committed(commit, end);
  }

  private static Instant time(Wire wire) throws Unreadable {
    return EPOCH.plus(wire.int64(), ChronoUnit.MICROS);
  }

  private Decoded describe(Wire wire) throws Unreadable {
    int oid = wire.int32();
    String schema = wire.text();
    QualifiedName name = new QualifiedName(schema.isEmpty() ? "pg_catalog" : schema, wire.text());
    ReplicaIdentity identity =
        switch (wire.letter("a replica identity")) {
          case 'd' -> ReplicaIdentity.DEFAULT;
          case 'i' -> ReplicaIdentity.INDEX;
          case 'f' -> ReplicaIdentity.FULL;
          case 'n' -> ReplicaIdentity.NOTHING;
          default -> throw new Unreadable("a replica identity that PostgreSQL does not have");
        };
    int count = wire.count16();
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean key = (wire.int8() & KEY) != 0;
      String attribute = wire.text();
      long type = Integer.toUnsignedLong(wire.int32());
      attributes.add(new Attribute(attribute, type, wire.int32(), key));
    }
    if (relations.size() >= MOST_RELATIONS && !relations.containsKey(oid)) {
      throw new Unreadable("more tables than a database has");
    }
    relations.put(oid, new Relation(Integer.toUnsignedLong(oid), name, attributes, identity));
    return new Described();
  }

  private static Decoded type(Wire wire) throws Unreadable {
    wire.int32();
    wire.text();
    wire.text();
    return new Described();
  }

  private static Decoded origin(Wire wire) throws Unreadable {
    wire.int64();
    wire.text();
    return new Described();
  }

  private Decoded insert(Wire wire) throws Unreadable {
    Relation relation = relation(wire);
    wire.require('N');
    return new Changed(new Change.Inserted(relation, tuple(wire, relation)));
  }

  private Decoded update(Wire wire) throws Unreadable {
    Relation relation = relation(wire);
    char kind = wire.letter("a row");
    Row before = null;
    if (kind != 'N') {
      before = before(wire, relation, kind);
      wire.require('N');
    }
    Row after = tuple(wire, relation);
    return new Changed(
        before == null
            ? new Change.Updated(relation, onlyKey(relation, after), after)
            : new Change.Updated(relation, before, completed(after, before)));
  }

  private Decoded delete(Wire wire) throws Unreadable {
    Relation relation = relation(wire);
    return new Changed(
        new Change.Deleted(relation, before(wire, relation, wire.letter("an old row"))));
  }

  private static Row before(Wire wire, Relation relation, char kind) throws Unreadable {
    return switch (kind) {
      case 'O' -> tuple(wire, relation);
      // What is no part of the key comes as null whatever it was.
      case 'K' -> onlyKey(relation, tuple(wire, relation));
      default -> throw new Unreadable("an old row of a kind that pgoutput does not have");
    };
  }

  private static Row onlyKey(Relation relation, Row row) {
    BitSet others = new BitSet();
    for (int i = 0; i < row.width(); i++) others.set(i, !relation.attributes().get(i).key());
    return row.without(others.stream().toArray());
  }

  /// A large value that was not touched is not told again, but the row as it was may have it.
  private static Row completed(Row after, Row before) {
    return after.tellsAll() ? after : after.with(before);
  }

  private Decoded truncate(Wire wire) throws Unreadable {
    requireOpen();
    int count = wire.count32(Integer.BYTES);
    wire.int8();
    List<Relation> truncated = new ArrayList<>();
    for (int i = 0; i < count; i++) truncated.add(known(wire.int32()));
    return new Changed(new Change.Truncated(truncated));
  }

  private Decoded emitted(Wire wire) throws Unreadable {
    boolean transactional = (wire.int8() & TRANSACTIONAL) != 0;
    if (transactional) requireOpen();
    wire.int64();
    String prefix = wire.text();
    return new Emitted(transactional, prefix, wire.counted());
  }

  private Relation relation(Wire wire) throws Unreadable {
    requireOpen();
    return known(wire.int32());
  }

  private Relation known(int oid) throws Unreadable {
    Relation relation = relations.get(oid);
    if (relation == null) throw new Unreadable("a change of a table that was not described");
    return relation;
  }

  private void requireOpen() throws Unreadable {
    if (!open) throw new Unreadable("a message outside of a transaction");
  }

  private static Row tuple(Wire wire, Relation relation) throws Unreadable {
    int width = wire.count16();
    if (width != relation.attributes().size()) {
      throw new Unreadable("a row that is not as wide as its table");
    }
    @Nullable String[] texts = new @Nullable String[width];
    BitSet told = new BitSet(width);
    told.set(0, width);
    for (int i = 0; i < width; i++) {
      switch (wire.letter("a value")) {
        case 't' -> texts[i] = wire.counted();
        case 'n' -> {}
        case 'u' -> told.clear(i);
        default -> throw new Unreadable("a value in a form that was not asked for");
      }
    }
    return new Row(texts, told);
  }
}
