package io.eventlive.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A key that tokens may be signed with, tied to one algorithm: the token's header never chooses
/// how it is verified, it can only fail to fit.
///
/// @param id the `kid` that the key answers to; a token without one may fit any key
record VerificationKey(Optional<String> id, JWSAlgorithm algorithm, JWSVerifier verifier) {

  static VerificationKey sharedSecret(String secret) {
    try {
      return new VerificationKey(
          Optional.empty(),
          JWSAlgorithm.HS256,
          new MACVerifier(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("The JWT secret cannot be used.", e);
    }
  }

  boolean fits(JWSHeader header) {
    return algorithm.equals(header.getAlgorithm())
        && (id.isEmpty() || header.getKeyID() == null || id.get().equals(header.getKeyID()));
  }
}
