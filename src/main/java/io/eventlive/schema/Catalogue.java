package io.eventlive.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Everything that requests are checked against: one immutable snapshot of the exposed schemas.
///
/// @param epoch grows by one with every reload that found a difference
/// @param serverVersion PostgreSQL's `server_version_num`
/// @param exposedSchemas the first is the default
/// @param functions by name, overloads together
/// @param roleSettings settings of `alter role … set …` per role, which `set role` does not apply
///   (statement timeouts among them)
/// @param dialectSettings what `alter role … set pgrst.…` says for the login of requests, by name
///   without `pgrst.`
/// @param applicationSettings `app.settings.…` of database and login, for functions to read
/// @param mediaAggregates make bodies of rows
/// @param notes what it says to people
/// @param textSearch text search configurations of every schema
/// @param roles that `authenticator` may take
/// @param grounds for sharing answers
public record Catalogue(
    long epoch,
    int serverVersion,
    List<String> exposedSchemas,
    Map<QualifiedName, Table> tables,
    List<ForeignKey> foreignKeys,
    Map<QualifiedName, List<Function>> functions,
    Map<String, Map<String, String>> roleSettings,
    Map<String, String> dialectSettings,
    Map<String, String> applicationSettings,
    List<MediaAggregate> mediaAggregates,
    Notes notes,
    Set<QualifiedName> textSearch,
    Set<String> roles,
    Grounds grounds) {

  public Catalogue {
    exposedSchemas = List.copyOf(exposedSchemas);
    tables = Map.copyOf(tables);
    foreignKeys = List.copyOf(foreignKeys);
    functions = Map.copyOf(functions);
    roleSettings = Map.copyOf(roleSettings);
    dialectSettings = Map.copyOf(dialectSettings);
    applicationSettings = Map.copyOf(applicationSettings);
    mediaAggregates = List.copyOf(mediaAggregates);
    textSearch = Set.copyOf(textSearch);
    roles = Set.copyOf(roles);
  }

  public Optional<Table> table(QualifiedName name) {
    return Optional.ofNullable(tables.get(name));
  }

  public List<Function> functions(QualifiedName name) {
    return functions.getOrDefault(name, List.of());
  }

  /// The same content under another epoch.
  Catalogue withEpoch(long number) {
    return with(number, grounds);
  }

  /// The same content, whenever and under whichever epoch it was read.
  boolean says(Catalogue other) {
    return timeless().equals(other.timeless());
  }

  private Catalogue timeless() {
    return with(0, grounds.withHorizon(0));
  }

  private Catalogue with(long number, Grounds others) {
    return new Catalogue(
        number,
        serverVersion,
        exposedSchemas,
        tables,
        foreignKeys,
        functions,
        roleSettings,
        dialectSettings,
        applicationSettings,
        mediaAggregates,
        notes,
        textSearch,
        roles,
        others);
  }
}
