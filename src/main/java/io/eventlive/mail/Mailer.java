package io.eventlive.mail;

/// Where letters are handed in. Neither method ever waits: a slow or dead mail server holds up
/// nobody but the letters themselves.
public sealed interface Mailer extends AutoCloseable permits SmtpMailer, Outbox {
  /// Hands a letter in. What becomes of it is observed, not answered: the person who asked has long
  /// gone on when a mail server says no.
  void post(Letter letter);

  /// Whether letters are refused at this moment because too many wait.
  boolean full();

  /// Whether letters leave this machine.
  boolean sends();

  @Override
  void close();
}
