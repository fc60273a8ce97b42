package io.eventlive.auth;

import io.eventlive.http.ErrorCode;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Requests for links and codes: parsed, limited, answered with nothing that tells who is known.
final class EmailRoutes {
  private static final String NOTHING = "{}";

  private final Authentication authentication;
  private final EmailSignIn signIn;
  private final Redirects redirects;
  private final MailLimits limits;
  private final EvenPace pace;

  EmailRoutes(
      Authentication authentication,
      EmailSignIn signIn,
      Redirects redirects,
      MailLimits limits,
      EvenPace pace) {
    this.authentication = authentication;
    this.signIn = signIn;
    this.redirects = redirects;
    this.limits = limits;
    this.pace = pace;
  }

  /// `POST /otp`
  HttpAnswer otp(HttpRequest request) {
    AuthBody body = AuthBody.of(request);
    boolean mayCreate = body.flagUnlessFalse("create_user");
    return magicLink(request, body, mayCreate);
  }

  /// `POST /magiclink`
  HttpAnswer magicLink(HttpRequest request) {
    return magicLink(request, AuthBody.of(request), true);
  }

  private HttpAnswer magicLink(HttpRequest request, AuthBody body, boolean mayCreate) {
    boolean byMail = !body.text("email").isEmpty();
    boolean byPhone = !body.text("phone").isEmpty();
    if (byMail && byPhone) {
      throw AuthRefusal.invalid("Only an email address or phone number should be provided");
    }
    if (byPhone) {
      throw new AuthRefusal(ErrorCode.PHONE_PROVIDER_DISABLED, 400, "Unsupported phone provider");
    }
    if (!byMail) throw AuthRefusal.invalid("One of email or phone must be set");
    ObjectNode metadata = Metadata.of(body, "data");
    String address = address(body);
    LinkRequest asked = LinkRequest.of(request, body, redirects);
    return evenly(request, address, () -> signIn.magicLink(address, mayCreate, metadata, asked));
  }

  /// `POST /recover`
  HttpAnswer recover(HttpRequest request) {
    AuthBody body = AuthBody.of(request);
    String address = address(body);
    LinkRequest asked = LinkRequest.of(request, body, redirects);
    return evenly(request, address, () -> signIn.recover(address, asked));
  }

  /// `POST /resend`
  HttpAnswer resend(HttpRequest request) {
    AuthBody body = AuthBody.of(request);
    String type = body.text("type");
    if (!type.equals("signup") && !type.equals("email_change")) {
      if (type.equals("sms") || type.equals("phone_change")) {
        throw new AuthRefusal(ErrorCode.PHONE_PROVIDER_DISABLED, 400, "Phone logins are disabled");
      }
      throw AuthRefusal.invalid(
          "Missing one of these types: signup, email_change, sms, phone_change");
    }
    String address = address(body);
    LinkRequest asked = LinkRequest.of(request, body, redirects);
    return evenly(
        request,
        address,
        type.equals("signup")
            ? () -> signIn.resendSignUp(address, asked)
            : () -> signIn.resendChange(address, asked));
  }

  /// `POST /invite`
  HttpAnswer invite(HttpRequest request) {
    authentication.requireAdmin(request);
    AuthBody body = AuthBody.of(request);
    ObjectNode metadata = Metadata.of(body, "data");
    String address = address(body);
    limits.requireRoom();
    LinkRequest asked = LinkRequest.withoutChallenge(request, body, redirects, "");
    User user = signIn.invite(address, metadata, asked);
    return HttpAnswer.json(200, UserJson.user(user).toString());
  }

  /// `POST /admin/generate_link`
  HttpAnswer generateLink(HttpRequest request) {
    authentication.requireAdmin(request);
    AuthBody body = AuthBody.of(request);
    String wanted = body.text("type");
    @Nullable LinkType type = LinkType.asked(wanted).orElse(null);
    if (type == null) {
      throw AuthRefusal.invalid("Invalid email action link type requested: " + wanted);
    }
    LinkRequest asked =
        LinkRequest.withoutChallenge(request, body, redirects, body.text("redirect_to"));
    EmailSignIn.Invited made =
        signIn.generate(
            type,
            address(body),
            body.text("new_email"),
            body.text("password"),
            Metadata.of(body, "data"),
            asked);
    ObjectNode answer = UserJson.user(made.user());
    answer.put("action_link", made.made().link());
    answer.put("email_otp", made.made().code());
    answer.put("hashed_token", made.made().token());
    boolean change = type == LinkType.NEW_ADDRESS || type == LinkType.OLD_ADDRESS;
    answer.put("verification_type", change ? wanted : made.made().type().word());
    answer.put("redirect_to", asked.redirectTo());
    return HttpAnswer.json(200, answer.toString()).with("Cache-Control", "no-store");
  }

  private HttpAnswer evenly(HttpRequest request, String address, Runnable work) {
    limits.takeRequest(request.remoteAddress());
    limits.takeMail(address);
    Supplier<HttpAnswer> answering =
        () -> {
          work.run();
          return HttpAnswer.json(200, NOTHING);
        };
    return pace.keep(answering);
  }

  private static String address(AuthBody body) {
    return Emails.require(body.text("email"));
  }
}
