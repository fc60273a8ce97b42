package io.eventlive.console;

import io.eventlive.http.ErrorAnswer;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpHeaders;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Language;
import io.eventlive.http.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The key that opens what only operators may see.
final class OperatorKey {
  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  private final byte[] digest;

  OperatorKey(String key) {
    this.digest = digestOf(key);
  }

  /// Lets a request pass that carries the key: as a bearer token, as `apikey`, or as the password
  /// that a browser asked for.
  ///
  /// @throws Refusal otherwise
  void require(HttpRequest request) {
    if (bearer(request.headers()).filter(this::opens).isPresent()) return;
    if (request.headers().first("apikey").filter(this::opens).isPresent()) return;
    if (password(request.headers()).filter(this::opens).isPresent()) return;
    ErrorCode code = ErrorCode.OPERATOR_KEY_NEEDED;
    throw new Refusal(
        code,
        code.sentence(Language.preferredBy(request.headers())),
        null,
        "Send it as 'Authorization: Bearer <operator key>'. './eventlive keys' prints it.",
        List.of(new HttpAnswer.Header("WWW-Authenticate", "Bearer realm=\"operator\"")));
  }

  /// What an operator's page answers to everybody else.
  HttpAnswer turnAway(Refusal refusal) {
    return ErrorAnswer.of(refusal).with("Cache-Control", "no-store");
  }

  /// Digests have one length and are compared in constant time, so that how long a refusal takes
  /// says nothing about the key.
  private boolean opens(String given) {
    return MessageDigest.isEqual(digest, digestOf(given));
  }

  private static Optional<String> bearer(HttpHeaders headers) {
    return headers
        .first("authorization")
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip());
  }

  private static Optional<String> password(HttpHeaders headers) {
    return headers
        .first("authorization")
        .filter(value -> value.regionMatches(true, 0, BASIC, 0, BASIC.length()))
        .map(value -> decoded(value.substring(BASIC.length()).strip()))
        .map(pair -> pair.substring(pair.indexOf(':') + 1));
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return ""; // opens nothing
    }
  }

  private static byte[] digestOf(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JDK has SHA-256
    }
  }
}
