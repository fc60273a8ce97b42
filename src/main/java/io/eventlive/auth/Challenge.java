package io.eventlive.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a browser leaves behind when it asks for a link (RFC 7636), so that nobody but this browser
/// can use where the link leads.
///
/// @param method `s256` or `plain`
record Challenge(String method, String challenge) {
  private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9._~-]+");

  /// @return empty where the body has none
  /// @throws AuthRefusal where it is half of one, or malformed
  static Optional<Challenge> of(AuthBody body) {
    String challenge = body.text("code_challenge");
    String method = body.text("code_challenge_method").toLowerCase(Locale.ROOT);
    if (challenge.isEmpty() && method.isEmpty()) return Optional.empty();
    if (challenge.isEmpty() || method.isEmpty()) {
      throw AuthRefusal.invalid("PKCE flow requires code_challenge_method and code_challenge");
    }
    if (challenge.length() < 43 || challenge.length() > 128) {
      throw AuthRefusal.invalid("code challenge has to be between 43 and 128 characters");
    }
    if (!FORM.matcher(challenge).matches()) {
      throw AuthRefusal.invalid(
          "code challenge can only contain alphanumeric characters, hyphens, periods, underscores"
              + " and tildes");
    }
    if (!method.equals("s256") && !method.equals("plain")) {
      throw AuthRefusal.invalid("code challenge method not supported");
    }
    return Optional.of(new Challenge(method, challenge));
  }

  /// Whether this is what the challenge was made of.
  boolean isMetBy(String verifier) {
    String shown = method.equals("s256") ? hashed(verifier) : verifier;
    return MessageDigest.isEqual(
        challenge.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  private static String hashed(String verifier) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JDK has SHA-256
    }
  }
}
