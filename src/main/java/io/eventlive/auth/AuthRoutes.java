package io.eventlive.auth;

import com.github.benmanes.caffeine.cache.Ticker;
import io.eventlive.admission.Turnstile;
import io.eventlive.database.ConnectionSource;
import io.eventlive.http.ErrorCode;
import io.eventlive.http.Handler;
import io.eventlive.http.HttpAnswer;
import io.eventlive.http.HttpRequest;
import io.eventlive.http.Routes;
import io.eventlive.observation.Observer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// Supabase Auth's dialect under `/auth/v1`. What needs the database is plain blocking code on
/// virtual threads of sign-in's own; passwords are hashed on a few platform threads.
public final class AuthRoutes implements AutoCloseable {
  private static final String BASE = "/auth/v1";

  /// For everybody who does not wait for a password: more than ten people for each connection.
  private static final int OTHER_PLACES = 2_000;

  /// As long as auth-js itself keeps them.
  private static final String KEYS_LAST = "public, max-age=600";

  private final AuthConfig config;
  private final TokenCallers callers;
  private final AuthAnswers answers;
  private final PasswordLane lane;
  private final Authentication authentication;
  private final SignUps signUps;
  private final TokenRoutes tokens;
  private final AccountRoutes account;
  private final Passwords passwords;
  private final AdminRoutes admin;
  private final OtherWaysIn otherWays;
  private final EmailRoutes email;
  private final VerifyRoutes verify;
  private final Redirects redirects;
  private final MailLimits mailLimits;
  private final EvenPace pace;
  private final boolean sendsMail;
  private final AddressLimit signUpLimit;
  private final AddressLimit anonymousLimit;

  /// @param callers whose tokens and keys are also the ones that hold here
  /// @param pool connections of the role `supabase_auth_admin`
  /// @param turnstile before them, with a place for each
  /// @param siteUrl the address that clients use, without a slash at the end
  public AuthRoutes(
      AuthConfig config,
      TokenCallers callers,
      ConnectionSource pool,
      Turnstile turnstile,
      Supplier<String> siteUrl,
      EmailMeans means,
      InstantSource clock,
      SecureRandom random,
      Observer observer) {
    this(
        config,
        callers,
        pool,
        turnstile,
        siteUrl,
        means,
        clock,
        Ticker.systemTicker(),
        random,
        observer);
  }

