package io.eventlive.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A key that tokens may be signed with, tied to one algorithm: the token's header never chooses
/// how it is verified, it can only fail to fit. So a public key is never taken for a shared secret.
///
/// @param id the `kid` that the key answers to; empty where it answers to any
/// @param signs whether it signs the tokens of today
record VerificationKey(
    Optional<String> id, JWSAlgorithm algorithm, JWSVerifier verifier, boolean signs) {

  static VerificationKey sharedSecret(String secret) {
    try {
      return new VerificationKey(
          Optional.empty(),
          JWSAlgorithm.HS256,
          new MACVerifier(secret.getBytes(StandardCharsets.UTF_8)),
          false);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("The JWT secret cannot be used.", e);
    }
  }

  static VerificationKey of(JwkSet.Entry entry) {
    return new VerificationKey(
        Optional.of(entry.id()), entry.algorithm(), verifier(entry), entry.signs());
  }

  private static JWSVerifier verifier(JwkSet.Entry entry) {
    try {
      return switch (entry.key()) {
        case ECKey ec -> new ECDSAVerifier(ec.toPublicJWK());
        case RSAKey rsa -> new RSASSAVerifier(rsa.toPublicJWK());
        case OctetSequenceKey secret -> new MACVerifier(secret);
        default -> throw new IllegalStateException(entry.key().getKeyType() + " was not refused");
      };
    } catch (JOSEException e) {
      throw new IllegalArgumentException(
          "holds the key " + entry.id() + ", which cannot be used", e);
    }
  }

  /// A token that names no key is tried on shared secrets and on the key that signs, so that it
  /// never costs more than one check that burns.
  boolean fits(JWSHeader header) {
    if (!algorithm.equals(header.getAlgorithm())) return false;
    @Nullable String named = header.getKeyID();
    return named == null ? signs || !burns() : id.isEmpty() || id.get().equals(named);
  }

  /// Whether verifying with it takes so long that the event loop must not do it: some hundred
  /// microseconds for a public key, two for a shared secret.
  boolean burns() {
    return !algorithm.equals(JWSAlgorithm.HS256);
  }
}
