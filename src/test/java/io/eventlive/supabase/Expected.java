package io.eventlive.supabase;

import io.eventlive.database.Caller;
import io.eventlive.rehearsal.LegacyClient.Call;
import io.eventlive.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What PostgreSQL itself says to a call, asked by SQL that is written here and not by the server's
/// planner: with the caller's role and claims in force, so that row level security decides.
///
/// It knows as much of the dialect as the old client uses.
final class Expected {
  private static final int MOST_ROWS = 1000;
  private static final Pattern EMBED = Pattern.compile("(\\w+):(\\w+)\\((.*)\\)");
  private static final Pattern FILTER =
      Pattern.compile(
          "(?<column>\\w+)(?:->>(?<key>\\w+))?=(?<not>not\\.)?(?<operator>[a-z]+)\\.(?<value>.*)");

  private final Connection connection;
  private final Caller caller;
  private final Call call;

  /// @param connection of a role that may become the caller's
  /// @param call without placeholders
  Expected(Connection connection, Caller caller, Call call) {
    this.connection = connection;
    this.caller = caller;
    this.call = call;
  }

  /// The rows that a read gives, in its order.
  List<JsonNode> rows() {
    String limit = call.parameter("limit");
    return rows(limit.isEmpty() ? MOST_ROWS : Integer.parseInt(limit));
  }

  /// The rows without the server's bound on their number.
  List<JsonNode> allRows() {
    return rows(Integer.MAX_VALUE);
  }

  private List<JsonNode> rows(int limit) {
    String select = call.parameter("select");
    String text =
        ask(
            """
            select coalesce(json_agg(row_to_json(the_row)), '[]')
            from (select %s from public.%s as it where %s %s limit %d) as the_row
            """
                .formatted(
                    columns(select.isEmpty() ? "*" : select, "it"),
                    call.target(),
                    filters(),
                    order(),
                    limit));
    List<JsonNode> rows = new ArrayList<>();
    JsonMapper.shared().readTree(text).forEach(rows::add);
    return rows;
  }

  /// How many rows the filters let through.
  long count() {
    return Long.parseLong(
        ask("select count(*) from public.%s as it where %s".formatted(call.target(), filters())));
  }

  /// How many of the rows behind the filters have these values.
  long countOf(JsonNode values) {
    String where =
        values.properties().stream()
            .map(each -> {
              String column = "it." + each.getKey();
              if (each.getValue().isNull()) return column + " is null";
              return "%s = (json_populate_record(null::public.%s, %s)).%s"
                  .formatted(
                      column,
                      call.target(),
                      quoted(
                          JsonMapper.shared()
                              .createObjectNode()
                              .set(each.getKey(), each.getValue())
                              .toString()),
                      each.getKey());
            })
            .collect(Collectors.joining(" and "));
    return Long.parseLong(
        ask(
            "select count(*) from public.%s as it where %s and %s"
                .formatted(call.target(), filters(), where)));
  }

  private String ask(String sql) {
    try {
      connection.setAutoCommit(false);
      TestDatabase.rows(
          connection,
          """
          select set_config('role', ?, true), set_config('request.jwt.claims', ?, true),
            set_config('timezone', 'UTC', true)
          """,
          caller.role(),
          caller.claims());
      String answer = TestDatabase.rows(connection, sql).getFirst();
      connection.commit();
      return answer;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + " in " + sql, e);
    }
  }

  private static String columns(String select, String table) {
    return split(select).stream()
        .map(item -> {
          Matcher embed = EMBED.matcher(item);
          if (!embed.matches()) return table + "." + item;
          String inner = embed.group(1) + "_of_" + table;
          return """
          (select row_to_json(one)
           from (select %s from public.%s as %s where %s.id = %s.%s) as one) as %s
          """
              .formatted(
                  columns(embed.group(3), inner),
                  embed.group(1),
                  inner,
                  inner,
                  table,
                  embed.group(2),
                  embed.group(1));
        })
        .collect(Collectors.joining(", "));
  }

  private String filters() {
    List<String> conditions = new ArrayList<>();
    conditions.add("true");
    for (String parameter : call.query()) {
      if (parameter.matches("(select|order|limit|columns|on_conflict)=.*")) continue;
      conditions.add(filter(parameter));
    }
    return String.join(" and ", conditions);
  }

  private static String filter(String parameter) {
    Matcher filter = FILTER.matcher(parameter);
    if (!filter.matches()) throw new IllegalArgumentException(parameter);
    String column = "it." + filter.group("column");
    if (filter.group("key") != null) column += " ->> '" + filter.group("key") + "'";
    String value = filter.group("value");
    String condition =
        switch (filter.group("operator")) {
          case "eq" -> column + " = " + quoted(value);
          case "neq" -> column + " <> " + quoted(value);
          case "gt" -> column + " > " + quoted(value);
          case "gte" -> column + " >= " + quoted(value);
          case "lt" -> column + " < " + quoted(value);
          case "lte" -> column + " <= " + quoted(value);
          case "is" -> column + " is " + value;
          case "in" ->
              column
                  + " in ("
                  + split(value.substring(1, value.length() - 1)).stream()
                      .map(Expected::quoted)
                      .collect(Collectors.joining(", "))
                  + ")";
          default -> throw new IllegalArgumentException(parameter);
        };
    return filter.group("not") == null ? condition : "not (" + condition + ")";
  }

  private String order() {
    String order = call.parameter("order");
    return order.isEmpty() ? "" : "order by " + order.replace('.', ' ');
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /// Splits at the commas that stand in no parentheses.
  private static List<String> split(String list) {
    List<String> items = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < list.length(); i++) {
      switch (list.charAt(i)) {
        case '(' -> depth++;
        case ')' -> depth--;
        case ',' -> {
          if (depth == 0) {
            items.add(list.substring(start, i));
            start = i + 1;
          }
        }
        default -> {}
      }
    }
    items.add(list.substring(start));
    return items;
  }
}
