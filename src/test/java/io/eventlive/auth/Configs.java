package io.eventlive.auth;

import io.eventlive.auth.AuthConfig.Lane;
import io.eventlive.auth.AuthConfig.Limit;
import java.time.Duration;
import java.util.function.Consumer;

/// Settings of sign-in that differ from the defaults in what their names say. Where tests are not
/// about confirming an address, a sign-up is a session at once.
final class Configs {
  /// A lane that nobody fills.
  static final SignatureLane FREE_LANE = new SignatureLane(AuthConfig.signatureLane(100));

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Configs() {}

  static AuthConfig autoConfirmed(AuthConfig config) {
    return changed(
        config,
        draft -> {
          draft.autoConfirm = true;
          draft.passwordLane = new Lane(2, 500, Duration.ofMinutes(2));
        });
  }

  static AuthConfig withoutAnonymous(AuthConfig config) {
    return changed(
        config,
        draft -> {
          draft.autoConfirm = true;
          draft.anonymous = false;
        });
  }

  static AuthConfig withoutSignUp(AuthConfig config) {
    return changed(
        config,
        draft -> {
          draft.autoConfirm = true;
          draft.signUp = false;
        });
  }

  static AuthConfig narrowLane(AuthConfig config) {
    return changed(narrowLaneAndMail(config), draft -> draft.autoConfirm = true);
  }

  /// The same where a sign-up has to be confirmed by mail.
  static AuthConfig narrowLaneAndMail(AuthConfig config) {
    return changed(config, draft -> draft.passwordLane = new Lane(1, 1, MINUTE));
  }

  static AuthConfig tightLimits(AuthConfig config) {
    return changed(
        config,
        draft -> {
          draft.autoConfirm = true;
          draft.signUpLimit = new Limit(2, MINUTE);
          draft.anonymousLimit = new Limit(2, MINUTE);
        });
  }

  /// Five passwords from a network in a minute, of which two may be wrong for one address.
  static AuthConfig fewPasswords(AuthConfig config) {
    return changed(
        config,
        draft -> {
          draft.signInLimit = new Limit(5, MINUTE);
          draft.wrongPasswords = new Limit(2, MINUTE);
        });
  }

  static AuthConfig sessions(AuthConfig config, AuthConfig.Sessions sessions) {
    return changed(
        config,
        draft -> {
          draft.autoConfirm = true;
          draft.sessions = sessions;
        });
  }

  static AuthConfig withoutJitter(AuthConfig config) {
    return changed(config, draft -> draft.tokenJitter = 0);
  }

  static AuthConfig manualLinking(AuthConfig config) {
    return changed(config, draft -> draft.manualLinking = true);
  }

  private static AuthConfig changed(AuthConfig config, Consumer<Draft> change) {
    Draft draft = new Draft(config);
    change.accept(draft);
    return draft.finished();
  }

  /// What tests change, while they change it.
  private static final class Draft {
    private final AuthConfig before;
    private double tokenJitter;
    private boolean autoConfirm;
    private boolean signUp;
    private boolean anonymous;
    private Lane passwordLane;
    private Limit signInLimit;
    private Limit wrongPasswords;
    private Limit signUpLimit;
    private Limit anonymousLimit;
    private AuthConfig.Sessions sessions;
    private boolean manualLinking;

    Draft(AuthConfig config) {
      before = config;
      tokenJitter = config.tokenJitter();
      autoConfirm = config.autoConfirm();
      signUp = config.signUpEnabled();
      anonymous = config.anonymousEnabled();
      passwordLane = config.passwordLane();
      signInLimit = config.signInLimit();
      wrongPasswords = config.wrongPasswords();
      signUpLimit = config.signUpLimit();
      anonymousLimit = config.anonymousLimit();
      sessions = config.sessions();
      manualLinking = config.manualLinking();
    }

    AuthConfig finished() {
      return new AuthConfig(
          before.jwtSecret(),
          before.tokenLifetime(),
          tokenJitter,
          before.verifiedTokenBytes(),
          autoConfirm,
          signUp,
          anonymous,
          before.passwordMinLength(),
          before.refreshReuseInterval(),
          before.userCacheFor(),
          passwordLane,
          before.signatureLane(),
          signInLimit,
          wrongPasswords,
          signUpLimit,
          anonymousLimit,
          sessions,
          manualLinking);
    }
  }
}
