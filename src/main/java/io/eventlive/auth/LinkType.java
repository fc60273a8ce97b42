package io.eventlive.auth;

import io.eventlive.mail.Letter;
import java.util.Optional;

/// What following a link does, by the name that links and clients give it.
enum LinkType {
  SIGNUP("signup", "email/signup", TokenKind.CONFIRMATION, Letter.Kind.CONFIRMATION),
  INVITE("invite", "invite", TokenKind.CONFIRMATION, Letter.Kind.INVITATION),
  MAGICLINK("magiclink", "magiclink", TokenKind.RECOVERY, Letter.Kind.SIGN_IN),
  RECOVERY("recovery", "recovery", TokenKind.RECOVERY, Letter.Kind.RECOVERY),
  NEW_ADDRESS("email_change", "email_change", TokenKind.EMAIL_CHANGE_NEW, Letter.Kind.NEW_ADDRESS),
  OLD_ADDRESS(
      "email_change", "email_change", TokenKind.EMAIL_CHANGE_CURRENT, Letter.Kind.OLD_ADDRESS);

  private final String word;
  private final String method;
  private final TokenKind kind;
  private final Letter.Kind letter;

  LinkType(String word, String method, TokenKind kind, Letter.Kind letter) {
    this.word = word;
    this.method = method;
    this.kind = kind;
    this.letter = letter;
  }

  /// As in `&type=…`.
  String word() {
    return word;
  }

  /// As in the `amr` of a session and in `auth.flow_state`.
  String method() {
    return method;
  }

  TokenKind kind() {
    return kind;
  }

  Letter.Kind letter() {
    return letter;
  }

  /// The one that a client names when it asks for a link.
  static Optional<LinkType> asked(String word) {
    return switch (word) {
      case "signup" -> Optional.of(SIGNUP);
      case "invite" -> Optional.of(INVITE);
      case "magiclink" -> Optional.of(MAGICLINK);
      case "recovery" -> Optional.of(RECOVERY);
      case "email_change_new" -> Optional.of(NEW_ADDRESS);
      case "email_change_current" -> Optional.of(OLD_ADDRESS);
      default -> Optional.empty();
    };
  }
}
