package io.eventlive.auth;

import java.util.Optional;

/// The token in an `Authorization` header.
final class Bearer {
  private static final String SCHEME = "bearer";

  private Bearer() {}

  /// Empty where the scheme is another one; an empty text where nothing follows the scheme.
  static Optional<String> in(String authorization) {
    String trimmed = authorization.strip();
    if (!trimmed.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return Optional.empty();
    String rest = trimmed.substring(SCHEME.length());
    if (rest.isEmpty()) return Optional.of("");
    return Character.isWhitespace(rest.charAt(0)) ? Optional.of(rest.strip()) : Optional.empty();
  }
}
