package io.eventlive.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The keys that sign access tokens, in the order of their life. The standby key is published long
/// before it signs, so that whoever keeps the published keys for a while knows it by then. Previous
/// keys sign no more and have lost their private part; their tokens are believed until they are
/// revoked.
///
/// @param current signs
/// @param standby signs next
/// @param previous newest first
record SigningKeyChain(JWK current, JWK standby, List<JWK> previous) {
  /// More are dropped, the oldest first.
  static final int MOST_PREVIOUS = 8;

  SigningKeyChain {
    previous = List.copyOf(previous);
  }

  static SigningKeyChain made(SecureRandom random) {
    return new SigningKeyChain(signing(fresh(random)), fresh(random), List.of());
  }

  SigningKeyChain rotated(SecureRandom random) {
    List<JWK> retired =
        Stream.concat(Stream.of(current.toPublicJWK()), previous.stream())
            .limit(MOST_PREVIOUS)
            .toList();
    return new SigningKeyChain(
        signing(standby), fresh(random), retired.stream().map(SigningKeyChain::verifying).toList());
  }

  /// Without one key, which nothing replaces but the standby key by a new one and the current key
  /// by the standby key.
  ///
  /// @throws IllegalArgumentException where there is no such key
  SigningKeyChain without(String id, SecureRandom random) {
    if (id.equals(standby.getKeyID())) {
      return new SigningKeyChain(current, fresh(random), previous);
    }
    SigningKeyChain chain = id.equals(current.getKeyID()) ? rotated(random) : this;
    List<JWK> kept = chain.previous.stream().filter(key -> !id.equals(key.getKeyID())).toList();
    if (kept.size() == chain.previous.size()) {
      throw new IllegalArgumentException("There is no signing key " + id + ".");
    }
    return new SigningKeyChain(chain.current, chain.standby, kept);
  }

  /// Reads what [#json] wrote.
  ///
  /// @throws IllegalArgumentException where it is something else
  static SigningKeyChain read(String json) {
    @Nullable JWK current = null;
    @Nullable JWK standby = null;
    List<JWK> previous = new ArrayList<>();
    try {
      for (JWK key : JWKSet.parse(json).getKeys()) {
        Set<KeyOperation> operations = key.getKeyOperations();
        if (operations != null && operations.contains(KeyOperation.SIGN)) current = key;
        else if (key.isPrivate()) standby = key;
        else previous.add(key);
      }
    } catch (ParseException _) {
      throw new IllegalArgumentException("is not a JSON Web Key Set"); // its text might show a key
    }
    if (current == null || standby == null) {
      throw new IllegalArgumentException("lacks the key that signs or the one that is to be next");
    }
    return new SigningKeyChain(current, standby, previous);
  }

  /// As a JSON Web Key Set, private parts included. Only the current key has `sign` among its
  /// `key_ops`.
  String json() {
    List<JWK> keys = new ArrayList<>(List.of(current, standby));
    keys.addAll(previous);
    return new JWKSet(keys).toString(false) + "\n";
  }

  String previousIds() {
    return previous.stream().map(JWK::getKeyID).collect(Collectors.joining(","));
  }

  private static JWK fresh(SecureRandom random) {
    try {
      return new ECKeyGenerator(Curve.P_256)
          .secureRandom(random)
          .keyID(UUID.randomUUID().toString())
          .algorithm(JWSAlgorithm.ES256)
          .keyUse(KeyUse.SIGNATURE)
          .keyOperations(Set.of(KeyOperation.VERIFY))
          .generate();
    } catch (JOSEException failure) {
      throw new IllegalStateException("P-256 is part of every JDK", failure);
    }
  }

  private static JWK signing(JWK key) {
    return new ECKey.Builder(key.toECKey())
        .keyOperations(Set.of(KeyOperation.SIGN, KeyOperation.VERIFY))
        .build();
  }

  private static JWK verifying(JWK key) {
    return new ECKey.Builder(key.toECKey()).keyOperations(Set.of(KeyOperation.VERIFY)).build();
  }

  /// Names no key, so that none gets into a log.
  @Override
  public String toString() {
    return "SigningKeyChain[…]";
  }
}
