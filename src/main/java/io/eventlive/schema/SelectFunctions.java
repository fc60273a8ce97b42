package io.eventlive.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The functions of the exposed schemas, arguments and results still as object ids.
final class SelectFunctions {
  private static final String SQL =
      """
      select
        n.nspname,
        p.proname,
        coalesce(p.proallargtypes, p.proargtypes::oid[]) as argument_types,
        p.proargmodes::text[] as argument_modes,
        p.proargnames as argument_names,
        p.pronargs - p.pronargdefaults as required,
        p.prorettype,
        p.proretset,
        p.prorows,
        p.provolatile,
        p.proconfig,
        array(
          select r.role
          from unnest(?) as r (role)
          where has_schema_privilege(r.role, n.oid, 'usage')
            and has_function_privilege(r.role, p.oid, 'execute')
        ) as executable_by
      from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = any (?)
        and p.prokind = 'f'
      order by n.nspname, p.proname, p.pronargs, p.oid
      """;

  /// One function as declared.
  ///
  /// @param modes one letter per argument: `i`, `o`, `b` (both), `v` (variadic), `t` (table); empty
  ///   where all are `i`
  /// @param names empty where no argument has one
  /// @param rows how many it says to give; 0 where it gives no set
  /// @param required how many input arguments have no default
  record Declared(
      QualifiedName name,
      List<Long> types,
      List<String> modes,
      List<String> names,
      int required,
      long result,
      boolean set,
      double rows,
      char volatility,
      Map<String, String> settings,
      Set<String> executableBy) {
    char mode(int argument) {
      return modes.isEmpty() ? 'i' : modes.get(argument).charAt(0);
    }

    String name(int argument) {
      return names.isEmpty() ? "" : names.get(argument);
    }
  }

  private SelectFunctions() {}

  static List<Declared> from(Connection connection, List<String> roles, List<String> schemas)
      throws SQLException {
    return Rows.all(
        connection,
        SQL,
        row ->
            new Declared(
                new QualifiedName(row.getString("nspname"), row.getString("proname")),
                Rows.numbers(row, "argument_types"),
                Rows.texts(row, "argument_modes"),
                Rows.texts(row, "argument_names"),
                row.getInt("required"),
                row.getLong("prorettype"),
                row.getBoolean("proretset"),
                row.getDouble("prorows"),
                row.getString("provolatile").charAt(0),
                settings(Rows.texts(row, "proconfig")),
                Rows.textSet(row, "executable_by")),
        roles,
        schemas);
  }

  private static Map<String, String> settings(List<String> lines) {
    Map<String, String> settings = new HashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      settings.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return Map.copyOf(settings);
  }
}
