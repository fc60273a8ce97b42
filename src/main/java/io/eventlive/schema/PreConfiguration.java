package io.eventlive.schema;

import io.eventlive.observation.Observation;
import io.eventlive.observation.Observer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A function of the operator's that sets settings of the dialect by `set_config('pgrst.…', …,
/// true)`, called whenever the catalogue is read. Settings of the login role win over it.
///
/// It runs with the rights of whoever reads the catalogue, and may only read. One that fails is
/// told to the operator and passed over: the catalogue must not depend on it.
///
/// @param function as PostgREST takes it, with or without its schema; empty for none
/// @param names of settings, without `pgrst.`
public record PreConfiguration(String function, List<String> names, Observer observer) {
  /// None.
  public static final PreConfiguration NONE = new PreConfiguration("", List.of(), _ -> {});

  private static final String NAME = "db_pre_config";
  private static final String PREFIX = "pgrst.";

  private static final String VALUES =
      """
      select
        name,
        current_setting('pgrst.' || name, true) as value
      from unnest(?) as name
      where coalesce(current_setting('pgrst.' || name, true), '') <> ''
      """;

  public PreConfiguration {
    names = List.copyOf(names);
  }

  /// @param loginSettings what `alter role` says, which may name the function too
  Map<String, String> beneath(Map<String, String> loginSettings, Connection connection)
      throws SQLException {
    String named = loginSettings.getOrDefault(NAME, function).strip();
    if (named.isEmpty()) return loginSettings;
    Map<String, String> settings = new HashMap<>();
    Savepoint before = connection.setSavepoint();
    try {
      settings.putAll(setBy(named, connection));
    } catch (SQLException problem) {
      observer.observe(
          new Observation.DatabaseSettingUnusable(
              PREFIX + NAME, "a function that can be called: " + problem.getMessage()));
    }
    connection.rollback(before);
    settings.putAll(loginSettings);
    return Map.copyOf(settings);
  }

  private Map<String, String> setBy(String named, Connection connection) throws SQLException {
    int dot = named.indexOf('.');
    QualifiedName name =
        dot < 0
            ? new QualifiedName("public", named)
            : new QualifiedName(named.substring(0, dot), named.substring(dot + 1));
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "select %s.%s()"
              .formatted(
                  statement.enquoteIdentifier(name.schema(), true),
                  statement.enquoteIdentifier(name.name(), true)));
    }
    Map<String, String> settings = new HashMap<>();
    Rows.all(
            connection,
            VALUES,
            row -> Map.entry(row.getString("name"), row.getString("value")),
            names)
        .forEach(each -> settings.put(each.getKey(), each.getValue()));
    return settings;
  }
}
