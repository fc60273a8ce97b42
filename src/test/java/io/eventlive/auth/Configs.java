package io.eventlive.auth;

import java.time.Duration;

/// Settings of sign-in that differ from the defaults in one thing.
final class Configs {
  /// A lane that nobody fills.
  static final SignatureLane FREE_LANE = new SignatureLane(AuthConfig.signatureLane(100));

  private Configs() {}

  /// Sign-ups are sessions at once. So are they in all that follow.
  static AuthConfig autoConfirmed(AuthConfig c) {
    AuthConfig.Lane patient = new AuthConfig.Lane(2, 500, Duration.ofMinutes(2));
    return with(c, true, true, patient, c.signUpLimit(), c.anonymousLimit());
  }

  static AuthConfig withoutAnonymous(AuthConfig c) {
    return with(c, true, false, c.passwordLane(), c.signUpLimit(), c.anonymousLimit());
  }

  static AuthConfig withoutSignUp(AuthConfig c) {
    return with(c, false, true, c.passwordLane(), c.signUpLimit(), c.anonymousLimit());
  }

  static AuthConfig narrowLane(AuthConfig c) {
    AuthConfig.Lane lane = new AuthConfig.Lane(1, 1, Duration.ofSeconds(60));
    return with(c, true, true, lane, c.signUpLimit(), c.anonymousLimit());
  }

  /// The same where a sign-up has to be confirmed by mail.
  static AuthConfig narrowLaneAndMail(AuthConfig c) {
    return confirmedByMail(narrowLane(c));
  }

  static AuthConfig tightLimits(AuthConfig c) {
    AuthConfig.Limit limit = new AuthConfig.Limit(2, Duration.ofMinutes(1));
    return with(c, true, true, c.passwordLane(), limit, limit);
  }

  static AuthConfig withoutJitter(AuthConfig c) {
    return new AuthConfig(
        c.jwtSecret(),
        c.tokenLifetime(),
        0,
        c.verifiedTokenBytes(),
        c.autoConfirm(),
        c.signUpEnabled(),
        c.anonymousEnabled(),
        c.passwordMinLength(),
        c.refreshReuseInterval(),
        c.userCacheFor(),
        c.passwordLane(),
        c.signatureLane(),
        c.signInLimit(),
        c.wrongPasswords(),
        c.signUpLimit(),
        c.anonymousLimit(),
        c.sessions(),
        c.manualLinking());
  }

  static AuthConfig manualLinking(AuthConfig c) {
    return new AuthConfig(
        c.jwtSecret(),
        c.tokenLifetime(),
        c.tokenJitter(),
        c.verifiedTokenBytes(),
        c.autoConfirm(),
        c.signUpEnabled(),
        c.anonymousEnabled(),
        c.passwordMinLength(),
        c.refreshReuseInterval(),
        c.userCacheFor(),
        c.passwordLane(),
        c.signatureLane(),
        c.signInLimit(),
        c.wrongPasswords(),
        c.signUpLimit(),
        c.anonymousLimit(),
        c.sessions(),
        true);
  }

  static AuthConfig sessions(AuthConfig c, AuthConfig.Sessions sessions) {
    return new AuthConfig(
        c.jwtSecret(),
        c.tokenLifetime(),
        c.tokenJitter(),
        c.verifiedTokenBytes(),
        true,
        c.signUpEnabled(),
        c.anonymousEnabled(),
        c.passwordMinLength(),
        c.refreshReuseInterval(),
        c.userCacheFor(),
        c.passwordLane(),
        c.signatureLane(),
        c.signInLimit(),
        c.wrongPasswords(),
        c.signUpLimit(),
        c.anonymousLimit(),
        sessions,
        c.manualLinking());
  }

  /// Five passwords from a network in a minute, of which two may be wrong for one address.
  static AuthConfig fewPasswords(AuthConfig c) {
    return new AuthConfig(
        c.jwtSecret(),
        c.tokenLifetime(),
        c.tokenJitter(),
        c.verifiedTokenBytes(),
        c.autoConfirm(),
        c.signUpEnabled(),
        c.anonymousEnabled(),
        c.passwordMinLength(),
        c.refreshReuseInterval(),
        c.userCacheFor(),
        c.passwordLane(),
        c.signatureLane(),
        new AuthConfig.Limit(5, Duration.ofMinutes(1)),
        new AuthConfig.Limit(2, Duration.ofMinutes(1)),
        c.signUpLimit(),
        c.anonymousLimit(),
        c.sessions(),
        c.manualLinking());
  }

  private static AuthConfig confirmedByMail(AuthConfig c) {
    return new AuthConfig(
        c.jwtSecret(),
        c.tokenLifetime(),
        c.tokenJitter(),
        c.verifiedTokenBytes(),
        false,
        c.signUpEnabled(),
        c.anonymousEnabled(),
        c.passwordMinLength(),
        c.refreshReuseInterval(),
        c.userCacheFor(),
        c.passwordLane(),
        c.signatureLane(),
        c.signInLimit(),
        c.wrongPasswords(),
        c.signUpLimit(),
        c.anonymousLimit(),
        c.sessions(),
        c.manualLinking());
  }

  private static AuthConfig with(
      AuthConfig c,
      boolean signUp,
      boolean anonymous,
      AuthConfig.Lane lane,
      AuthConfig.Limit signUpLimit,
      AuthConfig.Limit anonymousLimit) {
    return new AuthConfig(
        c.jwtSecret(),
        c.tokenLifetime(),
        c.tokenJitter(),
        c.verifiedTokenBytes(),
        true,
        signUp,
        anonymous,
        c.passwordMinLength(),
        c.refreshReuseInterval(),
        c.userCacheFor(),
        lane,
        c.signatureLane(),
        c.signInLimit(),
        c.wrongPasswords(),
        signUpLimit,
        anonymousLimit,
        c.sessions(),
        c.manualLinking());
  }
}
