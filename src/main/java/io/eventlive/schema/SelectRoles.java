package io.eventlive.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The roles that the login role may take, and the settings that come with them.
final class SelectRoles {
  // From 16 on, membership alone does not allow `set role`; the SET option does.
  private static final String ROLES_15 =
      """
      select r.rolname
      from pg_roles r
      where r.rolname <> ?
        and pg_has_role(?, r.oid, 'member')
        and not r.rolsuper
        and r.rolname not like 'pg\\_%'
      """;

  private static final String ROLES = ROLES_15.replace("'member'", "'set'");

  // A setting that the login role may not make would fail every request of the role.
  private static final String SETTINGS =
      """
      select
        r.rolname,
        split_part(c.setting, '=', 1) as name,
        substr(c.setting, strpos(c.setting, '=') + 1) as value
      from pg_db_role_setting s
      join pg_roles r on r.oid = s.setrole
      cross join unnest(s.setconfig) as c (setting)
      left join pg_settings g on lower(g.name) = lower(split_part(c.setting, '=', 1))
      where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
        and (
          r.rolname = any (?) and (
            g.context = 'user'
            or has_parameter_privilege(?, split_part(c.setting, '=', 1), 'set'))
          or r.rolname = ? and c.setting like 'pgrst.%')
      order by s.setdatabase
      """;

  // In the order in which PostgreSQL itself lets them win.
  private static final String APPLICATION =
      """
      select
        split_part(c.setting, '=', 1) as name,
        substr(c.setting, strpos(c.setting, '=') + 1) as value
      from pg_db_role_setting s
      left join pg_roles r on r.oid = s.setrole
      cross join unnest(s.setconfig) as c (setting)
      where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
        and (s.setrole = 0 or r.rolname = any (?))
        and c.setting like 'app.settings.%'
      order by s.setrole <> 0, s.setdatabase <> 0
      """;

  private static final String DIALECT = "pgrst.";

  private record Setting(String role, String name, String value) {}

  private SelectRoles() {}

  static Set<String> reachable(Connection connection, String login, int serverVersion)
      throws SQLException {
    String sql = serverVersion >= 160_000 ? ROLES : ROLES_15;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, login);
      statement.setString(2, login);
      try (ResultSet row = statement.executeQuery()) {
        Set<String> roles = new HashSet<>();
        while (row.next()) roles.add(row.getString(1));
        return roles;
      }
    }
  }

  static Map<String, Map<String, String>> settings(
      Connection connection, String login, List<String> roles) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SETTINGS)) {
      statement.setArray(1, connection.createArrayOf("text", roles.toArray()));
      statement.setString(2, login);
      statement.setString(3, login);
      try (ResultSet row = statement.executeQuery()) {
        Map<String, Map<String, String>> settings = new HashMap<>();
        while (row.next()) {
          Setting setting = new Setting(row.getString(1), row.getString(2), row.getString(3));
          settings
              .computeIfAbsent(setting.role(), _ -> new HashMap<>())
              .put(setting.name(), setting.value());
        }
        settings.replaceAll((_, values) -> Map.copyOf(values));
        return settings;
      }
    }
  }

  /// What database and login role set for functions to read. Connections that were open before have
  /// it from here.
  static Map<String, String> application(Connection connection, String login) throws SQLException {
    Map<String, String> settings = new HashMap<>();
    Rows.all(
            connection,
            APPLICATION,
            row -> Map.entry(row.getString("name"), row.getString("value")),
            List.of(login))
        .forEach(each -> settings.put(each.getKey(), each.getValue()));
    return Map.copyOf(settings);
  }

  /// The settings of PostgREST among those of the login role, by name without the prefix.
  static Map<String, String> dialect(Map<String, String> loginSettings) {
    Map<String, String> dialect = new HashMap<>();
    loginSettings.forEach((name, value) -> {
      if (name.startsWith(DIALECT)) dialect.put(name.substring(DIALECT.length()), value);
    });
    return Map.copyOf(dialect);
  }
}
