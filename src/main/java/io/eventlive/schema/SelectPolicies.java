package io.eventlive.schema;

import io.eventlive.schema.RowSecurity.Command;
import io.eventlive.schema.RowSecurity.Policy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Row security policies by table.
final class SelectPolicies {
  private static final String SQL =
      """
      select
        p.polrelid,
        p.polname,
        p.polpermissive,
        p.polcmd,
        array(
          select r.role
          from unnest(?) as r (role)
          where 0 = any (p.polroles)
            or exists (
              select from unnest(p.polroles) as o (id)
              where pg_has_role(r.role, o.id, 'usage'))
        ) as roles,
        pg_get_expr(p.polqual, p.polrelid) as using_expression,
        pg_get_expr(p.polwithcheck, p.polrelid) as check_expression
      from pg_policy p
      join pg_class c on c.oid = p.polrelid
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = any (?)
      order by p.polrelid, p.polname
      """;

  private record Row(long relation, Policy policy) {}

  private SelectPolicies() {}

  static Map<Long, List<Policy>> from(
      Connection connection, List<String> roles, List<String> schemas) throws SQLException {
    return Rows.all(
            connection,
            SQL,
            row ->
                new Row(
                    row.getLong("polrelid"),
                    new Policy(
                        row.getString("polname"),
                        row.getBoolean("polpermissive"),
                        command(row.getString("polcmd")),
                        Rows.textSet(row, "roles"),
                        Optional.ofNullable(row.getString("using_expression")),
                        Optional.ofNullable(row.getString("check_expression")))),
            roles,
            schemas)
        .stream()
        .collect(
            Collectors.groupingBy(
                Row::relation, Collectors.mapping(Row::policy, Collectors.toList())));
  }

  private static Command command(String letter) {
    return switch (letter) {
      case "r" -> Command.SELECT;
      case "a" -> Command.INSERT;
      case "w" -> Command.UPDATE;
      case "d" -> Command.DELETE;
      case "*" -> Command.ALL;
      default -> throw new IllegalStateException("pg_policy.polcmd is " + letter);
    };
  }
}
