package io.eventlive.auth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// One parameter of a query string.
final class Query {
  private Query() {}

  /// Its first value, empty where there is none.
  ///
  /// @throws AuthRefusal where its escapes are broken
  static String parameter(String query, String name) {
    for (String pair : query.split("&", -1)) {
      if (!pair.startsWith(name + "=")) continue;
      try {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException _) {
        throw AuthRefusal.invalid("The query parameter " + name + " cannot be read");
      }
    }
    return "";
  }
}
