package io.eventlive.registration;

import io.eventlive.schema.QualifiedName;
import java.util.List;

/// One row, by what an insert says of its key. Two spellings of one value make two keys, and two
/// values that differ in case alone make one; neither does harm, since a key only decides who waits
/// for whom.
public record RowKey(QualifiedName table, List<String> values) {
  public RowKey {
    values = List.copyOf(values);
  }
}
