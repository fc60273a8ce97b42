package io.eventlive.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.nio.charset.StandardCharsets;
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
/// [TokenVerifier], here and in every service that knows the secret.
///
/// A token's life is cut at random by up to the configured share, never lengthened: auth-js
/// refreshes when 90 s remain, so people who signed in within one minute would otherwise refresh
/// within one minute as well.
final class AccessTokens {
  private static final JWSHeader HEADER =
      new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();

  private final AuthConfig config;
  private final Supplier<String> siteUrl;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final JWSSigner signer;

  /// @param siteUrl the address that clients use, without a slash at the end
  AccessTokens(
      AuthConfig config, Supplier<String> siteUrl, InstantSource clock, RandomGenerator random) {
    this.config = config;
    this.siteUrl = siteUrl;
    this.clock = clock;
    this.random = random;
    try {
      this.signer = new MACSigner(config.jwtSecret().getBytes(StandardCharsets.UTF_8));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("The JWT secret cannot be used.", e);
    }
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
    JWSObject object = new JWSObject(HEADER, new Payload(claims.toString()));
    try {
      object.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 cannot fail to sign", e);
    }
    return object.serialize();
  }
}
