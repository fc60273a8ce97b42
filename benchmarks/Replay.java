import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the server sends for one HTTP request, for pgbench to send as well: the very statements, as
/// `pg_stat_statements` shows them, with the same values, in one pipeline.
///
/// @param script a pgbench script
/// @param variables what `--define` has to say for it
record Replay(Path script, List<String> variables) {
  private static final String RESET = "select eventlive.pg_stat_statements_reset()";

  private static final String SEEN =
      """
      select query from eventlive.pg_stat_statements
      where query like '%set\\_config%' or query like '%json\\_agg%'
      order by query not like 'select set\\_config%'\
      """;

  private static final Pattern SETTING = Pattern.compile("set_config\\('([^']+)', \\$(\\d+), true");
  private static final Pattern TYPED = Pattern.compile("cast\\(\\$(\\d+) as [^)]*\"(\\w+)\"\\)");
  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

  /// Sends the request once and takes down what it costs the database.
  ///
  /// @param settings values by the setting's name; every other setting is empty
  /// @param values values by the type that the statement casts them to
  static Replay of(
      Connection connection,
      Load single,
      byte[] request,
      Map<String, String> settings,
      Map<String, String> values)
      throws Exception {
    connection.createStatement().execute(RESET);
    single.each(List.of(request));
    List<String> statements = seen(connection);
    if (statements.size() != 2) {
      throw new IllegalStateException("expected two statements, not " + statements);
    }
    List<String> variables = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    for (MatchResult found : all(SETTING, statements.get(0))) {
      String value = settings.getOrDefault(found.group(1), "");
      names.put(found.group(2), value.isEmpty() ? "''" : ":setting" + found.group(2));
      if (!value.isEmpty()) variables.add("setting" + found.group(2) + "=" + value);
    }
    String settingsQuery = named(statements.get(0), names);
    names.clear();
    for (MatchResult found : all(TYPED, statements.get(1))) {
      String value = values.get(found.group(2));
      if (value == null) throw new IllegalStateException("a value for " + found.group() + "?");
      names.put(found.group(1), ":value" + found.group(1));
      variables.add("value" + found.group(1) + "=" + value);
    }
    Path script = Files.createTempFile("eventlive-benchmark", ".sql");
    script.toFile().deleteOnExit();
    Files.writeString(
        script,
        "\\startpipeline\n%s;\n%s;\n\\endpipeline\n"
            .formatted(settingsQuery, named(statements.get(1), names)));
    return new Replay(script, variables);
  }

  /// One line, as a pgbench script wants it; every parameter must have a name.
  private static String named(String statement, Map<String, String> names) {
    return PARAMETER
        .matcher(statement)
        .replaceAll(found -> Objects.requireNonNull(names.get(found.group(1)), statement))
        .replaceAll("\\s+", " ");
  }

  private static List<MatchResult> all(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.results().toList();
  }

  private static List<String> seen(Connection connection) throws SQLException {
    List<String> statements = new ArrayList<>();
    try (ResultSet rows = connection.createStatement().executeQuery(SEEN)) {
      while (rows.next()) statements.add(rows.getString(1));
    }
    return statements;
  }
}
