package io.eventlive.mail;

import java.util.Locale;

/// One mail to one person. What opens doors stands in it twice: inside the text, and alone for the
/// page on which a developer reads it.
///
/// @param link where the button leads; empty where there is none
/// @param code what may be typed instead
public record Letter(
    Kind kind, String to, String subject, String text, String html, String link, String code) {

  /// What a letter is for.
  public enum Kind {
    CONFIRMATION,
    INVITATION,
    SIGN_IN,
    RECOVERY,
    /// To the address that somebody wants to have.
    NEW_ADDRESS,
    /// To the address that somebody wants to give up.
    OLD_ADDRESS,
    REAUTHENTICATION;

    /// How log lines, metrics and the outbox name it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Names nobody and opens nothing: a record's own text would put both into a log.
  @Override
  public String toString() {
    return "Letter[" + kind + "]";
  }
}
