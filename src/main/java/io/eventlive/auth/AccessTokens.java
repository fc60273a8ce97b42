package io.eventlive.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Issues access tokens with the claims that Supabase Auth gives them. They are verified by
/// [TokenVerifier], here and in every service that knows the secret or the published keys.
///
/// A token's life is cut at random by up to the configured share, never lengthened: auth-js
/// refreshes when 90 s remain, so people who signed in within one minute would otherwise refresh
/// within one minute as well.
final class AccessTokens {
  private final AuthConfig config;
  private final TokenVerifier verifier;
  private final Supplier<String> siteUrl;
  private final InstantSource clock;
  private final RandomGenerator random;

  /// @param verifier knows the key that signs
  /// @param siteUrl the address that clients use, without a slash at the end
  AccessTokens(
      AuthConfig config,
      TokenVerifier verifier,
      Supplier<String> siteUrl,
      InstantSource clock,
      RandomGenerator random) {
    this.config = config;
    this.verifier = verifier;
    this.siteUrl = siteUrl;
    this.clock = clock;
    this.random = random;
  }

  /// A signed token, and when it ends.
  record Issued(String token, long expiresIn, long expiresAt) {}

  /// One way in which a session proved who it is (`amr`), and when.
  record Proof(String method, Instant at) {}

  Issued issue(User user, UUID sessionId, List<Proof> proofs) {
    long issuedAt = clock.instant().getEpochSecond();
    long expiresIn = lifetimeSeconds();
    long expiresAt = issuedAt + expiresIn;

    ObjectNode claims = Json.object();
    claims.put("iss", siteUrl.get() + "/auth/v1");
    claims.put("sub", user.id().toString());
    claims.put("aud", user.audience());
    claims.put("exp", expiresAt);
    claims.put("iat", issuedAt);
    claims.put("email", user.email());
    claims.put("phone", user.phone());
    claims.set("app_metadata", user.appMetadata());
    claims.set("user_metadata", user.userMetadata());
    claims.put("role", user.role());
    claims.put("aal", "aal1"); // there is no second factor
    ArrayNode amr = claims.putArray("amr");
    for (Proof proof : proofs) {
      amr.addObject().put("method", proof.method()).put("timestamp", proof.at().getEpochSecond());
    }
    claims.put("session_id", sessionId.toString());
    claims.put("is_anonymous", user.anonymous());
    return new Issued(sign(claims), expiresIn, expiresAt);
  }

  private long lifetimeSeconds() {
    Duration full = config.tokenLifetime();
    return full.toSeconds()
        - (long) (full.toSeconds() * config.tokenJitter() * random.nextDouble());
  }

  private String sign(ObjectNode claims) {
    TokenKeys keys = verifier.keys();
    String token = keys.sign(claims.toString());
    verifier.remember(keys, token);
    return token;
  }
}
