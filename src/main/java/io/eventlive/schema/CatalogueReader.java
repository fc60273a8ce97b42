package io.eventlive.schema;

import io.eventlive.schema.SelectRelations.Relation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Reads one whole [Catalogue] from `pg_catalog`: a handful of statements over all objects at once,
/// in one repeatable-read transaction. PostgreSQL 15 and later.
///
/// Stateless; may be used from any thread, with a connection of the caller's. The connection's
/// login needs no rights of its own, but for a [PreConfiguration]: `pg_catalog` is readable by
/// everybody.
public final class CatalogueReader {
  /// Those that the change feed reads.
  private static final List<String> PUBLICATIONS = List.of("eventlive");

  private final String login;
  private final List<String> exposedSchemas;
  private final PreConfiguration preConfiguration;

  /// @param login the role that requests log in as; what it may become is what the catalogue covers
  /// @param exposedSchemas used unless the login role carries `pgrst.db_schemas`
  /// @param preConfiguration sets what the login role does not
  public CatalogueReader(
      String login, List<String> exposedSchemas, PreConfiguration preConfiguration) {
    this.login = login;
    this.exposedSchemas = List.copyOf(exposedSchemas);
    this.preConfiguration = preConfiguration;
  }

  /// What the database says now.
  ///
  /// @throws SQLException where the connection fails, or an object went away while it was read; a
  ///   second attempt helps
  public Catalogue read(Connection connection, long epoch) throws SQLException {
    return snapshot(connection, epoch).catalogue();
  }

  /// A catalogue and the fingerprint of what it was read from.
  ///
  /// @param asOf `pg_current_snapshot()` of the transaction that last found it to be so
  record Snapshot(Catalogue catalogue, String fingerprint, String asOf) {
    /// The same under the next epoch.
    Snapshot next() {
      return new Snapshot(catalogue.withEpoch(catalogue.epoch() + 1), fingerprint, asOf);
    }

    Snapshot seenAgain(String later) {
      return new Snapshot(catalogue, fingerprint, later);
    }
  }

  Snapshot snapshot(Connection connection, long epoch) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement settings = connection.createStatement()) {
      settings.execute("set transaction isolation level repeatable read, read only");
      settings.execute("set local search_path to pg_catalog");
      Fingerprint fingerprint = Fingerprint.of(connection);
      return new Snapshot(catalogue(connection, epoch), fingerprint.text(), fingerprint.asOf());
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private Catalogue catalogue(Connection connection, long epoch) throws SQLException {
    int version = Rows.all(connection, "show server_version_num", row -> row.getInt(1)).getFirst();
    Set<String> roles = SelectRoles.reachable(connection, login, version);
    List<String> roleList = roles.stream().sorted().toList();
    Map<String, Map<String, String>> settings = SelectRoles.settings(connection, login, roleList);
    Map<String, String> dialect =
        preConfiguration.beneath(
            SelectRoles.dialect(settings.getOrDefault(login, Map.of())), connection);
    List<String> schemas = exposed(dialect);

    SelectTypes types = SelectTypes.from(connection);
    Map<Long, Relation> relations = SelectRelations.from(connection, roleList);
    Predicate<Relation> isExposed =
        relation -> relation.isTable() && schemas.contains(relation.name().schema());
    Relations assembled =
        Relations.assemble(
            types,
            relations,
            SelectRelations.grants(connection, roleList, schemas),
            SelectColumns.from(connection),
            SelectColumns.grants(connection, roleList, schemas),
            SelectPolicies.from(connection, roleList, schemas));
    Keys keys =
        Keys.assemble(
            SelectKeys.constraints(connection),
            SelectKeys.uniqueIndexes(connection),
            ViewLineage.from(connection),
            assembled,
            isExposed);
    return new Catalogue(
        epoch,
        version,
        schemas,
        assembled.tables(isExposed, keys),
        keys.foreignKeys(),
        Functions.assemble(
            SelectFunctions.from(connection, roleList, schemas), types, assembled, isExposed),
        settings,
        dialect,
        SelectRoles.application(connection, login),
        SelectMediaAggregates.from(connection, schemas),
        SelectNotes.from(connection, schemas),
        Set.copyOf(SelectTextSearch.from(connection)),
        roles,
        SelectGrounds.from(connection, schemas, PUBLICATIONS));
  }

  /// A list without a name would expose nothing, not even a default; then ours holds.
  private List<String> exposed(Map<String, String> dialect) {
    List<String> own =
        Arrays.stream(dialect.getOrDefault("db_schemas", "").split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    return own.isEmpty() ? exposedSchemas : own;
  }
}
