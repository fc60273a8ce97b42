package io.eventlive.answers;

import io.eventlive.answers.PolicyExpression.ValueType;
import io.eventlive.answers.PolicyLexer.Unreadable;
import io.eventlive.schema.Catalogue;
import io.eventlive.schema.Column;
import io.eventlive.schema.Grounds;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.RowSecurity;
import io.eventlive.schema.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// On what it depends which rows of a table a role is shown.
///
/// All policies that apply are taken together, permissive ones and restrictive ones: it does not
/// matter how they are joined, only what any of them asks for. Grants are not asked about: they are
/// the role's, and the role is part of every audience.
public sealed interface Visibility {
  /// It is understood.
  ///
  /// @param claims of the caller
  /// @param memberColumns columns of the table by which membership is asked for
  /// @param proof what the reading statement has to say of the policies that it ran under
  /// @param functions marks of the functions that were gone through
  record Understood(
      Set<String> claims, Set<String> memberColumns, String proof, Set<String> functions)
      implements Visibility {
    public Understood {
      claims = Set.copyOf(claims);
      memberColumns = Set.copyOf(memberColumns);
      functions = Set.copyOf(functions);
    }
  }

  /// It is not.
  record Unknown(Private why) implements Visibility {}

  /// Of an ordinary table.
  static Visibility of(Table table, String role, Catalogue catalogue) {
    RowSecurity security = table.rowSecurity();
    if (!security.binds(role)) return new Understood(Set.of(), Set.of(), "f", Set.of());
    List<RowSecurity.Policy> reading =
        security.policies().stream().filter(policy -> policy.command().reads()).toList();
    List<RowSecurity.Policy> applying =
        reading.stream().filter(policy -> policy.roles().contains(role)).toList();
    Map<String, ValueType> columns = columns(table);
    TrustedFunctions functions = new TrustedFunctions(catalogue.grounds());
    Set<String> claims = new TreeSet<>();
    Set<String> members = new TreeSet<>();
    for (RowSecurity.Policy policy : applying) {
      if (policy.using().isEmpty() || addsNothing(table, policy, applying, functions)) continue;
      try {
        PolicyExpression condition = PolicyGrammar.read(policy.using().get(), columns, functions);
        claims.addAll(PolicyExpression.claims(condition));
        members.addAll(PolicyExpression.memberColumns(condition));
      } catch (Unreadable e) {
        return new Unknown(
            new Private.Policy(table.name().name(), policy.name(), String.valueOf(e.getMessage())));
      }
    }
    return new Understood(
        claims,
        members,
        proof(table.name(), reading, role, catalogue.grounds()),
        Set.copyOf(functions.marks()));
  }

  /// Whether a policy shows no row that is there and that others do not show.
  private static boolean addsNothing(
      Table table,
      RowSecurity.Policy policy,
      List<RowSecurity.Policy> applying,
      TrustedFunctions functions) {
    if (!policy.permissive()) return false;
    Set<String> others =
        applying.stream()
            .filter(RowSecurity.Policy::permissive)
            .filter(other -> !other.equals(policy))
            .flatMap(other -> other.using().stream())
            .collect(Collectors.toSet());
    return Membership.isImplied(table.name(), policy.using().orElse(""), others)
        && functions.knowsMembership("attendee")
        && functions.aboutCaller("auth.uid()").isPresent();
  }

  private static Map<String, ValueType> columns(Table table) {
    Map<String, ValueType> columns = new HashMap<>();
    for (Column column : table.columns().values()) {
      ValueTypes.of(column.type()).ifPresent(type -> columns.put(column.name(), type));
    }
    return columns;
  }

  /// As the statement puts it together: every policy for reading with what changes with it, and
  /// whether it applies to the role.
  private static String proof(
      QualifiedName table, List<RowSecurity.Policy> reading, String role, Grounds grounds) {
    Map<String, String> marks = grounds.policyMarks().getOrDefault(table, Map.of());
    List<String> parts = new ArrayList<>();
    for (RowSecurity.Policy policy : reading) {
      boolean applies = policy.roles().contains(role);
      parts.add(marks.getOrDefault(policy.name(), "?") + (applies ? "+" : "-"));
    }
    parts.sort(null);
    return "t" + String.join(",", parts);
  }
}
