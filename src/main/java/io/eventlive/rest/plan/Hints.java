package io.eventlive.rest.plan;

import io.eventlive.schema.Catalogue;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.util.Optional;
import java.util.Set;

/// Finds what a caller may have meant by a name that does not exist. A hint names only what the
/// caller's role may use.
public interface Hints {
  /// A hint for a table or view that is not there (PGRST205).
  Optional<String> forTable(Catalogue catalogue, String schema, String name, String role);

  /// A hint for a column that is not there (42703, PGRST204).
  Optional<String> forColumn(Table table, String name, String role);

  /// A hint for a column that is not there and of which an aggregate was asked, or whose name is an
  /// aggregate's (42703). It was hardly meant to be a column, so that a list of columns says
  /// nothing.
  Optional<String> forAggregated(Table table, String name, String role);

  /// A hint for an embed without a relationship (PGRST200).
  ///
  /// @param related what can be embedded in the origin
  Optional<String> forRelationship(
      Catalogue catalogue, Table origin, Set<QualifiedName> related, String target, String role);

  /// A hint for a function that is not there, or not with these arguments (PGRST202).
  Optional<String> forFunction(
      Catalogue catalogue, String schema, String name, Set<String> arguments, String role);

  /// Says nothing.
  Hints NONE =
      new Hints() {
        @Override
        public Optional<String> forTable(
            Catalogue catalogue, String schema, String name, String role) {
          return Optional.empty();
        }

        @Override
        public Optional<String> forColumn(Table table, String name, String role) {
          return Optional.empty();
        }

        @Override
        public Optional<String> forAggregated(Table table, String name, String role) {
          return Optional.empty();
        }

        @Override
        public Optional<String> forRelationship(
            Catalogue catalogue,
            Table origin,
            Set<QualifiedName> related,
            String target,
            String role) {
          return Optional.empty();
        }

        @Override
        public Optional<String> forFunction(
            Catalogue catalogue, String schema, String name, Set<String> arguments, String role) {
          return Optional.empty();
        }
      };
}
