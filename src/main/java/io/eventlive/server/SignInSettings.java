package io.eventlive.server;

import io.eventlive.auth.AuthConfig;
import io.eventlive.auth.AuthConfig.Lane;
import io.eventlive.auth.AuthConfig.Limit;
import java.time.Duration;
import java.util.Optional;

/// The settings of sign-in: [AuthConfig] but for the secret, which is known only once the data
/// folder is open.
///
/// @param tokenJitter the share of the lifetime by which a token's life may be cut
record SignInSettings(
    Duration tokenLifetime,
    double tokenJitter,
    int verifiedTokenBytes,
    boolean confirmWithoutMail,
    boolean signUp,
    boolean anonymous,
    int passwordMinLength,
    Duration refreshReuse,
    Duration userCache,
    Lane passwordLane,
    Lane signatureLane,
    Limit signIns,
    Limit wrongPasswords,
    Limit signUps,
    Limit anonymousSignIns,
    AuthConfig.Sessions sessions,
    boolean manualLinking) {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MANY = 100_000_000;

  static SignInSettings of(Settings settings) throws CannotStart {
    return new SignInSettings(
        settings.duration(Setting.TOKEN_LIFETIME, Duration.ofMinutes(5), Duration.ofDays(7)),
        settings.number(Setting.TOKEN_JITTER, 0, 50) / 100.0,
        settings.number(Setting.VERIFIED_TOKEN_BYTES, 1 << 20, Integer.MAX_VALUE),
        // A demonstration has no mail, and its people want in.
        settings.flag(Setting.CONFIRM_WITHOUT_MAIL) || settings.flag(Setting.DEMO),
        settings.flag(Setting.SIGN_UP),
        settings.flag(Setting.ANONYMOUS_SIGN_IN),
        settings.number(Setting.PASSWORD_MIN_LENGTH, 6, 72),
        settings.duration(Setting.REFRESH_REUSE, Duration.ZERO, DAY),
        settings.duration(Setting.USER_CACHE, Duration.ZERO, Duration.ofMinutes(1)),
        new Lane(
            threads(settings),
            settings.number(Setting.PASSWORD_QUEUE, 1, MANY),
            settings.duration(Setting.PASSWORD_WAIT, SECOND, Duration.ofMinutes(10))),
        AuthConfig.signatureLane(settings.number(Setting.SIGNATURE_QUEUE, 1, MANY)),
        new Limit(
            settings.number(Setting.SIGN_INS, 1, MANY),
            settings.duration(Setting.SIGN_INS_WINDOW, SECOND, DAY)),
        new Limit(
            settings.number(Setting.WRONG_PASSWORDS, 1, MANY),
            settings.duration(Setting.WRONG_PASSWORDS_WINDOW, SECOND, DAY)),
        new Limit(
            settings.number(Setting.SIGN_UPS, 1, MANY),
            settings.duration(Setting.SIGN_UPS_WINDOW, SECOND, DAY)),
        new Limit(
            settings.number(Setting.ANONYMOUS_SIGN_INS, 1, MANY),
            settings.duration(Setting.ANONYMOUS_SIGN_INS_WINDOW, SECOND, DAY)),
        new AuthConfig.Sessions(
            sessionTime(settings, Setting.SESSION_LIFETIME),
            sessionTime(settings, Setting.SESSION_IDLE),
            settings.flag(Setting.ONE_SESSION)),
        settings.flag(Setting.MANUAL_LINKING));
  }

  AuthConfig config(String jwtSecret) {
    return new AuthConfig(
        jwtSecret,
        tokenLifetime,
        tokenJitter,
        verifiedTokenBytes,
        confirmWithoutMail,
        signUp,
        anonymous,
        passwordMinLength,
        refreshReuse,
        userCache,
        passwordLane,
        signatureLane,
        signIns,
        wrongPasswords,
        signUps,
        anonymousSignIns,
        sessions,
        manualLinking);
  }

  private static Optional<Duration> sessionTime(Settings settings, Setting setting)
      throws CannotStart {
    if (settings.text(setting).isEmpty()) return Optional.empty();
    return Optional.of(settings.duration(setting, SECOND, Duration.ofDays(3_650)));
  }

  private static int threads(Settings settings) throws CannotStart {
    if (settings.text(Setting.PASSWORD_THREADS).isEmpty()) {
      return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
    return settings.number(Setting.PASSWORD_THREADS, 1, 256);
  }
}
