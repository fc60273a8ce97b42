package io.eventlive.auth;

import io.eventlive.auth.AuthConfig.Limit;
import java.time.Duration;
import java.util.List;

/// Everything that can be set about signing in by mail.
///
/// @param redirects where links may lead besides the site itself, as patterns
/// @param bothAddresses whether a change of address has to be confirmed at the old one too
/// @param tellsUnknown whether who asks for a link without wanting an account is told where there
///   is none
/// @param reauthentication whether a new password needs a code where the sign-in is a day old
/// @param validFor how long links and codes work
/// @param codeLength digits of a code
/// @param flowValidFor how long the code of a redirect may be exchanged for a session
/// @param answerStep answers about addresses leave at multiples of it, so that the time does not
///   tell who is known; zero for at once
public record EmailConfig(
    List<String> redirects,
    boolean bothAddresses,
    boolean reauthentication,
    boolean tellsUnknown,
    Duration validFor,
    int codeLength,
    Duration flowValidFor,
    Duration answerStep,
    Limits limits) {

  /// How much mail may be asked for, and how often a code may be guessed.
  ///
  /// @param perAddress the pause between two mails to one address; zero for none
  /// @param mails mails of the whole installation
  /// @param requests requests for a mail, per network
  /// @param verifications links and codes shown, per network
  /// @param wrongCodes wrong codes, per address
  public record Limits(
      Duration perAddress, Limit mails, Limit requests, Limit verifications, Limit wrongCodes) {
    public Limits {
      require(!perAddress.isNegative(), "The pause between mails must not be negative.");
    }
  }

  public EmailConfig {
    redirects = List.copyOf(redirects);
    require(validFor.toSeconds() >= 60, "Links and codes work for at least a minute.");
    require(codeLength >= 6 && codeLength <= 10, "Codes have from 6 to 10 digits.");
    require(flowValidFor.toSeconds() >= 1, "A redirect's code works for at least a second.");
    require(!answerStep.isNegative(), "The step of answers must not be negative.");
    redirects.forEach(RedirectPattern::of);
  }

  /// Supabase's defaults, with limits that let a company or campus in.
  public static EmailConfig defaults() {
    return new EmailConfig(
        List.of(),
        true,
        false,
        false,
        Duration.ofHours(1),
        6,
        Duration.ofMinutes(5),
        Duration.ofMillis(250),
        new Limits(
            Duration.ofMinutes(1),
            new Limit(10_000, Duration.ofHours(1)),
            new Limit(3_000, Duration.ofMinutes(5)),
            new Limit(3_000, Duration.ofMinutes(5)),
            new Limit(10, Duration.ofHours(1))));
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) throw new IllegalArgumentException(sentence);
  }
}
