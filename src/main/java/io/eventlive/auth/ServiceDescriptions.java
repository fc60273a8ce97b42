package io.eventlive.auth;

import io.eventlive.http.HttpAnswer;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What sign-in says about itself: `/settings` and `/health`.
final class ServiceDescriptions {
  /// Providers that Supabase Auth has and that are not offered here.
  private static final List<String> OTHERS =
      List.of(
          "apple",
          "azure",
          "bitbucket",
          "discord",
          "facebook",
          "snapchat",
          "figma",
          "fly",
          "github",
          "gitlab",
          "google",
          "keycloak",
          "kakao",
          "linkedin",
          "linkedin_oidc",
          "notion",
          "spotify",
          "slack",
          "slack_oidc",
          "workos",
          "twitch",
          "twitter",
          "phone",
          "zoom");

  private ServiceDescriptions() {}

  /// Whether Supabase Auth knows a provider of this name.
  static boolean isProvider(String name) {
    return !name.equals("phone") && OTHERS.contains(name);
  }

  static HttpAnswer health() {
    return HttpAnswer.json(
        200,
        Json.object()
            .put("version", version())
            .put("name", "EventLive")
            .put("description", "Sign-in in the dialect of Supabase Auth")
            .toString());
  }

  /// Besides Supabase Auth's own fields, `mailer_sends_mail` says whether mail goes out or stays in
  /// the outbox.
  static HttpAnswer settings(AuthConfig config, boolean sendsMail) {
    ObjectNode settings = Json.object();
    ObjectNode external = settings.putObject("external");
    external.put("anonymous_users", config.anonymousEnabled());
    OTHERS.forEach(provider -> external.put(provider, false));
    external.put("email", true);
    return HttpAnswer.json(
        200,
        settings
            .put("disable_signup", !config.signUpEnabled())
            .put("mailer_autoconfirm", config.autoConfirm())
            .put("mailer_sends_mail", sendsMail)
            .put("phone_autoconfirm", false)
            .put("sms_provider", "")
            .put("saml_enabled", false)
            .put("saml_private_key_next_configured", false)
            .put("passkeys_enabled", false)
            .toString());
  }

  private static String version() {
    String version = ServiceDescriptions.class.getPackage().getImplementationVersion();
    return version == null ? "development" : "v" + version;
  }
}
