package io.eventlive.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import io.eventlive.auth.TokenVerifier.Verification;
import io.eventlive.database.Caller;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns the text of a token into what it claims, if one of our keys signed it. Knows neither time
/// nor roles. Keeps nothing of a token.
final class TokenReader {
  private static final String CRYPTO_FAILED = "JWT cryptographic operation failed";

  private final List<VerificationKey> keys;
  private final SignatureLane lane;
  private final TokenRules rules;

  /// @param lane on which signatures of public keys are checked
  TokenReader(List<VerificationKey> keys, SignatureLane lane, TokenRules rules) {
    this.keys = List.copyOf(keys);
    this.lane = lane;
    this.rules = rules;
  }

  /// @throws io.eventlive.http.Refusal 503 where too many tokens wait for their check
  Verification read(String token) {
    if (token.isEmpty()) {
      return refused(TokenFault.undecodable("Empty JWT is sent in Authorization header"));
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return refused(TokenFault.undecodable("Expected 3 parts in JWT; got " + parts.length));
    }
    @Nullable TokenFault signature = checkSignature(parts);
    if (signature != null) return refused(signature);
    return readClaims(parts[1]);
  }

  /// What a token claims that this server has just signed itself.
  Verification readSigned(String token) {
    return readClaims(token.split("\\.", -1)[1]);
  }

  private @Nullable TokenFault checkSignature(String[] parts) {
    JsonNode header = object(parts[0]);
    if (header == null) return TokenFault.undecodable(CRYPTO_FAILED);
    if (header.path("alg").asString("").equalsIgnoreCase("none")) {
      return TokenFault.undecodable(
          "Wrong or unsupported encoding algorithm",
          "JWT is unsecured but expected 'alg' was not 'none'");
    }
    @Nullable JWSHeader parsed = header(parts[0]);
    if (parsed == null) return TokenFault.undecodable(CRYPTO_FAILED);
    // A part that we do not understand must not be passed over, and one token must have one text:
    // otherwise whoever has a good one could fill the memory of verified tokens with copies.
    boolean critical = parsed.getCriticalParams() != null && !parsed.getCriticalParams().isEmpty();
    if (critical || !isCanonical(parts[2])) return TokenFault.undecodable(CRYPTO_FAILED);
    byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    Base64URL signature = new Base64URL(parts[2]);
    boolean anyFits = false;
    for (VerificationKey key : keys) {
      if (!key.fits(parsed)) continue;
      anyFits = true;
      boolean ours =
          key.burns()
              ? lane.run(parts[2], () -> verifies(key, parsed, signed, signature))
              : verifies(key, parsed, signed, signature);
      if (ours) return null;
    }
    return TokenFault.undecodable(
        "No suitable key or wrong key type",
        anyFits
            ? "None of the keys was able to decode the JWT"
            : "No suitable key was found to decode the JWT");
  }

  private static @Nullable JWSHeader header(String part) {
    try {
      return JWSHeader.parse(new Base64URL(part));
    } catch (ParseException | IllegalArgumentException _) {
      return null;
    }
  }

  private static boolean isCanonical(String base64) {
    return Base64URL.encode(new Base64URL(base64).decode()).toString().equals(base64);
  }

  private static boolean verifies(
      VerificationKey key, JWSHeader header, byte[] signed, Base64URL signature) {
    try {
      return key.verifier().verify(header, signed, signature);
    } catch (JOSEException _) {
      return false; // a signature of a wrong form
    }
  }

  private Verification readClaims(String part) {
    ObjectNode claims = object(part);
    if (claims == null) return refused(TokenFault.claims("Parsing claims failed"));

    for (String name : List.of("exp", "nbf", "iat")) {
      if (claims.hasNonNull(name) && !claims.get(name).isNumber()) {
        return refused(TokenFault.claims("The JWT '" + name + "' claim must be a number"));
      }
    }
    @Nullable List<String> audience = audience(claims.get("aud"));
    if (audience == null) {
      return refused(
          TokenFault.claims("The JWT 'aud' claim must be a string or an array of strings"));
    }
    if (!audience.isEmpty() && rules.audience().filter(a -> !audience.contains(a)).isPresent()) {
      return refused(TokenFault.claims("JWT not in audience"));
    }
    Optional<String> role = rules.role().in(claims).or(rules::anonymousRole);
    if (role.isEmpty()) return refused(TokenFault.withoutRole());
    claims.put("role", role.get());
    return new Verification.Accepted(
        new VerifiedToken(
            new Caller(role.get(), claims.toString(), text(claims, "sub")),
            audience,
            text(claims, "session_id"),
            seconds(claims, "exp"),
            seconds(claims, "nbf"),
            seconds(claims, "iat")));
  }

  private static @Nullable List<String> audience(@Nullable JsonNode aud) {
    if (aud == null || aud.isNull()) return List.of();
    if (aud.isString()) return List.of(aud.stringValue());
    if (!aud.isArray()) return null;
    List<String> list = new ArrayList<>();
    for (JsonNode one : aud) {
      if (!one.isString()) return null;
      list.add(one.stringValue());
    }
    return list;
  }

  private static Optional<String> text(ObjectNode claims, String name) {
    return claims.path(name).isString()
        ? Optional.of(claims.path(name).stringValue())
        : Optional.empty();
  }

  /// Whole seconds; a number beyond 64 bits counts as zero, as in PostgREST.
  private static @Nullable Long seconds(ObjectNode claims, String name) {
    if (!claims.hasNonNull(name)) return null;
    double value = claims.get(name).decimalValue().doubleValue(); // infinite where it does not fit
    return Math.abs(value) < 9e18 ? (long) Math.floor(value) : 0L;
  }

  private static @Nullable ObjectNode object(String part) {
    try {
      JsonNode node = Json.read(new Base64URL(part).decode());
      return node instanceof ObjectNode object ? object : null;
    } catch (JacksonException | IllegalArgumentException _) {
      return null;
    }
  }

  private static Verification refused(TokenFault fault) {
    return new Verification.Refused(fault);
  }
}
