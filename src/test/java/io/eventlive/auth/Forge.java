package io.eventlive.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes tokens by hand, right or wrong in any way, without the library that checks them.
final class Forge {
  static final String SECRET = "a-secret-for-tests-only-32-bytes-or-more";
  static final String ANON = hs256("{\"role\":\"anon\",\"iss\":\"eventlive\",\"exp\":4102444800}");
  static final String SERVICE =
      hs256("{\"role\":\"service_role\",\"iss\":\"eventlive\",\"exp\":4102444800}");
  static final ApiKeys KEYS =
      new ApiKeys(
          ANON,
          SERVICE,
          ApiKeys.PUBLISHABLE_PREFIX + "abcdefghijklmnopqrstuv",
          ApiKeys.SECRET_PREFIX + "abcdefghijklmnopqrstuvwxyz");

  private Forge() {}

  static String hs256(String claims) {
    return sign("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, SECRET, "HmacSHA256");
  }

  static String sign(String header, String claims, String secret, String algorithm) {
    String signed = base64(header) + "." + base64(claims);
    return signed + "." + mac(signed, secret, algorithm);
  }

  static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String mac(String signed, String secret, String algorithm) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
      return base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
