package io.eventlive.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.eventlive.http.ErrorCode;
import io.eventlive.mail.Mailer;
import java.util.concurrent.atomic.AtomicLong;

/// How much mail may be asked for, and how often a code may be guessed. Everything is judged by the
/// address as it was typed, before anybody looks whether it is known, so that a limit does not
/// tell.
final class MailLimits {
  private static final String EVERYBODY = "";
  private static final int MOST_ADDRESSES = 100_000;

  private final EmailConfig.Limits limits;
  private final Ticker ticker;
  private final Mailer mailer;
  private final AddressLimit requests;
  private final AddressLimit verifications;
  private final Buckets mails;
  private final Buckets wrongCodes;
  private final Cache<String, Long> lastMail;

  MailLimits(EmailConfig.Limits limits, Mailer mailer, Ticker ticker) {
    this.limits = limits;
    this.ticker = ticker;
    this.mailer = mailer;
    this.requests = new AddressLimit(limits.requests(), ticker);
    this.verifications = new AddressLimit(limits.verifications(), ticker);
    this.mails = new Buckets(limits.mails(), ticker);
    this.wrongCodes = new Buckets(limits.wrongCodes(), ticker);
    this.lastMail =
        Caffeine.newBuilder()
            .maximumSize(MOST_ADDRESSES)
            .expireAfterWrite(limits.perAddress())
            .ticker(ticker)
            .build();
  }

  /// @throws AuthRefusal where this network asked too often
  void takeRequest(String remoteAddress) {
    requests.take(remoteAddress);
  }

  /// @throws AuthRefusal where this network showed too many links and codes
  void takeVerification(String remoteAddress) {
    verifications.take(remoteAddress);
  }

  /// Room for a mail to this address, should there be one to send.
  ///
  /// @throws AuthRefusal where it got one a moment ago, or nobody gets any now
  void takeMail(String address) {
    requireRoom();
    if (limits.perAddress().isZero()) return;
    long now = ticker.read();
    AtomicLong wait = new AtomicLong();
    lastMail
        .asMap()
        .compute(
            address,
            (_, last) -> {
              long left = last == null ? 0 : last + limits.perAddress().toNanos() - now;
              wait.set(left);
              return last == null || left <= 0 ? Long.valueOf(now) : last;
            });
    if (wait.get() > 0) {
      long seconds = seconds(wait.get());
      throw AuthRefusal.later(
          ErrorCode.OVER_EMAIL_SEND_RATE_LIMIT,
          "For security purposes, you can only request this after " + seconds + " seconds.",
          seconds);
    }
  }

  /// @throws AuthRefusal where the installation has sent what it may, or too many letters wait
  void requireRoom() {
    if (mailer.full()) {
      throw AuthRefusal.later(ErrorCode.MAIL_BUSY, "Too many mails wait to be sent", 10);
    }
    long wait = mails.look(EVERYBODY);
    if (wait > 0) {
      throw AuthRefusal.later(
          ErrorCode.OVER_EMAIL_SEND_RATE_LIMIT, "email rate limit exceeded", seconds(wait));
    }
  }

  /// Counts a mail that goes out.
  void countMail() {
    mails.take(EVERYBODY);
  }

  /// A guess at a code of this address; [#giveBackGuess] gives it back.
  ///
  /// @throws AuthRefusal where too many were wrong
  void takeGuess(String address) {
    long wait = wrongCodes.take(address);
    if (wait > 0) {
      throw AuthRefusal.later(
          ErrorCode.OVER_REQUEST_RATE_LIMIT, "Too many wrong codes", seconds(wait));
    }
  }

  void giveBackGuess(String address) {
    wrongCodes.giveBack(address);
  }

  private static long seconds(long nanos) {
    return Math.max(1, Math.ceilDiv(nanos, 1_000_000_000L));
  }
}
