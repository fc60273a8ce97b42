package io.eventlive.auth;

import java.util.Locale;

/// What a one-time token is for, each with the columns of `auth.users` in which Supabase Auth keeps
/// it besides `auth.one_time_tokens`.
enum TokenKind {
  CONFIRMATION(
      """
      update auth.users
      set confirmation_token = ?, confirmation_sent_at = ?, updated_at = ?
      where id = ?
      """),
  RECOVERY(
      """
      update auth.users
      set recovery_token = ?, recovery_sent_at = ?, updated_at = ?
      where id = ?
      """),
  EMAIL_CHANGE_NEW(
      """
      update auth.users
      set email_change_token_new = ?, email_change_sent_at = ?, updated_at = ?
      where id = ?
      """),
  EMAIL_CHANGE_CURRENT(
      """
      update auth.users
      set email_change_token_current = ?, email_change_sent_at = ?, updated_at = ?
      where id = ?
      """),
  REAUTHENTICATION(
      """
      update auth.users
      set reauthentication_token = ?, reauthentication_sent_at = ?, updated_at = ?
      where id = ?
      """);

  private final String update;

  TokenKind(String update) {
    this.update = update;
  }

  /// Sets the token and the time, of the user who comes last.
  String update() {
    return update;
  }

  /// The member of `auth.one_time_token_type`.
  String word() {
    return switch (this) {
      case CONFIRMATION -> "confirmation_token";
      case RECOVERY -> "recovery_token";
      case EMAIL_CHANGE_NEW -> "email_change_token_new";
      case EMAIL_CHANGE_CURRENT -> "email_change_token_current";
      case REAUTHENTICATION -> "reauthentication_token";
    };
  }

  static TokenKind of(String word) {
    for (TokenKind kind : values()) {
      if (kind.word().equals(word)) return kind;
    }
    throw new IllegalArgumentException("no kind of token: " + word.toLowerCase(Locale.ROOT));
  }
}
