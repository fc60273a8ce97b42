package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// `/verify`: what people do with a link, and what an application does with a code.
///
/// A link is followed by a browser, so its answers are redirects, refusals among them.
final class VerifyRoutes {
  private static final String HALF =
      "Confirmation link accepted. Please proceed to confirm link sent to the other email";

  private static final Pattern E164 = Pattern.compile("[1-9][0-9]{1,14}");

  private final Verification verification;
  private final Redirects redirects;
  private final MailLimits limits;

  VerifyRoutes(Verification verification, Redirects redirects, MailLimits limits) {
    this.verification = verification;
    this.redirects = redirects;
    this.limits = limits;
  }

  /// `POST /verify`: a code with its address, or a token by itself.
  HttpAnswer post(HttpRequest request) {
    limits.takeVerification(request.remoteAddress());
    AuthBody body = AuthBody.of(request);
    String type = required(body.text("type"), "Verify requires a verification type");
    String code = body.text("token");
    String token = body.text("token_hash");
    String email = body.text("email");
    if (code.isEmpty() == token.isEmpty()) {
      throw AuthRefusal.invalid("Verify requires either a token or a token hash");
    }
    if (!token.isEmpty() && (!email.isEmpty() || !body.text("phone").isEmpty())) {
      throw AuthRefusal.invalid("Only the token_hash and type should be provided");
    }
    if (token.isEmpty() && email.isEmpty() == body.text("phone").isEmpty()) {
      throw AuthRefusal.invalid(
          "Only an email address or phone number should be provided on verify");
    }
    if (token.isEmpty() && email.isEmpty()) throw wrongCode(body.text("phone"));
    Origin origin = Origin.of(request);
    Verification.Outcome outcome =
        token.isEmpty()
            ? verification.byCode(email, code, type, origin)
            : verification.byLink(token, type, false, origin);
    return switch (outcome) {
      case Verification.Outcome.Session session -> HttpAnswer.json(200, session.json().toString());
      case Verification.Outcome.HalfOfTwo _ ->
          HttpAnswer.json(200, Json.object().put("msg", HALF).put("code", "200").toString());
      case Verification.Outcome.Code _ -> throw new IllegalStateException("nobody asked for it");
    };
  }

  /// `GET /verify`: a link that somebody follows.
  HttpAnswer get(HttpRequest request) {
    String token =
        required(
            Query.parameter(request.query(), "token"), "Verify requires a token or a token hash");
    String type =
        required(Query.parameter(request.query(), "type"), "Verify requires a verification type");
    String redirectTo = redirects.of(request);
    boolean exchange = token.startsWith(OneTimeTokens.PKCE);
    try {
      limits.takeVerification(request.remoteAddress());
      return switch (verification.byLink(token, type, exchange, Origin.of(request))) {
        case Verification.Outcome.Session session -> found(redirectTo, Map.of(), fragment(session));
        case Verification.Outcome.Code code ->
            found(redirectTo, Map.of("code", code.authCode()), Map.of());
        case Verification.Outcome.HalfOfTwo _ ->
            told(redirectTo, exchange, Map.of("message", HALF));
      };
    } catch (AuthRefusal refusal) {
      return told(redirectTo, exchange, words(refusal)).because(refusal.code().wireCode());
    }
  }

  /// Nobody signs in by phone, so no code for a phone was ever sent: every one is wrong.
  private static AuthRefusal wrongCode(String phone) {
    String number = (phone.startsWith("+") ? phone.substring(1) : phone).replace(" ", "");
    return E164.matcher(number).matches()
        ? new AuthRefusal(ErrorCode.OTP_EXPIRED, "Token has expired or is invalid")
        : AuthRefusal.invalid("Invalid phone number format (E.164 required)");
  }

  private static Map<String, String> fragment(Verification.Outcome.Session session) {
    Map<String, String> fragment = new TreeMap<>();
    for (String name :
        List.of("access_token", "expires_at", "expires_in", "refresh_token", "token_type")) {
      fragment.put(name, session.json().path(name).asString());
    }
    fragment.put("type", session.type());
    return fragment;
  }

  private static Map<String, String> words(AuthRefusal refusal) {
    Map<String, String> words = new TreeMap<>();
    words.put("error", refusal.status() == 403 ? "access_denied" : "invalid_request");
    words.put("error_code", refusal.code().wireCode());
    words.put("error_description", refusal.message());
    return words;
  }

  /// Words go into the fragment, which stays in the browser; a page that is made on a server and
  /// asked with a challenge reads them in the query.
  private static HttpAnswer told(String redirectTo, boolean exchange, Map<String, String> words) {
    return found(redirectTo, exchange ? words : Map.of(), words);
  }

  private static HttpAnswer found(
      String redirectTo, Map<String, String> query, Map<String, String> fragment) {
    int mark = redirectTo.indexOf('#');
    String page = mark < 0 ? redirectTo : redirectTo.substring(0, mark);
    StringBuilder address = new StringBuilder(page);
    if (!query.isEmpty()) {
      address.append(page.contains("?") ? '&' : '?').append(encoded(query));
    }
    if (!fragment.isEmpty()) {
      Map<String, String> marked = new TreeMap<>(fragment);
      marked.put("sb", ""); // by which clients tell our fragments from others
      address.append('#').append(encoded(marked));
    } else if (mark >= 0) {
      address.append(redirectTo, mark, redirectTo.length()); // a route that the page itself reads
    }
    return HttpAnswer.empty(303)
        .with("Location", address.toString())
        .with("Cache-Control", "no-store")
        .with("Referrer-Policy", "no-referrer");
  }

  private static String encoded(Map<String, String> values) {
    List<String> pairs = new ArrayList<>();
    new TreeMap<>(values)
        .forEach((name, value) ->
            pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return String.join("&", pairs);
  }

  private static String required(String text, String otherwise) {
    if (text.isEmpty()) throw AuthRefusal.invalid(otherwise);
    return text;
  }
}
