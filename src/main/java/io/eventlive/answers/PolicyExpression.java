package io.eventlive.answers;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A policy's condition, as far as it is understood. What is in here depends on the row, on named
/// claims and on membership, and on nothing else: every operation is one of PostgreSQL's own that
/// is immutable for the types that it is used with.
sealed interface PolicyExpression {
  /// The type of its values, as far as it matters.
  ValueType type();

  /// A column of the row.
  record Column(String name, ValueType type) implements PolicyExpression {}

  /// The same for everybody and for ever.
  record Constant(ValueType type) implements PolicyExpression {}

  /// Something inside one claim of the caller's.
  ///
  /// @param claim at the top of the claims
  record Claim(String claim, ValueType type) implements PolicyExpression {}

  /// All claims of the caller. Nothing can be made of them but a single one.
  record AllClaims(ValueType type) implements PolicyExpression {}

  /// Whether the caller has a standing in the webinar that a column names.
  record Member(String column, String standing) implements PolicyExpression {
    @Override
    public ValueType type() {
      return ValueType.BOOLEAN;
    }
  }

  /// An immutable operation.
  record Operation(List<PolicyExpression> operands, ValueType type) implements PolicyExpression {
    public Operation {
      operands = List.copyOf(operands);
    }
  }

  /// What kinds of values are told apart: within each, comparing is immutable.
  enum ValueType {
    BOOLEAN,
    TEXT,
    UUID,
    NUMBER,
    JSON,
    TIMESTAMP,
    TIMESTAMP_WITH_ZONE,
    DATE,
    TEXTS,
    UUIDS,
    NUMBERS
  }

  /// The claims that its value depends on.
  static Set<String> claims(PolicyExpression expression) {
    Set<String> claims = new TreeSet<>();
    collect(expression, claims, new TreeSet<>());
    return claims;
  }

  /// The columns by which it asks for membership.
  static Set<String> memberColumns(PolicyExpression expression) {
    Set<String> columns = new TreeSet<>();
    collect(expression, new TreeSet<>(), columns);
    return columns;
  }

  private static void collect(
      PolicyExpression expression, Set<String> claims, Set<String> memberColumns) {
    switch (expression) {
      case Column _, Constant _ -> {
        // of the row, or of nothing
      }
      case Claim(String claim, _) -> claims.add(claim);
      case AllClaims _ -> throw new IllegalStateException("claims as a whole stand nowhere");
      case Member(String column, _) -> memberColumns.add(column);
      case Operation(List<PolicyExpression> operands, _) ->
          operands.forEach(each -> collect(each, claims, memberColumns));
    }
  }
}
