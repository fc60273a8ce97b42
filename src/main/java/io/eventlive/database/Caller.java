package io.eventlive.database;

import java.util.Optional;

/// In whose name a statement runs: the role it takes and the claims that policies read.
///
/// @param role a role that `authenticator` may take: `anon`, `authenticated`, `service_role`, or
///   one of the operator's own
/// @param claims the token's claims as a JSON object, with `role` always present
/// @param subject the `sub` claim, where there is one
public record Caller(String role, String claims, Optional<String> subject) {}
