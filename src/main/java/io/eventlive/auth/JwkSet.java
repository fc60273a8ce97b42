package io.eventlive.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads keys as JSON Web Keys: one key, a list of keys, or a set (`{"keys":[…]}`). Everything that
/// could not be used later is refused here, in a sentence that names the key and shows none.
final class JwkSet {
  /// A token without `kid` is tried on each that is a shared secret.
  static final int MOST_KEYS = 20;

  private static final int LEAST_RSA_BITS = 2048;
  private static final int LEAST_SECRET_BITS = 256;

  private JwkSet() {}

  /// One key, checked.
  ///
  /// @param algorithm the only one that it is used with
  /// @param signs whether it may sign: it has its private part, and `key_ops` says so or is absent
  record Entry(String id, JWSAlgorithm algorithm, JWK key, boolean signs) {}

  /// @throws IllegalArgumentException where a key cannot be used
  static List<Entry> read(String text) {
    List<Entry> entries = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode key : keys(text)) {
      Entry entry = entry(key);
      require(ids.add(entry.id()), entry.id(), "is in it twice");
      entries.add(entry);
    }
    if (entries.size() > MOST_KEYS) {
      throw new IllegalArgumentException("holds more than " + MOST_KEYS + " keys");
    }
    return entries;
  }

  private static Iterable<JsonNode> keys(String text) {
    JsonNode json;
    try {
      json = Json.read(text);
    } catch (JacksonException _) {
      throw new IllegalArgumentException("is not JSON"); // its text might show a key
    }
    if (json.isArray()) return json;
    if (json.path("keys").isArray()) return json.path("keys");
    if (json.path("kty").isString()) return List.of(json);
    throw new IllegalArgumentException("is neither a JSON Web Key nor a set of them");
  }

  private static Entry entry(JsonNode json) {
    JWK key;
    String id;
    try {
      key = JWK.parse(json.toString());
      id = key.getKeyID() == null ? key.computeThumbprint().toString() : key.getKeyID();
    } catch (ParseException | JOSEException | IllegalArgumentException _) {
      throw new IllegalArgumentException(
          "holds a key that cannot be read: " + json.path("kid").asString("one without kid"));
    }
    require(
        key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE),
        id,
        "is for encryption");
    JWSAlgorithm algorithm = algorithm(key, id);
    @Nullable Set<KeyOperation> operations = key.getKeyOperations();
    boolean maySign = operations == null || operations.contains(KeyOperation.SIGN);
    return new Entry(id, algorithm, key, maySign && key.isPrivate());
  }

  private static JWSAlgorithm algorithm(JWK key, String id) {
    return switch (key) {
      case ECKey ec -> {
        require(Curve.P_256.equals(ec.getCurve()), id, "is on another curve than P-256");
        yield wanted(key, id, JWSAlgorithm.ES256);
      }
      case RSAKey rsa -> {
        require(rsa.size() >= LEAST_RSA_BITS, id, "has fewer than " + LEAST_RSA_BITS + " bits");
        boolean whole = !rsa.isPrivate() || rsa.getPrivateExponent() != null;
        require(whole, id, "lacks a part of its private key");
        yield wanted(key, id, JWSAlgorithm.RS256, JWSAlgorithm.PS256);
      }
      case OctetSequenceKey secret -> {
        require(
            secret.size() >= LEAST_SECRET_BITS,
            id,
            "has fewer than " + LEAST_SECRET_BITS + " bits");
        yield wanted(key, id, JWSAlgorithm.HS256);
      }
      default ->
          throw new IllegalArgumentException(
              "holds the key "
                  + id
                  + " of the type "
                  + key.getKeyType()
                  + ", which is not offered");
    };
  }

  /// The algorithm that the key names, of those that it may have; the first where it names none.
  private static JWSAlgorithm wanted(JWK key, String id, JWSAlgorithm... offered) {
    if (key.getAlgorithm() == null) return offered[0];
    for (JWSAlgorithm algorithm : offered) {
      if (algorithm.getName().equals(key.getAlgorithm().getName())) return algorithm;
    }
    throw new IllegalArgumentException(
        "holds the key " + id + ", which is for " + key.getAlgorithm() + ", which is not offered");
  }

  private static void require(boolean condition, String id, String otherwise) {
    if (!condition)
      throw new IllegalArgumentException("holds the key " + id + ", which " + otherwise);
  }
}
