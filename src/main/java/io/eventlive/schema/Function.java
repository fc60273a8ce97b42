package io.eventlive.schema;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A function that may be called by `/rpc`.
///
/// @param arguments input arguments in order (`IN`, `INOUT`, `VARIADIC`)
/// @param single whether it says of itself that it gives at most one row: not a set, or `rows 1`
/// @param executableBy roles that may execute it
/// @param settings its own `SET` clauses, such as `statement_timeout`
public record Function(
    QualifiedName name,
    List<Argument> arguments,
    Returns returns,
    boolean single,
    Volatility volatility,
    Set<String> executableBy,
    java.util.Map<String, String> settings) {

  private static final Set<String> WHOLE_BODIES = Set.of("json", "jsonb", "text", "xml", "bytea");

  /// Whether a request can say what to call it with: every argument has a name, or the only one can
  /// take a whole body.
  public boolean callable() {
    return takesWholeBody() || arguments.stream().noneMatch(each -> each.name().isEmpty());
  }

  /// Whether its only argument has no name and is of a type that a body can be.
  public boolean takesWholeBody() {
    if (arguments.size() != 1 || !arguments.getFirst().name().isEmpty()) return false;
    QualifiedName type = arguments.getFirst().type().name();
    return type.schema().equals("pg_catalog") && WHOLE_BODIES.contains(type.name());
  }

  /// One input argument.
  ///
  /// @param name empty for an unnamed argument
  public record Argument(String name, Type type, boolean required, boolean variadic) {}

  /// What a call gives back.
  public sealed interface Returns {
    /// Whether it gives any number of rows.
    boolean set();

    record Nothing() implements Returns {
      @Override
      public boolean set() {
        return false;
      }
    }

    record Scalar(Type type, boolean set) implements Returns {}

    /// Rows of a table or composite type: `table` is named where the type belongs to an exposed
    /// table, so that columns and embeds can be resolved.
    record Composite(Optional<QualifiedName> table, List<Column> columns, boolean set)
        implements Returns {}
  }

  /// `pg_proc.provolatile`.
  public enum Volatility {
    IMMUTABLE,
    STABLE,
    VOLATILE
  }
}
