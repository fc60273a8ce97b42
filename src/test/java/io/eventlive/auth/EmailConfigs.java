package io.eventlive.auth;

import io.eventlive.auth.AuthConfig.Limit;
import java.time.Duration;
import java.util.List;

/// Settings of signing in by mail that differ from the defaults in one thing; in none do answers
/// wait for an even step.
final class EmailConfigs {
  private static final EmailConfig.Limits NO_PAUSE =
      new EmailConfig.Limits(
          Duration.ZERO,
          EmailConfig.defaults().limits().mails(),
          EmailConfig.defaults().limits().requests(),
          EmailConfig.defaults().limits().verifications(),
          EmailConfig.defaults().limits().wrongCodes());

  /// One mail after the other to one address.
  static final EmailConfig ANYTIME = with(true, false, NO_PAUSE);

  static final EmailConfig DEFAULT_LIMITS = with(true, false, EmailConfig.defaults().limits());
  static final EmailConfig NEW_ADDRESS_ALONE = with(false, false, NO_PAUSE);
  static final EmailConfig REAUTHENTICATION = with(true, true, NO_PAUSE);

  /// Who asks for a code without wanting an account is told where there is none.
  static final EmailConfig TELLS_UNKNOWN = with(true, false, true, NO_PAUSE);

  static final EmailConfig TWO_OF_EVERYTHING =
      with(
          true,
          false,
          new EmailConfig.Limits(
              Duration.ZERO,
              new Limit(2, Duration.ofMinutes(1)),
              new Limit(4, Duration.ofMinutes(1)),
              new Limit(2, Duration.ofMinutes(1)),
              new Limit(2, Duration.ofMinutes(1))));

  private EmailConfigs() {}

  private static EmailConfig with(
      boolean both, boolean reauthentication, EmailConfig.Limits limits) {
    return with(both, reauthentication, false, limits);
  }

  private static EmailConfig with(
      boolean both, boolean reauthentication, boolean tellsUnknown, EmailConfig.Limits limits) {
    return new EmailConfig(
        List.of("https://app.example.com/**", "com.example.app://callback"),
        both,
        reauthentication,
        tellsUnknown,
        Duration.ofHours(1),
        6,
        Duration.ofMinutes(5),
        Duration.ZERO,
        limits);
  }
}
