package io.eventlive.rest.plan;

import io.eventlive.schema.QualifiedName;
import java.util.List;
import java.util.Optional;

/// Knows the tables on which a repeated insert is no error.
@FunctionalInterface
public interface Arbiters {
  /// The key whose conflict means "already there"; empty for an ordinary table.
  Optional<List<String>> arbiterOf(QualifiedName table);

  /// No table is idempotent.
  Arbiters NONE = _ -> Optional.empty();
}
