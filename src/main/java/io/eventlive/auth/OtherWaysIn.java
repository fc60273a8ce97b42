package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.Handler;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// What Supabase Auth has and EventLive has not: other providers, single sign-on, second factors,
/// passkeys, being a provider oneself. Refused as Supabase Auth refuses them where they are
/// switched off, because its clients know these codes; taking an identity away is offered behind a
/// switch.
final class OtherWaysIn {
  /// Providers whose tokens Supabase Auth takes where they are enabled.
  private static final Map<String, String> ISSUERS =
      Map.of(
          "apple", "https://appleid.apple.com",
          "azure", "https://login.microsoftonline.com/common/v2.0",
          "facebook", "https://www.facebook.com",
          "google", "https://accounts.google.com",
          "kakao", "https://kauth.kakao.com",
          "snapchat", "https://accounts.snapchat.com/accounts/oauth2/token",
          "vercel_marketplace", "https://marketplace.vercel.com");

  private final Authentication authentication;
  private final OwnIdentities identities;
  private final boolean manualLinking;

  OtherWaysIn(Authentication authentication, OwnIdentities identities, boolean manualLinking) {
    this.authentication = authentication;
    this.identities = identities;
    this.manualLinking = manualLinking;
  }

  /// `/authorize`, to which a browser goes by itself.
  static HttpAnswer authorize(HttpRequest request) {
    String provider = Query.parameter(request.query(), "provider");
    boolean known = ServiceDescriptions.isProvider(provider.toLowerCase(Locale.ROOT));
    throw AuthRefusal.invalid(
        "Unsupported provider: "
            + (known ? "provider is not enabled" : "Provider could not be found"));
  }

  /// `/callback`, to which a provider would send the browser back.
  static HttpAnswer callback(HttpRequest request) {
    boolean withState =
        request.method().equals("GET") && !Query.parameter(request.query(), "state").isEmpty();
    throw withState
        ? new AuthRefusal(ErrorCode.BAD_OAUTH_STATE, "OAuth state not found or expired")
        : new AuthRefusal(ErrorCode.BAD_OAUTH_CALLBACK, "OAuth state parameter missing");
  }

  /// `POST /token?grant_type=id_token`: a token of another provider.
  static AuthRefusal identityToken(AuthBody body) {
    String provider = body.text("provider");
    String issuer = body.text("issuer");
    if (body.text("id_token").isEmpty()) return AuthRefusal.oauth("id_token required");
    if (provider.isEmpty() && (issuer.isEmpty() || body.text("client_id").isEmpty())) {
      return AuthRefusal.oauth("provider or client_id and issuer required");
    }
    if (provider.startsWith("custom:")) {
      return AuthRefusal.invalid("Custom OAuth providers are disabled");
    }
    String known = ISSUERS.getOrDefault(provider, issuer);
    return ISSUERS.containsValue(known)
        ? new AuthRefusal(
            ErrorCode.PROVIDER_DISABLED, "Provider (issuer \"" + known + "\") is not enabled")
        : AuthRefusal.invalid("Custom OIDC provider \"" + provider + "\" not allowed");
  }

  /// `/user/identities/authorize` and `/user/identities/{id}`.
  HttpAnswer identities(HttpRequest request) {
    Authentication.Person person = authentication.requirePerson(request);
    if (!manualLinking) {
      throw new AuthRefusal(ErrorCode.MANUAL_LINKING_DISABLED, "Manual linking is disabled");
    }
    String name = last(request);
    if (name.equals("authorize")) return authorize(request);
    if (!request.method().equals("DELETE")) {
      throw new AuthRefusal(ErrorCode.METHOD_NOT_ALLOWED, "Method not allowed");
    }
    identities.unlink(person.id(), uuid(name, "identity_id"));
    return HttpAnswer.json(200, "{}");
  }

  /// `/factors` and what is below it.
  HttpAnswer factors(HttpRequest request) {
    authentication.requirePerson(request);
    if (!request.path().endsWith("/factors")) {
      String rest = request.path().substring(request.path().indexOf("/factors/") + 9);
      uuid(rest.split("/", 2)[0], "factor_id");
      throw new AuthRefusal(ErrorCode.MFA_FACTOR_NOT_FOUND, "Factor not found");
    }
    throw switch (AuthBody.of(request).text("factor_type")) {
      case "totp" ->
          new AuthRefusal(ErrorCode.MFA_TOTP_ENROLL_NOT_ENABLED, "MFA enroll is disabled for TOTP");
      case "phone" ->
          new AuthRefusal(
              ErrorCode.MFA_PHONE_ENROLL_NOT_ENABLED, "MFA enroll is disabled for Phone");
      case "webauthn" ->
          new AuthRefusal(
              ErrorCode.MFA_WEBAUTHN_ENROLL_NOT_ENABLED, "MFA enroll is disabled for WebAuthn");
      default -> AuthRefusal.invalid("factor_type needs to be totp, phone, or webauthn");
    };
  }

  /// Whatever is switched off as a whole.
  static Handler.Blocking disabled(ErrorCode code, String message) {
    return _ -> {
      throw new AuthRefusal(code, message);
    };
  }

  /// The same for administrators, who are told so, while others are told that they are none.
  Handler.Blocking disabledForAdministrators(ErrorCode code, String message) {
    return request -> {
      authentication.requireAdmin(request);
      throw new AuthRefusal(code, message);
    };
  }

  private static String last(HttpRequest request) {
    return request.path().substring(request.path().lastIndexOf('/') + 1);
  }

  private static UUID uuid(String text, String name) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException _) {
      throw new AuthRefusal(ErrorCode.VALIDATION_FAILED, 404, name + " must be an UUID");
    }
  }
}
