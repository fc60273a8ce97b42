package io.eventlive.rest.query;

import io.eventlive.rest.query.Command.Output;
import io.eventlive.rest.query.Expression.Constant;
import io.eventlive.rest.query.Expression.TypeName;
import io.eventlive.rest.query.Expression.Value;
import io.eventlive.schema.QualifiedName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one row that a statement gives whose result may be shared.
///
/// @param snapshot `pg_current_snapshot()`
/// @param policies that it ran under
/// @param functions that these name
/// @param attendee whether the caller is one, of the webinar that was asked about
/// @param host whether the caller runs it
public record Witnessed(
    Result result,
    String snapshot,
    String policies,
    String functions,
    boolean attendee,
    boolean host) {
  private static final String SNAPSHOT = "snapshot";
  private static final String POLICIES = "policies";
  private static final String FUNCTIONS = "functions";
  private static final String ATTENDEE = "attendee";
  private static final String HOST = "host";

  /// Reads the row.
  public static Witnessed read(ResultSet row) throws SQLException {
    Result result = Result.read(row);
    return new Witnessed(
        result,
        text(row, SNAPSHOT),
        text(row, POLICIES),
        text(row, FUNCTIONS),
        row.getBoolean(ATTENDEE),
        row.getBoolean(HOST));
  }

  /// What the statement says besides its result.
  static List<Output> outputs(
      List<QualifiedName> tables, List<String> functions, @Nullable String webinar) {
    String names =
        Operands.arrayLiteral(
            tables.stream()
                .map(each -> quoted(each.schema()) + "." + quoted(each.name()))
                .toList());
    String ids =
        Operands.arrayLiteral(
            functions.stream().map(mark -> mark.substring(0, mark.indexOf('.'))).toList());
    return List.of(
        new Output(Constant.SNAPSHOT, SNAPSHOT),
        new Output(
            new Expression.PoliciesOf(new Value(names, TypeName.builtIn("_regclass"))), POLICIES),
        new Output(new Expression.FunctionsOf(new Value(ids, TypeName.builtIn("_oid"))), FUNCTIONS),
        new Output(member(webinar, "attendee"), ATTENDEE),
        new Output(member(webinar, "host"), HOST));
  }

  private static Expression member(@Nullable String webinar, String standing) {
    return webinar == null
        ? Constant.FALSE
        : new Expression.MemberOf(
            new Value(webinar, TypeName.builtIn("uuid")), Operands.text(standing));
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static String text(ResultSet row, String column) throws SQLException {
    @Nullable String text = row.getString(column);
    return text == null ? "" : text;
  }
}
