package io.eventlive.auth;

import org.jspecify.annotations.Nullable;

/// Why a token was not accepted, in PostgREST's words.
///
/// @param details PostgREST's second sentence, where it has one
record TokenFault(Kind kind, String message, @Nullable String details) {
  /// Which of PostgREST's codes says so.
  enum Kind {
    /// PGRST301: it cannot be decoded or its signature is not ours.
    UNDECODABLE,
    /// PGRST303: its claims do not hold, now or here.
    CLAIMS,
    /// 22023: it names a role that requests cannot take.
    ROLE,
    /// PGRST302: it names no role, and nobody is served who has not signed in.
    NO_ROLE
  }

  static TokenFault undecodable(String message) {
    return new TokenFault(Kind.UNDECODABLE, message, null);
  }

  static TokenFault undecodable(String message, String details) {
    return new TokenFault(Kind.UNDECODABLE, message, details);
  }

  static TokenFault claims(String message) {
    return new TokenFault(Kind.CLAIMS, message, null);
  }

  static TokenFault withoutRole() {
    return new TokenFault(Kind.NO_ROLE, "Anonymous access is disabled", null);
  }

  static TokenFault role(String role) {
    return new TokenFault(Kind.ROLE, "role \"" + role + "\" does not exist", null);
  }
}
