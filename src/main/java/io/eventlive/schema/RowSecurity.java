package io.eventlive.schema;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What decides, row by row, who sees and changes what in one table.
///
/// @param enabled whether policies apply at all; without it grants alone decide
/// @param exempt roles that policies do not bind: superusers, `bypassrls`, and the table's owner
///   unless it forces row security on itself
/// @param policies by name
public record RowSecurity(boolean enabled, Set<String> exempt, List<Policy> policies) {
  /// Row security that is switched off.
  public static final RowSecurity OFF = new RowSecurity(false, Set.of(), List.of());

  public RowSecurity {
    exempt = Set.copyOf(exempt);
    policies = List.copyOf(policies);
  }

  /// Whether policies decide what this role reads.
  public boolean binds(String role) {
    return enabled && !exempt.contains(role);
  }

  /// One policy.
  ///
  /// @param permissive whether it adds rows (`as permissive`) or takes rows away
  /// @param roles of the roles that requests take, those that it applies to
  /// @param using the condition on existing rows, as `pg_get_expr` writes it
  /// @param check the condition on new rows; where absent, `using` serves for both
  public record Policy(
      String name,
      boolean permissive,
      Command command,
      Set<String> roles,
      Optional<String> using,
      Optional<String> check) {
    public Policy {
      roles = Set.copyOf(roles);
    }
  }

  /// What a policy is for.
  public enum Command {
    ALL,
    SELECT,
    INSERT,
    UPDATE,
    DELETE;

    /// Whether a policy for this command has a say when rows are read.
    public boolean reads() {
      return this == ALL || this == SELECT;
    }
  }
}