  /// With a ticker of its own, for tests that move time.
  AuthRoutes(
      AuthConfig config,
      TokenCallers callers,
      ConnectionSource pool,
      Turnstile turnstile,
      Supplier<String> siteUrl,
      EmailMeans means,
      InstantSource clock,
      Ticker ticker,
      SecureRandom random,
      Observer observer) {
    this.config = config;
    this.callers = callers;
    int places = config.passwordLane().threads() + config.passwordLane().queue() + OTHER_PLACES;
    this.answers = new AuthAnswers(new SignInThreads(places), observer);
    this.lane = new PasswordLane(config.passwordLane(), random, observer);
    AuthDatabase database = new AuthDatabase(pool, turnstile);
    KnownUsers known = new KnownUsers(database, config.userCacheFor(), ticker, callers.ended());
    this.authentication = new Authentication(callers, known, clock);
    Secrets secrets = new Secrets(random);
    this.passwords = new Passwords(lane, random, config.passwordMinLength());
    AccessTokens accessTokens =
        new AccessTokens(config, callers.verifier(), siteUrl, clock, random);
    Refreshes refreshes =
        new Refreshes(
            database, secrets, clock, random, config.refreshReuseInterval(), config.sessions());
    SignIns signIns =
        new SignIns(database, passwords, accessTokens, refreshes, secrets, clock, observer);
    EmailConfig emails = means.config();
    this.sendsMail = means.mailer().sends();
    this.redirects = new Redirects(means.site(), emails.redirects());
    this.pace = new EvenPace(emails.answerStep());
    this.mailLimits = new MailLimits(emails.limits(), means.mailer(), ticker);
    FlowStates flows = new FlowStates(secrets, emails.flowValidFor());
    OneTimeTokens oneTime = new OneTimeTokens(config.jwtSecret(), secrets);
    Links links =
        new Links(
            oneTime,
            flows,
            secrets,
            means.writer(),
            means.mailer(),
            mailLimits,
            siteUrl,
            emails.codeLength());
    EmailChanges changes = new EmailChanges(oneTime, links, emails.bothAddresses());
    Verification verification =
        new Verification(
            database, oneTime, flows, signIns, known, mailLimits, emails, clock, observer);
    EmailSignIn byMail =
        new EmailSignIn(config, emails, database, links, changes, passwords, secrets, clock);
    this.email = new EmailRoutes(authentication, byMail, redirects, mailLimits, pace);
    this.verify = new VerifyRoutes(verification, redirects, mailLimits);
    this.signUps =
        new SignUps(config, database, passwords, signIns, byMail, secrets, clock, observer);
    OwnAccount ownAccount =
        new OwnAccount(
            database,
            passwords,
            known,
            changes,
            verification,
            links,
            mailLimits,
            new OwnAccount.Rules(config.autoConfirm(), emails.reauthentication()),
            clock);
    this.account =
        new AccountRoutes(authentication, ownAccount, database, known, redirects, mailLimits);
    this.admin =
        new AdminRoutes(authentication, new AdminUsers(database, passwords, known, secrets, clock));
    this.otherWays =
        new OtherWaysIn(
            authentication,
            new OwnIdentities(database, known, clock, config.autoConfirm()),
            config.manualLinking());
    this.tokens =
        new TokenRoutes(
            signIns,
            flows,
            new PasswordLimits(config.signInLimit(), config.wrongPasswords(), ticker));
    this.signUpLimit = new AddressLimit(config.signUpLimit(), ticker);
    this.anonymousLimit = new AddressLimit(config.anonymousLimit(), ticker);
  }

  /// The hash by which sign-in recognises a password, for people who are seeded.
  public String passwordHash(String password) {
    return passwords.hash(password);
  }

  /// Puts every route of sign-in into the table.
  public void register(Routes routes) {
    memory(routes, "/health", _ -> ServiceDescriptions.health());
    memory(routes, "/.well-known/jwks.json", _ -> publishedKeys());
    waiting(routes, "GET", "/settings", _ -> ServiceDescriptions.settings(config, sendsMail));
    waiting(routes, "POST", "/signup", this::signUp);
    waiting(routes, "POST", "/token", tokens::token);
    waiting(routes, "GET", "/user", account::user);
    waiting(routes, "PUT", "/user", account::changeUser);
    waiting(routes, "POST", "/logout", account::logout);
    waiting(routes, "POST", "/otp", email::otp);
    waiting(routes, "POST", "/magiclink", email::magicLink);
    waiting(routes, "POST", "/recover", email::recover);
    waiting(routes, "POST", "/resend", email::resend);
    waiting(routes, "POST", "/verify", verify::post);
    // Browsers follow links without a key; what only looks whether a link is there uses none up.
    routes.exact("GET", BASE + "/verify", answers.waiting(verify::get));
    routes.exact("HEAD", BASE + "/verify", answers.immediate(_ -> HttpAnswer.empty(200)));
    waiting(routes, "GET", "/reauthenticate", account::reauthenticate);
    waiting(routes, "POST", "/invite", email::invite);
    waiting(routes, "POST", "/admin/generate_link", email::generateLink);
    waiting(routes, "GET", "/admin/users", admin::list);
    waiting(routes, "POST", "/admin/users", admin::create);
    routes.below(AdminRoutes.PATH, answers.waiting(keyed(admin::one)));
    registerOtherWays(routes);
    routes.below(BASE, answers.immediate(AuthRoutes::notOffered));
    routes.errorsBelow(BASE, AuthErrors::answer);
  }

