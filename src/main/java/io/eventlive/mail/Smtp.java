package io.eventlive.mail;

import java.time.Duration;

/// A mail server and how patient we are with it.
///
/// @param user empty where the server asks for no name
/// @param queue letters that may wait to be sent, those between two attempts among them; more are
///   refused
/// @param senders how many are sent at the same time
/// @param timeout how long one attempt may take, from the connection to the last word
/// @param attempts how often a letter is tried
/// @param retryAfter the pause before the second attempt; each further one is three times as long
public record Smtp(
    String host,
    int port,
    Security security,
    String user,
    String password,
    int queue,
    int senders,
    Duration timeout,
    int attempts,
    Duration retryAfter) {

  /// How the way to the server is protected. A server that cannot do what is asked gets no letter.
  public enum Security {
    NONE,
    /// Begins in plain and is encrypted before anything is said.
    STARTTLS,
    /// Encrypted from the first byte.
    TLS
  }

  public Smtp {
    require(!host.isBlank(), "A mail server needs a name.");
    require(port >= 1 && port <= 65_535, "A port is from 1 to 65535.");
    require(queue >= 1, "At least one letter must be allowed to wait.");
    require(senders >= 1 && senders <= 64, "Letters are sent by 1 to 64 threads.");
    require(timeout.toMillis() >= 100, "A mail server gets at least 100 ms.");
    require(attempts >= 1 && attempts <= 20, "A letter is tried from 1 to 20 times.");
    require(!retryAfter.isNegative(), "The pause between attempts must not be negative.");
  }

  /// The pause after so many attempts.
  Duration pauseAfter(int attemptsMade) {
    return retryAfter.multipliedBy(Math.powExact(3L, attemptsMade - 1));
  }

  /// Names no password: a record's own text would put it into a log.
  @Override
  public String toString() {
    return "Smtp[" + host + ":" + port + ", " + security + "]";
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) throw new IllegalArgumentException(sentence);
  }
}
