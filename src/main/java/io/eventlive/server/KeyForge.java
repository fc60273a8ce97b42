package io.eventlive.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.random.RandomGenerator;

/// Makes and checks keys in the two forms that Supabase's clients know: the legacy HS256 tokens
/// with a role, and the opaque `sb_…` keys.
final class KeyForge {
  /// The shortest secret that HS256 admits, in bytes.
  static final int LEAST_SECRET_BYTES = 32;

  private static final int YEARS_VALID = 10;

  private final RandomGenerator random;

  /// @param random must not be foreseeable: a [java.security.SecureRandom] outside of tests
  KeyForge(RandomGenerator random) {
    this.random = random;
  }

  Keys make(Instant now) {
    String jwtSecret = secret(48);
    return new Keys(
        jwtSecret,
        roleToken(jwtSecret, "anon", now),
        roleToken(jwtSecret, "service_role", now),
        opaque("sb_publishable_"),
        opaque("sb_secret_"),
        secret(32));
  }

  /// Random bytes in letters that URLs, shells and PostgreSQL take as they are.
  String secret(int bytes) {
    byte[] noise = new byte[bytes];
    random.nextBytes(noise);
    return base64(noise);
  }

  /// A key for clients: a token that says nothing but its role.
  static String roleToken(String jwtSecret, String role, Instant issued) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer("supabase")
            .claim("role", role)
            .issueTime(Date.from(issued))
            .expirationTime(
                Date.from(issued.atOffset(ZoneOffset.UTC).plusYears(YEARS_VALID).toInstant()))
            .build();
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build();
    SignedJWT token = new SignedJWT(header, claims);
    try {
      token.sign(new MACSigner(jwtSecret.getBytes(StandardCharsets.UTF_8)));
    } catch (JOSEException failure) {
      throw new IllegalStateException("HS256 is part of every JDK", failure);
    }
    return token.serialize();
  }

  /// What is wrong with a role's token, as the end of a sentence; empty where nothing is.
  static String fault(String token, String role, String jwtSecret, Instant now) {
    try {
      SignedJWT parsed = SignedJWT.parse(token);
      if (!parsed.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256)) {
        return "is signed with %s, not HS256".formatted(parsed.getHeader().getAlgorithm());
      }
      if (!parsed.verify(new MACVerifier(jwtSecret.getBytes(StandardCharsets.UTF_8)))) {
        return "is not signed with the JWT secret in use";
      }
      JWTClaimsSet claims = parsed.getJWTClaimsSet();
      if (!role.equals(claims.getClaim("role"))) {
        return "has the role %s, not %s".formatted(claims.getClaim("role"), role);
      }
      Date expires = claims.getExpirationTime();
      if (expires != null && !expires.toInstant().isAfter(now)) {
        return "expired at " + expires.toInstant();
      }
      return "";
    } catch (ParseException _) {
      return "is not a JWT";
    } catch (JOSEException failure) {
      return "cannot be checked: " + failure.getMessage();
    }
  }

  static Instant issued(String token) {
    try {
      return SignedJWT.parse(token).getJWTClaimsSet().getIssueTime().toInstant();
    } catch (ParseException failure) {
      throw new IllegalStateException("A key that was checked is not a JWT", failure);
    }
  }

  /// A random key with a checksum, so that a scanner for leaked secrets can tell it from noise.
  private String opaque(String prefix) {
    String body = prefix + secret(17).substring(0, 22);
    return body + "_" + checksum(body);
  }

  private static String checksum(String body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] sum = digest.digest(("eventlive|" + body).getBytes(StandardCharsets.UTF_8));
      return base64(sum).substring(0, 8);
    } catch (NoSuchAlgorithmException failure) {
      throw new IllegalStateException("SHA-256 is part of every JDK", failure);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
