package io.eventlive.answers;

import io.eventlive.database.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a caller's token says of him, claim by claim.
///
/// @param byName each claim's value as JSON text
/// @param subject the `sub` claim, if it is an id as PostgreSQL writes one
public record Claims(TreeMap<String, String> byName, Optional<String> subject) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String MISSING = "";

  /// Reads a caller's claims.
  ///
  /// @throws IllegalArgumentException where they are no JSON object, which no token's are
  public static Claims of(Caller caller) {
    TreeMap<String, String> byName = new TreeMap<>();
    try {
      JsonNode claims = JSON.readTree(caller.claims());
      claims.properties().forEach(each -> byName.put(each.getKey(), each.getValue().toString()));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("claims that are no JSON", e);
    }
    return new Claims(byName, caller.subject().filter(Claims::isPlainId));
  }

  /// The values of these, in the order of their names.
  public List<String> values(Set<String> names) {
    return new TreeSet<>(names).stream().map(name -> byName.getOrDefault(name, MISSING)).toList();
  }

  private static boolean isPlainId(String text) {
    if (text.length() != 36) return false;
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : Character.digit(c, 16) < 0 || Character.isUpperCase(c)) return false;
    }
    return true;
  }
}
