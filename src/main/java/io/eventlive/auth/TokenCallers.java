package io.eventlive.auth;

import io.eventlive.auth.TokenVerifier.Verification;
import io.eventlive.database.Caller;
import io.eventlive.http.HttpRequest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The gateway's decision, in memory: the `apikey` must be one of ours, and the `Authorization`
/// header, where there is one, says for whom the request speaks.
///
/// As Supabase's gateway does, a `sb_…` key in `Authorization` stands for its role, and without
/// `Authorization` the `apikey` itself speaks.
public final class TokenCallers implements Callers {
  private final GatewayKeys keys;
  private final TokenVerifier verifier;
  private final EndedAccess ended;

  /// Reads roles and rules on each request, so that what is changed at run time works at once.
  public TokenCallers(
      AuthConfig config,
      TokenKeys tokenKeys,
      ApiKeys apiKeys,
      Supplier<Set<String>> roles,
      Supplier<TokenRules> rules,
      InstantSource clock) {
    this.verifier =
        new TokenVerifier(
            tokenKeys,
            rules,
            roles,
            clock,
            new SignatureLane(config.signatureLane()),
            config.verifiedTokenBytes());
    this.keys = new GatewayKeys(apiKeys, verifier);
    this.ended = new EndedAccess(config.tokenLifetime(), clock);
  }

  @Override
  public Caller of(HttpRequest request) {
    Caller byKey = keys.callerOf(request);
    Optional<String> authorization = request.headers().first("authorization");
    if (authorization.isEmpty()) return byKey;

    Optional<String> bearer = Bearer.in(authorization.get());
    if (bearer.isEmpty()) return keys.anonymous();
    String token = bearer.get();
    if (GatewayKeys.looksOpaque(token)) return keys.callerOf(token);
    return switch (verifier.verify(token)) {
      case Verification.Accepted accepted -> stillIn(accepted.token());
      case Verification.Refused refused -> throw TokenRefusals.of(refused.fault());
    };
  }

  private Caller stillIn(VerifiedToken token) {
    Optional<TokenFault> fault = ended.faultOf(token);
    if (fault.isPresent()) throw TokenRefusals.of(fault.get());
    return token.caller();
  }

  /// A token that was not verified before and that a public key may have signed. Keys of the new
  /// form and everything remembered are answered from memory.
  @Override
  public boolean mayBurn(HttpRequest request) {
    return mayBurn(GatewayKeys.in(request))
        || mayBurn(request.headers().first("authorization").flatMap(Bearer::in));
  }

  private boolean mayBurn(Optional<String> token) {
    return token.isPresent()
        && !GatewayKeys.looksOpaque(token.get())
        && verifier.burns(token.get());
  }

  /// Believes these keys from now on and no others. What was verified before has to be verified
  /// again, so that the tokens of a key that is gone end with it.
  public void use(TokenKeys tokenKeys) {
    verifier.use(tokenKeys);
  }

  /// For the sign-in routes, which refuse the same tokens in other words.
  TokenVerifier verifier() {
    return verifier;
  }

  /// For the sign-in routes, which say what ends.
  EndedAccess ended() {
    return ended;
  }

  GatewayKeys keys() {
    return keys;
  }
}
