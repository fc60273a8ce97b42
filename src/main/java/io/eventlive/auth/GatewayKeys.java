package io.eventlive.auth;

import io.eventlive.auth.TokenVerifier.Verification;
import io.eventlive.database.Caller;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Refusal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/// The check that Supabase's gateway makes before a request reaches any service: there is an
/// `apikey`, as a header or in the query, and it is one of ours.
///
/// Besides the four configured keys, a token that our secret signed for `anon` or `service_role` is
/// a key, so that keys issued earlier keep working. A signed-in person's token is none. The
/// publishable key stands for whatever role callers have who have not signed in.
final class GatewayKeys {
  private static final String ANON = "anon";
  private static final Caller SERVICE = speakingAs("service_role");

  private final byte[] publishable;
  private final byte[] secret;
  private final TokenVerifier verifier;

  GatewayKeys(ApiKeys keys, TokenVerifier verifier) {
    this.publishable = bytes(keys.publishable());
    this.secret = bytes(keys.secret());
    this.verifier = verifier;
  }

  /// Whether a bearer token is a key of the new form and not a JWT.
  static boolean looksOpaque(String token) {
    return token.startsWith("sb_");
  }

  /// @throws Refusal where the request carries no key, or one that is not ours
  Caller callerOf(HttpRequest request) {
    return callerOf(in(request).orElseThrow(GatewayKeys::missing));
  }

  /// The key that a request carries, whatever it is worth.
  static Optional<String> in(HttpRequest request) {
    return request
        .headers()
        .first("apikey")
        .or(() -> inQuery(request.query()))
        .filter(value -> !value.isEmpty());
  }

  Caller callerOf(String key) {
    if (looksOpaque(key)) {
      byte[] shown = bytes(key);
      boolean isPublishable = MessageDigest.isEqual(publishable, shown);
      boolean isSecret = MessageDigest.isEqual(secret, shown);
      if (isPublishable) return anonymous();
      if (isSecret) return SERVICE;
      throw invalid();
    }
    return switch (verifier.verify(key)) {
      case Verification.Accepted accepted when isKey(accepted.token()) -> accepted.token().caller();
      case Verification.Accepted _ -> throw invalid();
      case Verification.Refused _ -> throw invalid();
    };
  }

  /// Whoever has not signed in.
  ///
  /// @throws Refusal PGRST302 where nobody is served who has not
  Caller anonymous() {
    return verifier
        .rules()
        .anonymousRole()
        .map(GatewayKeys::speakingAs)
        .orElseThrow(() -> TokenRefusals.of(TokenFault.withoutRole()));
  }

  private boolean isKey(VerifiedToken token) {
    String role = token.caller().role();
    return token.caller().subject().isEmpty()
        && (role.equals(ANON)
            || role.equals(SERVICE.role())
            || verifier.rules().anonymousRole().filter(role::equals).isPresent());
  }

  private static Optional<String> inQuery(String query) {
    for (String pair : query.split("&", -1)) {
      if (!pair.startsWith("apikey=")) continue;
      try {
        String value = pair.substring("apikey=".length());
        return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException _) {
        return Optional.empty(); // a broken percent escape is no key
      }
    }
    return Optional.empty();
  }

  private static Refusal missing() {
    return new Refusal(
        ErrorCode.API_KEY_MISSING,
        "No API key found in request",
        null,
        "No `apikey` request header or url param was found.");
  }

  private static Refusal invalid() {
    return new Refusal(
        ErrorCode.API_KEY_INVALID,
        "Invalid API key",
        null,
        "Double check your Supabase `anon` or `service_role` API key.");
  }

  private static Caller speakingAs(String role) {
    return new Caller(role, Json.object().put("role", role).toString(), Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
