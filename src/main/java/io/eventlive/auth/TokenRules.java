package io.eventlive.auth;

import java.util.Optional;

/// What is read in a token that is believed: the settings of PostgREST about tokens.
///
/// @param role where its claims say the role that it speaks for
/// @param anonymousRole the role of callers who have not signed in, and of tokens that name none;
///   empty where nobody is served who has not signed in
/// @param audience what an `aud` claim must contain, where there is one; empty: anything
public record TokenRules(
    RoleClaim role, Optional<String> anonymousRole, Optional<String> audience) {
  public static final TokenRules DEFAULT =
      new TokenRules(RoleClaim.ROLE, Optional.of("anon"), Optional.empty());

  public TokenRules withRole(RoleClaim other) {
    return new TokenRules(other, anonymousRole, audience);
  }

  public TokenRules withAnonymousRole(Optional<String> other) {
    return new TokenRules(role, other, audience);
  }

  public TokenRules withAudience(Optional<String> other) {
    return new TokenRules(role, anonymousRole, other);
  }
}