  private void registerOtherWays(Routes routes) {
    // A browser goes there by itself, without a key.
    routes.below(BASE + "/authorize", answers.immediate(OtherWaysIn::authorize));
    routes.below(BASE + "/callback", answers.immediate(OtherWaysIn::callback));
    below(routes, "/user/identities", otherWays::identities);
    below(routes, "/factors", otherWays::factors);
    String passkeys = "Passkeys are disabled";
    String sso = "SAML 2.0 is disabled";
    String server = "OAuth server is disabled";
    String custom = "Custom OAuth providers are disabled";
    below(routes, "/passkeys", OtherWaysIn.disabled(ErrorCode.PASSKEY_DISABLED, passkeys));
    below(routes, "/sso", OtherWaysIn.disabled(ErrorCode.SAML_PROVIDER_DISABLED, sso));
    below(routes, "/oauth", OtherWaysIn.disabled(ErrorCode.FEATURE_DISABLED, server));
    below(
        routes,
        "/admin/oauth",
        otherWays.disabledForAdministrators(ErrorCode.FEATURE_DISABLED, server));
    below(
        routes,
        "/admin/custom-providers",
        otherWays.disabledForAdministrators(ErrorCode.FEATURE_DISABLED, custom));
    below(
        routes,
        "/admin/sso",
        otherWays.disabledForAdministrators(ErrorCode.SAML_PROVIDER_DISABLED, sso));
  }

  private void below(Routes routes, String path, Handler.Blocking handler) {
    routes.below(BASE + path, answers.waiting(keyed(handler)));
  }

  private HttpAnswer publishedKeys() {
    return HttpAnswer.json(200, callers.verifier().keys().published())
        .with("Cache-Control", KEYS_LAST);
  }

  private HttpAnswer signUp(HttpRequest request) {
    AuthBody body = AuthBody.of(request);
    String email = body.text("email");
    String phone = body.text("phone");
    ObjectNode metadata = Metadata.of(body, "data");
    if (email.isEmpty() && phone.isEmpty()) {
      if (!config.anonymousEnabled()) {
        throw new AuthRefusal(
            ErrorCode.ANONYMOUS_PROVIDER_DISABLED, "Anonymous sign-ins are disabled");
      }
      anonymousLimit.take(request.remoteAddress());
      return json(signUps.anonymously(metadata, Origin.of(request)));
    }
    signUpLimit.take(request.remoteAddress());
    if (!email.isEmpty() && !phone.isEmpty()) {
      throw AuthRefusal.invalid(
          "Only an email address or phone number should be provided on signup.");
    }
    if (email.isEmpty()) {
      throw new AuthRefusal(ErrorCode.PHONE_PROVIDER_DISABLED, 400, "Phone signups are disabled");
    }
    String password = body.text("password");
    String address = signUps.requireSound(email, password);
    LinkRequest asked = LinkRequest.of(request, body, redirects);
    if (config.autoConfirm()) {
      return json(signUps.withPassword(address, password, metadata, Origin.of(request), asked));
    }
    mailLimits.takeMail(address);
    return pace.keep(
        () -> json(signUps.withPassword(address, password, metadata, Origin.of(request), asked)));
  }

  private static HttpAnswer notOffered(HttpRequest request) {
    throw new AuthRefusal(ErrorCode.NOT_OFFERED, 404, "Sign-in does not offer " + request.path());
  }

  private static HttpAnswer json(ObjectNode body) {
    return HttpAnswer.json(200, body.toString());
  }

  private void memory(Routes routes, String path, Handler.Blocking handler) {
    routes.exact("GET", BASE + path, answers.immediate(handler));
  }

  private void waiting(Routes routes, String method, String path, Handler.Blocking handler) {
    routes.exact(method, BASE + path, answers.waiting(keyed(handler)));
  }

  private Handler.Blocking keyed(Handler.Blocking handler) {
    return request -> {
      authentication.requireApiKey(request);
      return handler.answer(request);
    };
  }

  /// For tests, which fill it.
  PasswordLane lane() {
    return lane;
  }

  /// Lets running hashes finish.
  @Override
  public void close() {
    lane.close();
  }
}
