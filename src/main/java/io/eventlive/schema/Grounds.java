package io.eventlive.schema;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What has to be known besides names to decide whether one answer may serve several callers: of
/// which tables the change feed tells everything, what exactly the policies and the functions that
/// they name are, and as of when all of that is known.
///
/// @param horizon the first transaction id that was not given out when this was read: whoever wrote
///   before a table was told of has ended where a snapshot's oldest running transaction is not
///   older
/// @param told ordinary tables of which every change is told
/// @param policyMarks for each table with policies, what changes with each of them, in the form in
///   which [Proof] asks for it, by the policy's name
/// @param functions of the schemas `auth` and `eventlive`, by name with argument types
public record Grounds(
    long horizon,
    Map<QualifiedName, Told> told,
    Map<QualifiedName, Map<String, String>> policyMarks,
    Map<String, Source> functions) {
  public static final Grounds NONE = new Grounds(0, Map.of(), Map.of(), Map.of());

  public Grounds {
    told = Map.copyOf(told);
    policyMarks = Map.copyOf(policyMarks);
    functions = Map.copyOf(functions);
  }

  /// What the feed tells of a table.
  ///
  /// @param before columns of the old row that an update or a delete tells; null columns of a
  ///   partial identity included
  /// @param uncertain columns that are told, whose values may be equal without being the same text
  public record Told(Set<String> before, Set<String> uncertain) {
    public Told {
      before = Set.copyOf(before);
      uncertain = Set.copyOf(uncertain);
    }
  }

  /// A function as it is written.
  ///
  /// @param mark changes with each change of the function
  /// @param body its text, every run of white space one blank, in small letters
  /// @param settings what it sets for itself, as `pg_proc.proconfig` has it
  public record Source(
      String mark, String language, String body, boolean definer, Set<String> settings) {
    public Source {
      settings = Set.copyOf(settings);
    }
  }

  /// What the feed tells of a table; empty where it does not tell everything.
  public Optional<Told> told(QualifiedName table) {
    return Optional.ofNullable(told.get(table));
  }

  public Optional<Source> function(String signature) {
    return Optional.ofNullable(functions.get(signature));
  }

  /// The same, known as of another moment.
  Grounds withHorizon(long other) {
    return new Grounds(other, told, policyMarks, functions);
  }
}
