package io.eventlive.database;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The query that puts a request's settings in force until its transaction ends.
///
/// Role first, then the claims, then the rest in the order given. What a request does not set is
/// set to the empty string: PostgreSQL gives an unknown setting as null on a fresh connection and
/// as empty on a used one, and functions shall not see which of the two they got. It also covers
/// what a function of the operator's left in the session by `set_config(…, false)`.
///
/// @param names what it sets, in order
/// @param sql its text, the same for every request that sets the same names
/// @param values one for each `?`
/// @param isolation where one is asked for: it cannot be set by a query
record SettingsQuery(
    List<String> names, String sql, List<String> values, Optional<String> isolation) {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)*");
  private static final String ISOLATION = "transaction_isolation";

  /// Few requests differ in the names that they set; each text is checked and joined once.
  private static final Cache<List<String>, String> TEXTS =
      Caffeine.newBuilder().maximumSize(1_000).build();

  private static final List<String> ALWAYS_SET =
      List.of(
          "request.method",
          "request.path",
          "request.headers",
          "request.cookies",
          "response.headers",
          "response.status");

  static SettingsQuery of(RequestSettings settings, String nonce) throws SQLException {
    String role = settings.caller().role();
    if (role.isEmpty() || role.equals("none")) {
      // `set role none` would mean our own login.
      throw new SQLException("role \"" + role + "\" does not exist", "22023");
    }
    Map<String, String> all = new LinkedHashMap<>();
    all.put("role", role);
    all.put("request.jwt.claims", settings.caller().claims());
    ALWAYS_SET.forEach(name -> all.put(name, ""));
    settings.settings().forEach((name, value) -> put(all, name, value));
    all.put("eventlive.nonce", nonce);
    Optional<String> isolation = Optional.ofNullable(all.remove(ISOLATION));
    if (settings.readOnly()) {
      all.put("transaction_read_only", "on");
    }
    List<String> names = List.copyOf(all.keySet());
    String sql = TEXTS.get(names, SettingsQuery::text);
    return new SettingsQuery(names, sql, new ArrayList<>(all.values()), isolation);
  }

  private static String text(List<String> names) {
    return names.stream()
        .map(name -> "set_config('" + requireName(name) + "', ?, true)")
        .collect(Collectors.joining(", ", "select ", ""));
  }

  private static String requireName(String name) {
    if (NAME.matcher(name).matches()) return name;
    throw new IllegalArgumentException("not the name of a setting: " + name);
  }

  private static void put(Map<String, String> all, String name, String value) {
    if (name.equals("role") || name.equals("request.jwt.claims") || name.startsWith("eventlive.")) {
      throw new IllegalArgumentException(name + " follows from the caller");
    }
    all.put(name, value);
  }
}
