package io.eventlive.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.Optional;

/// Everything that can be set about mail.
///
/// @param from the address that letters come from
/// @param name the name that letters come from
/// @param subject how a subject is made of `{subject}` and `{name}`
/// @param smtp empty: letters stay in the outbox
/// @param kept how many letters the outbox holds
/// @param keptFor how long it holds them
public record MailConfig(
    String from, String name, String subject, Optional<Smtp> smtp, int kept, Duration keptFor) {

  public MailConfig {
    require(isAddress(from), "Letters come from an e-mail address.");
    require(subject.contains("{subject}"), "The form of subjects must contain {subject}.");
    require(noControls(name) && noControls(subject), "A name or subject has one line.");
    require(kept >= 1, "The outbox holds at least one letter.");
    require(keptFor.toSeconds() >= 1, "The outbox keeps letters for at least a second.");
  }

  /// No SMTP.
  public static MailConfig defaults() {
    return new MailConfig(
        "eventlive@localhost",
        "EventLive",
        "{subject}",
        Optional.empty(),
        100,
        Duration.ofHours(1));
  }

  String subjectOf(String subjectOfLetter) {
    return subject.replace("{name}", name).replace("{subject}", subjectOfLetter);
  }

  /// Whether this is one address and nothing besides: no name, no second one, no line of its own.
  public static boolean isAddress(String text) {
    try {
      InternetAddress address = new InternetAddress(text, true);
      address.validate();
      return text.contains("@") && text.equals(address.getAddress());
    } catch (AddressException _) {
      return false;
    }
  }

  private static boolean noControls(String text) {
    return text.chars().noneMatch(Character::isISOControl);
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) throw new IllegalArgumentException(sentence);
  }
}
