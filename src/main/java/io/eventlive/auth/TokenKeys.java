package io.eventlive.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The keys of access tokens at one moment: the one that signs, and all whose tokens are believed.
/// The shared JWT secret is always among the latter, because it signs the legacy API keys.
///
/// Immutable; [TokenCallers#use] puts another one in its place.
public final class TokenKeys {
  /// The members of a public key that are published. Private ones have other names.
  private static final List<String> PUBLIC_MEMBERS = List.of("kty", "crv", "x", "y", "n", "e");

  private final JWSHeader header;
  private final JWSSigner signer;
  private final List<VerificationKey> believed;
  private final String published;

  private TokenKeys(
      JWSHeader header, JWSSigner signer, List<VerificationKey> believed, String published) {
    this.header = header;
    this.signer = signer;
    this.believed = List.copyOf(believed);
    this.published = published;
  }

  /// The shared secret alone: HS256.
  public static TokenKeys of(String jwtSecret) {
    return of(jwtSecret, "[]");
  }

  /// The shared secret beside other keys. The one that may sign does, where there is one; else the
  /// shared secret.
  ///
  /// @param keys a JSON Web Key, a list or a set of them
  /// @throws IllegalArgumentException in the rest of a sentence about the keys, where they cannot
  ///   be used
  public static TokenKeys of(String jwtSecret, String keys) {
    List<VerificationKey> believed = new ArrayList<>();
    believed.add(VerificationKey.sharedSecret(jwtSecret));
    JwkSet.@Nullable Entry signing = null;
    ArrayNode published = Json.object().putArray("keys");
    for (JwkSet.Entry entry : JwkSet.read(keys)) {
      believed.add(VerificationKey.of(entry));
      if (isPublic(entry)) published.add(published(entry));
      if (!entry.signs()) continue;
      if (signing != null) {
        throw new IllegalArgumentException(
            "holds two keys that may sign, "
                + signing.id()
                + " and "
                + entry.id()
                + "; only one may have \"sign\" among its key_ops");
      }
      signing = entry;
    }
    String set = Json.object().set("keys", published).toString();
    return signing == null
        ? new TokenKeys(header(JWSAlgorithm.HS256, null), signer(jwtSecret), believed, set)
        : new TokenKeys(header(signing.algorithm(), signing.id()), signer(signing), believed, set);
  }

  /// A token of these claims.
  String sign(String claims) {
    JWSObject object = new JWSObject(header, new Payload(claims));
    try {
      object.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("A key that was checked cannot sign", e);
    }
    return object.serialize();
  }

  List<VerificationKey> believed() {
    return believed;
  }

  /// The public keys as a JSON Web Key Set; shared secrets are not in it.
  String published() {
    return published;
  }

  /// The `kid` of the key that signs; empty for the shared secret.
  public String signingKey() {
    return header.getKeyID() == null ? "" : header.getKeyID();
  }

  /// How many keys are believed, the shared secret among them.
  public int size() {
    return believed.size();
  }

  /// Names no key, so that none gets into a log.
  @Override
  public String toString() {
    return "TokenKeys[…]";
  }

  private static boolean isPublic(JwkSet.Entry entry) {
    return !(entry.key() instanceof OctetSequenceKey);
  }

  private static ObjectNode published(JwkSet.Entry entry) {
    Map<String, Object> members = entry.key().toPublicJWK().toJSONObject();
    ObjectNode key = Json.object();
    for (String name : PUBLIC_MEMBERS) {
      Object value = members.get(name);
      if (value != null) key.put(name, value.toString());
    }
    key.put("kid", entry.id()).put("alg", entry.algorithm().getName()).put("use", "sig");
    key.putArray("key_ops").add("verify");
    return key.put("ext", true);
  }

  private static JWSHeader header(JWSAlgorithm algorithm, @Nullable String keyId) {
    return new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(keyId).build();
  }

  private static JWSSigner signer(String jwtSecret) {
    try {
      return new MACSigner(jwtSecret.getBytes(StandardCharsets.UTF_8));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("The JWT secret cannot be used.", e);
    }
  }

  private static JWSSigner signer(JwkSet.Entry entry) {
    try {
      return switch (entry.key()) {
        case ECKey ec -> new ECDSASigner(ec);
        case RSAKey rsa -> new RSASSASigner(rsa);
        case OctetSequenceKey secret -> new MACSigner(secret);
        default -> throw new IllegalStateException(entry.key().getKeyType() + " was not refused");
      };
    } catch (JOSEException e) {
      throw new IllegalArgumentException("holds the key " + entry.id() + ", which cannot sign", e);
    }
  }
}
