package io.eventlive.registration;

import io.eventlive.schema.Catalogue;
import io.eventlive.schema.Column;
import io.eventlive.schema.QualifiedName;
import io.eventlive.schema.Table;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The tables on which a repeated insert is no error: whose primary key says all there is to say,
/// so that a second row with the same key is the first one said again. `registrations` is one.
///
/// Which tables these are is declared, never guessed. Whether a table is fit is checked at the
/// start; later changes of the schema are seen too: a table without its key is an ordinary one.
///
/// May be used from any thread.
public final class IdempotentTables {
  private final Supplier<Catalogue> catalogue;
  private final Set<QualifiedName> declared;

  private IdempotentTables(Supplier<Catalogue> catalogue, Set<QualifiedName> declared) {
    this.catalogue = catalogue;
    this.declared = Set.copyOf(declared);
  }

  /// The declared tables, each checked against the catalogue of now.
  ///
  /// @param names with or without a schema; without, in the first exposed one
  /// @throws NotIdempotent for the first table that is not fit, with the reason
  public static IdempotentTables declared(List<String> names, Supplier<Catalogue> catalogue)
      throws NotIdempotent {
    Catalogue now = catalogue.get();
    for (String name : names) check(qualified(name, now), now);
    return new IdempotentTables(
        catalogue,
        names.stream().map(name -> qualified(name, now)).collect(Collectors.toUnmodifiableSet()));
  }

  /// Those of the tables that are there and fit; the rest stay ordinary. For a database whose
  /// schema is somebody else's.
  public static IdempotentTables where(List<String> names, Supplier<Catalogue> catalogue) {
    Catalogue now = catalogue.get();
    return new IdempotentTables(
        catalogue,
        names.stream()
            .map(name -> qualified(name, now))
            .filter(name -> unfit(name, now).isEmpty())
            .collect(Collectors.toUnmodifiableSet()));
  }

  /// The key whose conflict means "already there"; empty for an ordinary table.
  public Optional<List<String>> arbiterOf(QualifiedName name) {
    if (!declared.contains(name)) return Optional.empty();
    return catalogue.get().table(name).map(Table::primaryKey).filter(key -> !key.isEmpty());
  }

  private static QualifiedName qualified(String name, Catalogue catalogue) {
    int dot = name.indexOf('.');
    return dot < 0
        ? new QualifiedName(catalogue.exposedSchemas().getFirst(), name)
        : new QualifiedName(name.substring(0, dot), name.substring(dot + 1));
  }

  private static void check(QualifiedName name, Catalogue catalogue) throws NotIdempotent {
    Optional<String> reason = unfit(name, catalogue);
    if (reason.isPresent()) {
      throw new NotIdempotent(
          "The table %s.%s cannot be idempotent: %s."
              .formatted(name.schema(), name.name(), reason.get()));
    }
  }

  /// Why a table is not fit.
  private static Optional<String> unfit(QualifiedName name, Catalogue catalogue) {
    Optional<Table> found = catalogue.table(name);
    if (found.isEmpty()) return Optional.of("it does not exist in an exposed schema");
    Table table = found.get();
    boolean stores =
        table.kind() == Table.Kind.TABLE || table.kind() == Table.Kind.PARTITIONED_TABLE;
    if (!stores) return Optional.of("it is not a table");
    if (table.primaryKey().isEmpty()) return Optional.of("it has no primary key");
    return catalogue.roles().stream()
        .filter(role -> inserts(table, role))
        .sorted()
        .flatMap(role -> blind(table, role).stream())
        .findFirst();
  }

  private static boolean inserts(Table table, String role) {
    return key(table).stream().allMatch(column -> column.insertableBy().contains(role));
  }

  /// Why a role that inserts could not be shown its own row. PostgreSQL asks for the right to read
  /// the key, too, before it looks for a conflict.
  private static Optional<String> blind(Table table, String role) {
    boolean readsKey = key(table).stream().allMatch(column -> column.selectableBy().contains(role));
    if (!readsKey) {
      return Optional.of("the role " + role + " may insert into it but not select its key");
    }
    boolean covered =
        !table.rowSecurity().binds(role)
            || table.rowSecurity().policies().stream()
                .anyMatch(policy ->
                    policy.permissive()
                        && policy.command().reads()
                        && policy.roles().contains(role));
    return covered
        ? Optional.empty()
        : Optional.of("no select policy lets the role " + role + " see its own row");
  }

  private static List<Column> key(Table table) {
    return table.primaryKey().stream().flatMap(name -> table.column(name).stream()).toList();
  }
}
