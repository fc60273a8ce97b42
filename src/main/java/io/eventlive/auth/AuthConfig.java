package io.eventlive.auth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// Everything that can be set about sign-in.
///
/// @param jwtSecret the HS256 secret, at least 32 bytes
/// @param tokenLifetime the longest that an access token lives
/// @param tokenJitter the share of the lifetime, from 0 up to 0.5, by which a token's life may be
///   cut at random, so that a mass sign-in is not a mass refresh an hour later
/// @param verifiedTokenBytes how much memory verified tokens may take
/// @param autoConfirm whether a sign-up is a session at once, with an address that nobody verified
/// @param signUpEnabled whether people may sign up themselves, by address or anonymously
/// @param anonymousEnabled whether anonymous sign-ins are offered
/// @param passwordMinLength in bytes, as Supabase counts
/// @param refreshReuseInterval how long a used refresh token may be shown again
/// @param userCacheFor how long `GET /user` may answer from memory
/// @param passwordLane where bcrypt runs
/// @param signatureLane where signatures of public keys are checked
/// @param signInLimit sign-ins with a password, per address prefix
/// @param wrongPasswords for one address from one address prefix; see [PasswordLimits]
/// @param signUpLimit sign-ups with an address, per address prefix
/// @param anonymousLimit anonymous sign-ins, per address prefix
/// @param sessions when a session is over by itself
/// @param manualLinking whether people may take identities from their account
public record AuthConfig(
    String jwtSecret,
    Duration tokenLifetime,
    double tokenJitter,
    long verifiedTokenBytes,
    boolean autoConfirm,
    boolean signUpEnabled,
    boolean anonymousEnabled,
    int passwordMinLength,
    Duration refreshReuseInterval,
    Duration userCacheFor,
    Lane passwordLane,
    Lane signatureLane,
    Limit signInLimit,
    Limit wrongPasswords,
    Limit signUpLimit,
    Limit anonymousLimit,
    Sessions sessions,
    boolean manualLinking) {

  /// When a session is over although nobody signed out. Asked at each refresh, as in Supabase Auth.
  ///
  /// @param lifetime from the sign-in on; empty: for ever
  /// @param idle since the last refresh; empty: for ever
  /// @param onePerPerson whether only the session that was used last goes on
  public record Sessions(
      Optional<Duration> lifetime, Optional<Duration> idle, boolean onePerPerson) {
    /// A session lasts until somebody signs out.
    public static final Sessions UNLIMITED =
        new Sessions(Optional.empty(), Optional.empty(), false);

    public Sessions {
      require(lifetime.stream().allMatch(Duration::isPositive), "A session lives for some time.");
      require(idle.stream().allMatch(Duration::isPositive), "A session may be idle for some time.");
    }
  }

  /// How many do something costly at one moment, how many may wait for that, and for how long.
  public record Lane(int threads, int queue, Duration patience) {
    public Lane {
      require(threads >= 1 && threads <= 256, "A lane must have from 1 to 256 threads.");
      require(queue >= 1, "At least one must be allowed to wait for a lane.");
      require(patience.toMillis() >= 1000, "Waiting for a lane must be allowed for a second.");
    }
  }

  /// At most `permits` in any `window`, refilled evenly.
  public record Limit(int permits, Duration window) {
    public Limit {
      require(permits >= 1, "A limit must allow at least one.");
      require(window.toMillis() >= 1000, "A limit's window is at least a second.");
    }
  }

  public AuthConfig {
    require(
        jwtSecret.getBytes(StandardCharsets.UTF_8).length >= 32,
        "The JWT secret must have at least 32 bytes.");
    require(
        tokenLifetime.toSeconds() >= 300 && tokenLifetime.toSeconds() <= 604_800,
        "Access tokens live from 5 minutes to 7 days.");
    require(tokenJitter >= 0 && tokenJitter <= 0.5, "The token jitter is from 0 to 0.5.");
    require(verifiedTokenBytes >= 1 << 20, "Verified tokens need at least 1 MiB.");
    require(
        passwordMinLength >= 6 && passwordMinLength <= 72,
        "The shortest password has from 6 to 72 characters.");
    require(!refreshReuseInterval.isNegative(), "The reuse interval must not be negative.");
    require(!userCacheFor.isNegative(), "The user cache time must not be negative.");
  }

  /// Supabase's defaults where it has them; no confirmation without mail.
  public static AuthConfig defaults(String jwtSecret) {
    return new AuthConfig(
        jwtSecret,
        Duration.ofHours(1),
        0.2,
        64L << 20,
        false,
        true,
        true,
        6,
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        new Lane(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            500,
            Duration.ofSeconds(8)),
        signatureLane(5_000),
        new Limit(3_000, Duration.ofMinutes(5)),
        new Limit(20, Duration.ofMinutes(10)),
        new Limit(3_000, Duration.ofMinutes(5)),
        new Limit(30_000, Duration.ofHours(1)),
        Sessions.UNLIMITED,
        false);
  }

  /// Half of the processors: a flood of forged tokens leaves the others to everybody else.
  ///
  /// @param queue how many tokens may wait
  public static Lane signatureLane(int queue) {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    return new Lane(threads, queue, Duration.ofSeconds(3));
  }

  /// Names no secret: a record's own text would put it into a log.
  @Override
  public String toString() {
    return "AuthConfig[autoConfirm=" + autoConfirm + "]";
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) throw new IllegalArgumentException(sentence);
  }
}
