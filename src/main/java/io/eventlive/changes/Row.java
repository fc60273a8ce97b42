package io.eventlive.changes;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row as far as the feed tells it: each value is a text (in the type's output form), null, or
/// not told.
///
/// Not told are, in the row as it was, the columns outside of the replica identity; and in the row
/// as it is, a large value that was not touched, unless the row as it was has it.
public final class Row {
  private final @Nullable String[] texts;
  private final BitSet told;

  Row(@Nullable String[] texts, BitSet told) {
    this.texts = texts;
    this.told = told;
  }

  /// A row of which everything is told.
  public static Row of(List<@Nullable String> values) {
    BitSet all = new BitSet();
    all.set(0, values.size());
    return new Row(values.toArray(String[]::new), all);
  }

  /// This row without the values at the given positions, as where the feed does not tell them.
  public Row without(int... positions) {
    @Nullable String[] fewer = texts.clone();
    BitSet fewerTold = (BitSet) told.clone();
    for (int position : positions) {
      fewer[position] = null;
      fewerTold.clear(position);
    }
    return new Row(fewer, fewerTold);
  }

  /// This row, and where it does not tell a value, the other one's.
  Row with(Row other) {
    @Nullable String[] more = texts.clone();
    BitSet moreTold = (BitSet) told.clone();
    for (int i = told.nextClearBit(0); i < texts.length; i = told.nextClearBit(i + 1)) {
      more[i] = other.texts[i];
      moreTold.set(i, other.told.get(i));
    }
    return new Row(more, moreTold);
  }

  /// How many values it has, told or not: one for each of the relation's attributes.
  public int width() {
    return texts.length;
  }

  /// Whether the value at a position is known.
  public boolean tells(int position) {
    return told.get(position);
  }

  /// Whether every value is known.
  public boolean tellsAll() {
    return told.cardinality() == texts.length;
  }

  /// The value at a position; null where it is null, and where it is not told.
  public @Nullable String text(int position) {
    return texts[position];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Row row && told.equals(row.told) && Arrays.equals(texts, row.texts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(texts);
  }

  /// Without the values, which have no business in a log.
  @Override
  public String toString() {
    return "Row[%d of %d told]".formatted(told.cardinality(), texts.length);
  }
}
