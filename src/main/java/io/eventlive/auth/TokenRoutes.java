package io.eventlive.auth;

import io.eventlive.admission.Call;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import tools.jackson.databind.node.ObjectNode;

/// `POST /token`: what somebody shows to get a session, by `grant_type`.
final class TokenRoutes {
  private final SignIns signIns;
  private final FlowStates flows;
  private final PasswordLimits passwordLimits;

  TokenRoutes(SignIns signIns, FlowStates flows, PasswordLimits passwordLimits) {
    this.signIns = signIns;
    this.flows = flows;
    this.passwordLimits = passwordLimits;
  }

  HttpAnswer token(HttpRequest request) {
    return switch (Query.parameter(request.query(), "grant_type")) {
      case "password" -> byPassword(request);
      case "refresh_token" -> {
        String token = AuthBody.of(request).text("refresh_token");
        if (token.isEmpty()) throw AuthRefusal.invalid("refresh_token required");
        Origin origin = Origin.of(request);
        yield ScopedValue.where(AuthDatabase.CALL, new Call.Refresh())
            .call(() -> json(signIns.byRefreshToken(token, origin)));
      }
      case "pkce" -> byAuthCode(request);
      case "id_token" -> throw OtherWaysIn.identityToken(AuthBody.of(request));
      case "web3" ->
          throw new AuthRefusal(ErrorCode.WEB3_PROVIDER_DISABLED, "Web3 provider is disabled");
      default -> throw new AuthRefusal(ErrorCode.INVALID_CREDENTIALS, "unsupported_grant_type");
    };
  }

  private HttpAnswer byPassword(HttpRequest request) {
    AuthBody body = AuthBody.of(request);
    String email = body.text("email");
    String phone = body.text("phone");
    if (!email.isEmpty() && !phone.isEmpty()) {
      throw AuthRefusal.invalid(
          "Only an email address or phone number should be provided on login.");
    }
    if (!phone.isEmpty()) {
      throw new AuthRefusal(ErrorCode.PHONE_PROVIDER_DISABLED, "Phone logins are disabled");
    }
    if (email.isEmpty()) throw AuthRefusal.invalid("missing email or phone");
    PasswordLimits.Attempt attempt = passwordLimits.take(request.remoteAddress(), email);
    boolean wrong = false;
    try {
      return json(signIns.byPassword(email, body.text("password"), Origin.of(request)));
    } catch (AuthRefusal refusal) {
      wrong = refusal.code() == ErrorCode.INVALID_CREDENTIALS;
      throw refusal;
    } finally {
      if (!wrong) attempt.giveBack();
    }
  }

  private HttpAnswer byAuthCode(HttpRequest request) {
    AuthBody body = AuthBody.of(request);
    String code = body.text("auth_code");
    String verifier = body.text("code_verifier");
    if (code.isEmpty() || verifier.isEmpty()) {
      throw AuthRefusal.invalid(
          "invalid request: both auth code and code verifier should be non-empty");
    }
    return json(signIns.byAuthCode(flows, code, verifier, Origin.of(request)));
  }

  private static HttpAnswer json(ObjectNode body) {
    return HttpAnswer.json(200, body.toString());
  }
}
